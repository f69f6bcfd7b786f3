import type { Store } from '@railyard/core';

/** What an engine touches of the world. */
export interface Surroundings {
  readonly store: Store;
  readonly fetch: typeof fetch;
}

/** The same surroundings, in which the engine dies at one step. */
export interface Mortal extends Surroundings {
  /** Resolves at the moment of death. */
  readonly death: Promise<void>;
  /** Calls of the store and the provider so far. */
  steps(): number;
}

/**
 * Kills whoever works in these surroundings at the n-th call of the store or the provider: before the call is made, or
 * after it took effect. From then on no call is made and none returns, as after a power cut.
 */
export function mortal({ store, fetch }: Surroundings, at: number, when: 'before' | 'after'): Mortal {
  let count = 0;
  let dead = false;
  let tell: (() => void) | undefined;
  const death = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const forever = new Promise<never>(() => {});

  function die(): void {
    dead = true;
    tell?.();
  }

  async function step<T>(call: () => Promise<T>): Promise<T> {
    if (dead) return forever;
    count += 1;
    const mine = count === at;
    if (mine && when === 'before') {
      die();
      return forever;
    }
    const returned = call();
    const value = await returned.finally(() => {
      if (mine) die();
    });
    return dead ? forever : value;
  }

  return {
    death,
    steps: () => count,
    store: {
      durability: store.durability,
      get: <T>(...call: Parameters<Store['get']>) => step(() => store.get<T>(...call)),
      update: (keys, change) => step(() => store.update(keys, change)),
      due: (...call) => step(() => store.due(...call)),
      list: (...call) => step(() => store.list(...call)),
    },
    fetch: (...call) => step(() => fetch(...call)),
  };
}
