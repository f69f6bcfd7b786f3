import type { Store } from '@railyard/core/store';

/** What a server asks of its store and its providers, in an order that a seed draws. */
export interface Shuffle {
  readonly over: (send: typeof fetch) => typeof fetch;
  readonly before: (store: Store) => Store;
  /** From now on; before `start` and after `end`, all goes through as it comes. */
  readonly start: () => void;
  readonly end: () => void;
  /** One of these, drawn. */
  readonly draw: <T>(from: readonly T[]) => T | undefined;
}

/** How often the process goes round, so that all who are about to call have called, before one is let through. */
const ROUNDS = 3;

/**
 * Lets one through at a time: a question to the store, a call to its provider, or an answer back. Before each of them,
 * `between` happens.
 */
export function shuffled(seed: number, between: (shuffle: Shuffle) => void = () => {}): Shuffle {
  const waiting: (() => void)[] = [];
  let state = seed;
  let isGoing = false;
  let isOn = false;

  function draw<T>(from: readonly T[]): T | undefined {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return from[Math.floor((state / 2 ** 32) * from.length)];
  }
  async function go(): Promise<void> {
    while (waiting.length > 0) {
      for (let round = 0; round < ROUNDS; round += 1) await new Promise((resolve) => setImmediate(resolve));
      if (isOn) between(shuffle);
      const next = draw(waiting);
      if (next) waiting.splice(waiting.indexOf(next), 1);
      next?.();
    }
    isGoing = false;
  }
  async function turn(): Promise<void> {
    if (!isOn) return;
    const mine = new Promise<void>((resolve) => {
      waiting.push(resolve);
    });
    if (!isGoing) {
      isGoing = true;
      void go();
    }
    await mine;
  }

  const shuffle: Shuffle = {
    draw,
    start() {
      isOn = true;
    },
    end() {
      isOn = false;
    },
    before: (store) => ({
      ...store,
      async get<T>(space: string, key: string) {
        await turn();
        return store.get<T>(space, key);
      },
      async update(keys, change) {
        await turn();
        return store.update(keys, change);
      },
    }),
    over: (send) => async (input, init) => {
      await turn();
      const response = await send(input, init);
      await turn();
      return response;
    },
  };
  return shuffle;
}
