import type { Store } from '@railyard/core/store';
import { expectSame } from './expect.ts';
import type { TestRunner } from './runner.ts';
import { clockLaws } from './store/clocks.ts';
import { keyLaws } from './store/keys.ts';
import { law, type StoreFactory, type StoreLaw } from './store/law.ts';
import { linearLaws } from './store/linear.ts';
import { listLaws } from './store/lists.ts';
import { raceLaws } from './store/races.ts';
import { recordLaws } from './store/records.ts';
import { reopenLaws } from './store/reopened.ts';

export type { OpenOptions, OpenStore, StoreFactory, StoreLaw, Written } from './store/law.ts';

/** What every store keeps, one by one, to check without a test runner. */
export const storeLaws: readonly StoreLaw[] = [
  ...recordLaws,
  ...keyLaws,
  ...raceLaws,
  ...linearLaws,
  ...listLaws,
  ...clockLaws,
  ...reopenLaws,
];

/**
 * The contract test of a store: each of `storeLaws` that is one of a store so durable, as a test of the given runner.
 */
export function testStore(runner: TestRunner, durability: Store['durability'], factory: StoreFactory): void {
  runner.describe('the laws of a store', () => {
    const laws = storeLaws.filter(({ outliving }) => durability !== 'volatile' || !outliving);
    for (const one of [itselfLaw(durability), ...laws]) runner.it(one.name, () => one.check(factory));
  });
}

function itselfLaw(durability: Store['durability']): StoreLaw {
  return law(`calls itself ${durability}`, async (store) => {
    expectSame(store.durability, durability, 'What the store says of its durability');
  });
}
