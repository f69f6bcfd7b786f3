import type { TestRunner } from './runner.ts';
import { clockLaws } from './store/clocks.ts';
import { keyLaws } from './store/keys.ts';
import type { StoreFactory, StoreLaw } from './store/law.ts';
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

/** The contract test of a store: each of `storeLaws` as a test of the given runner. */
export function testStore(runner: TestRunner, factory: StoreFactory): void {
  runner.describe('the laws of a store', () => {
    for (const law of storeLaws) runner.it(law.name, () => law.check(factory));
  });
}
