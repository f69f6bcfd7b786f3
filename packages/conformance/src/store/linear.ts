import type { Row, Store } from '@railyard/core/store';
import { expect, rejection } from '../expect.ts';
import { type Random, randomFrom } from '../fakes/random.ts';
import { inexplicable, type Operation } from './history.ts';
import { cart, law, outlivingLaw, rowOf, type StoreLaw } from './law.ts';

const KEYS = ['a', 'b', 'c', 'd', 'e'];
const RACERS = 200;
const TURNS = 4;

/** Whoever races, and through whichever handle, sees the records as if all calls had come one after the other. */
export const linearLaws: readonly StoreLaw[] = [
  law('explains what 200 racing callers saw by one order in real time', async (store) => {
    expectExplained(await race([store]));
  }),

  outlivingLaw(
    'explains what racing callers of two handles saw by one order in real time',
    async (store, { reopen }) => {
      expectExplained(await race([store, await reopen()]));
    },
  ),
];

function expectExplained(history: readonly Operation[]): void {
  const complaint = inexplicable(history);
  expect(complaint === null, complaint ?? '');
}

async function race(stores: readonly Store[]): Promise<readonly Operation[]> {
  const clock = { time: 0 };
  const racers = Array.from({ length: RACERS }, async (_, racer) => {
    const store = stores[racer % stores.length] as Store;
    const random = randomFrom(racer);
    const seen: Operation[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      seen.push(await operation(store, clock, random, racer * TURNS + turn + 1));
    }
    return seen;
  });
  return (await Promise.all(racers)).flat();
}

async function operation(
  store: Store,
  clock: { time: number },
  random: Random,
  id: number,
): Promise<Operation> {
  const first = random.below(KEYS.length);
  const keys = KEYS.map((_, index) => KEYS[(first + index) % KEYS.length] as string).slice(
    0,
    1 + random.below(3),
  );
  const kind = random.below(4);
  const called = (clock.time += 1);
  const done = await perform(store, keys, kind, id);
  return { called, answered: (clock.time += 1), ...done };
}

type Seen = Pick<Operation, 'reads' | 'writes'>;

async function perform(store: Store, keys: readonly string[], kind: number, id: number): Promise<Seen> {
  const [key = ''] = keys;
  switch (kind) {
    case 0:
      return { reads: { [key]: await store.get<number>('cart', key) }, writes: {} };
    case 1:
      return store.update(keys.map(cart), (rows) => ({
        rows: [],
        result: { reads: readsOf(keys, rows), writes: {} },
      }));
    case 2:
      // What throws has written nothing, so nobody may see it.
      await rejection(
        store.update(keys.map(cart), () => {
          throw new Error('planted');
        }),
      );
      return { reads: {}, writes: {} };
    default:
      return store.update(keys.map(cart), (rows) => ({
        rows: keys.map(() => rowOf(id)),
        result: {
          reads: readsOf(keys, rows),
          writes: Object.fromEntries(keys.map((one) => [one, id])),
        },
      }));
  }
}

function readsOf(keys: readonly string[], rows: readonly (Row | null)[]): Seen['reads'] {
  return Object.fromEntries(keys.map((key, index) => [key, (rows[index]?.value ?? null) as number | null]));
}
