import { freeze } from '../cart.ts';
import { RailError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { checkQuantity, checkTotal } from '../limits.ts';
import { toDecimal } from '../money.ts';
import type { ChallengeOutcome, OpenPage } from '../outcome.ts';
import type { Purchase } from '../purchase.ts';
import type { ChallengeContext, PaymentRail, Refusal } from '../rail.ts';
import type { CartRecord } from '../record.ts';
import { challengeIn } from './declared.ts';
import { refusalIn } from './plain.ts';
import { within } from './within.ts';
import type { Mount, Yard } from './yard.ts';

/** The purchase a cart is now, once the platform's limits and conditions have let it through. */
export async function quote(yard: Yard, record: CartRecord, email: string | null): Promise<Purchase> {
  const { cart, fulfilment } = record;
  const purchase = freeze(cart, email);
  const limits = await yard.limits();
  for (const { quantity } of purchase.lines) checkQuantity(quantity, limits);
  checkTotal(purchase, limits);
  if (!fulfilment) await yard.admit?.(purchase, cart); // a sale's conditions are its guard's
  return purchase;
}

/** Every active rail an agent can pay on, each with its challenge. Writes nothing. */
export async function challengeFor(
  yard: Yard,
  purchase: Purchase,
  mounts: readonly Mount[],
  context: ChallengeContext,
  why: { readonly error: RailError; readonly page: OpenPage | null },
): Promise<ChallengeOutcome> {
  const refused: Record<string, string> = {};
  const offers = mounts.filter(({ rail, active }) => {
    if (!active || rail.manifest.payer !== 'agent') return false;
    const refusal = refusalOf(yard, rail, purchase);
    if (refusal) refused[rail.id] = refusal.message;
    return !refusal;
  });
  const challenges = await Promise.all(
    offers.map(async ({ rail }) => {
      const challenge = await within(yard, async () =>
        challengeIn(rail, await rail.challenge(purchase, { ...context })),
      );
      if (!challenge) refused[rail.id] = noAnswer(rail).message;
      return challenge && { rail: rail.id, challenge };
    }),
  );
  const made = challenges.filter((one) => one !== null);
  if (made.length === 0) throw noOffer(refused);
  return { type: 'challenge', purchase, challenges: made, ...why };
}

/** Why this rail does not take this purchase, or null when it does. */
export function refusalOf(yard: Yard, rail: PaymentRail, purchase: Purchase): Refusal | null {
  try {
    return refusalIn(rail.accepts?.(purchase)) ?? outsideRange(rail, purchase);
  } catch (error) {
    yard.report?.(error);
    return noAnswer(rail);
  }
}

function noAnswer({ id }: PaymentRail): Refusal {
  return { refused: 'rail_failed', message: `Rail "${id}" could not make an offer.` };
}

function outsideRange({ id, manifest }: PaymentRail, { total }: Purchase): Refusal | null {
  const amount = (limit: number): string => `${toDecimal({ ...total, amount: limit })} ${total.currency}`;
  const range = manifest.currencies[total.currency];
  if (!range)
    return { refused: 'currency_unsupported', message: `Rail "${id}" does not take ${total.currency}.` };
  if (total.amount < range.min)
    return { refused: 'amount_too_low', message: `Rail "${id}" takes at least ${amount(range.min)}.` };
  if (range.max !== undefined && total.amount > range.max) {
    return { refused: 'amount_too_high', message: `Rail "${id}" takes at most ${amount(range.max)}.` };
  }
  return null;
}

function noOffer(refused: JsonObject): RailError {
  const code = Object.keys(refused).length > 0 ? 'purchase_not_accepted' : 'rail_not_active';
  return new RailError(code, 'No active rail that an agent can pay on takes this purchase.', {
    details: { refused },
    nextAction: 'Let a person pay on a page, if the seller has one.',
  });
}
