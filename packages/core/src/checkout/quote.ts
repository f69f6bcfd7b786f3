import { freeze } from '../cart.ts';
import { RailError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { checkTotal } from '../limits.ts';
import type { ChallengeOutcome, OpenPage } from '../outcome.ts';
import type { Purchase } from '../purchase.ts';
import type { ChallengeContext } from '../rail.ts';
import type { CartRecord } from '../record.ts';
import type { Mount, Yard } from './yard.ts';

/** The purchase a cart is now, once the platform's limits and conditions have let it through. */
export async function quote(yard: Yard, record: CartRecord, email: string | null): Promise<Purchase> {
  const purchase = freeze(record.cart, email);
  checkTotal(purchase.total, await yard.limits());
  await yard.admit?.(purchase);
  return purchase;
}

/** Every active rail an agent can pay on, each with its challenge. Writes nothing. */
export async function challengeFor(
  purchase: Purchase,
  mounts: readonly Mount[],
  context: ChallengeContext,
  why: { readonly error: RailError; readonly page: OpenPage | null },
): Promise<ChallengeOutcome> {
  const refused: Record<string, string> = {};
  const offers = mounts.filter(({ rail, active }) => {
    if (!active || rail.manifest.payer !== 'agent') return false;
    const refusal = rail.accepts?.(purchase) ?? outsideRange(rail, purchase);
    if (refusal) refused[rail.id] = refusal.message;
    return !refusal;
  });
  if (offers.length === 0) throw noOffer(refused);

  const challenges = await Promise.all(
    offers.map(async ({ rail }) => ({ rail: rail.id, challenge: await rail.challenge(purchase, context) })),
  );
  return { type: 'challenge', purchase, challenges, ...why };
}

/** Why the rail's manifest rules this purchase out, or null. */
export function outsideRange(
  { id, manifest }: Mount['rail'],
  { total }: Purchase,
): { message: string; refused: string } | null {
  const range = Object.hasOwn(manifest.currencies, total.currency)
    ? manifest.currencies[total.currency]
    : undefined;
  if (!range)
    return { refused: 'currency_unsupported', message: `Rail "${id}" does not take ${total.currency}.` };
  if (total.amount < range.min)
    return { refused: 'amount_too_low', message: `Rail "${id}" takes no less than ${range.min}.` };
  if (range.max !== undefined && total.amount > range.max) {
    return { refused: 'amount_too_high', message: `Rail "${id}" takes no more than ${range.max}.` };
  }
  return null;
}

function noOffer(refused: JsonObject): RailError {
  return new RailError('rail_not_active', 'No rail that an agent can pay on takes this purchase.', {
    details: { refused },
    nextAction: 'Let a person pay on a payment page, if the seller has one.',
  });
}
