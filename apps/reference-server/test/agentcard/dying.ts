import { mortal } from '@railyard/conformance';
import type { Market } from './market.ts';
import { strangerAt } from './shopper.ts';

/** A checkout in a server of its own that dies at its n-th call. False when it did not get that far. */
export async function dying(
  market: Market,
  given: object,
  { at, when }: { readonly at: number; readonly when: 'before' | 'after' },
): Promise<boolean> {
  const { death, ...around } = mortal(market.around, at, when);
  const server = market.process(around);
  const done = strangerAt({ server }, market.keys.network)
    .then((victim) => victim.checkout(given))
    .then(() => false);
  return Promise.race([done, death.then(() => true)]);
}
