import { noAnswer } from '../../checkout/carry.ts';
import type { Vetted } from '../../checkout/vet.ts';
import type { Money } from '../../money.ts';
import { type Attempt, amountOf, isEnd, takenIn } from '../../record.ts';
import type { Heard } from '../../transition.ts';
import type { Said } from './evidence.ts';
import { contradicts, type RulingCall, uncertain, type Verdict } from './rule.ts';

/** The case of a payment that is settled, and of which more was taken than it comes to. */
const OVERCHARGED = 'overcharged';

/** What became of a payment that is settled, once its provider was asked what it has taken beyond that. */
export function heardOfPaid(attempt: Attempt, known: Vetted): Heard {
  const surplus = surplusOf(attempt, known);
  if (surplus === undefined) return { settlement: noAnswer, unasked: true };
  if (surplus === null) return left(null);
  const isKnown = attempt.taken && isPartOf(surplus, attempt.taken);
  return {
    settlement: { state: 'unknown', reason: OVERCHARGED, taken: surplus },
    // What a person has decided about is no case again.
    ...(!isKnown && { openCase: OVERCHARGED }),
  };
}

/** What was taken beyond the payment and has not come back; null for nothing, undefined when nobody can tell. */
export function surplusOf(attempt: Attempt, { settlement }: Vetted): Money | null | undefined {
  if (settlement.state === 'paid' || isEnd(settlement)) return null;
  const taken = takenIn(settlement);
  if (!taken) return undefined;
  const { amount, currency } = amountOf(attempt);
  const more = taken.amount - (taken.currency === currency ? amount : 0);
  return more > 0 ? { ...taken, amount: more } : null;
}

/** Whether money that is shown is some that was known, or what is left of it. */
export function isPartOf(shown: Money, known: Money): boolean {
  return shown.currency === known.currency && shown.amount <= known.amount;
}

/** The order is what it was, whatever is ruled: what is not shown as come back stays counted. */
export function ruleSurplus(
  attempt: Attempt,
  { ruling, insist }: RulingCall,
  said: Said,
): Verdict<ReturnType<typeof left>> {
  const surplus = said.known ? surplusOf(attempt, said.known) : undefined;
  if (surplus === null)
    return ruling === 'returned'
      ? { result: left(null) }
      : {
          refused: contradicts('nothing_taken', 'The provider shows no more as taken than was paid.'),
          known: true,
        };
  const isShown = ruling === 'stands' && surplus !== undefined;
  if (!insist && !isShown) return { refused: uncertain(said, surplus ?? attempt.taken) };
  return { result: left(surplus ?? attempt.taken) };
}

/** It stays as it was settled, and is no case. */
function left(taken: Money | null): Pick<Heard, 'closing' | 'settlement'> {
  return { settlement: { state: 'cancelled' }, closing: { taken } };
}
