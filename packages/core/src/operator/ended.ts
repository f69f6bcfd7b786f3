import { noAnswer, recordAnswer } from '../checkout/carry.ts';
import { contextOf, paymentOf } from '../checkout/context.ts';
import type { CartKey } from '../checkout/keys.ts';
import { mountOf } from '../checkout/mounts.ts';
import { type Vetted, vetted } from '../checkout/vet.ts';
import { within } from '../checkout/within.ts';
import type { Mount, Yard } from '../checkout/yard.ts';
import type { Settlement } from '../rail.ts';
import { type Attempt, isEnd, takenIn } from '../record.ts';
import { mayTake, showsMoney } from './cases/payment.ts';
import { isPartOf } from './cases/surplus.ts';

/**
 * Asks about a payment that has ended. Money may land after an end: then it is an order, or goes back, or a case; and
 * what was taken may have come back. False while nobody can tell, or the money is on its way: no sweep looks at an end
 * any more, so the provider has to ring again.
 */
export async function askOfEnded(
  yard: Yard,
  cart: CartKey,
  mount: Mount,
  attempt: Attempt,
): Promise<boolean> {
  const known = heard(attempt, await answerOf(yard, cart, mount, attempt, 'status'));
  const { settlement, openCase } = known;
  const isCounted = attempt.openCase !== null || Boolean(attempt.taken);
  const isShown = settlement.state === 'paid' || openCase !== undefined || takenIn(settlement) !== undefined;
  const isNews = isShown || (isEnd(settlement) && isCounted);
  if (isNews) await recordAnswer(yard, cart, attempt, known);
  return isNews || isEnd(settlement);
}

/**
 * Has the provider close a payment that a person has ended, where it can, and records what it says: nobody looks again
 * once it takes nothing for it any more, and none that it has taken is left.
 */
export async function close(yard: Yard, cart: CartKey, attempt: Attempt): Promise<void> {
  const mount = await within(yard, () => mountOf(yard, cart.tenant, attempt));
  if (!mount) {
    await recordAnswer(yard, cart, attempt, { settlement: later(yard, attempt, noAnswer), unasked: true });
    return;
  }
  const known = await answerOf(yard, cart, mount, attempt, mount.rail.cancel ? 'cancel' : 'status');
  const isOver = !attempt.taken && !mayTake(attempt, known, yard.runtime.now());
  const answer = heard(attempt, known);
  const settlement: Settlement = isOver ? { state: 'cancelled' } : later(yard, attempt, answer.settlement);
  await recordAnswer(yard, cart, attempt, { ...answer, settlement });
}

/** Nobody waits for it, so it is asked ever more seldom. */
function later({ runtime }: Yard, { createdAt }: Attempt, settlement: Settlement): Settlement {
  const retryAfter = (runtime.now() - createdAt) / 10_000;
  return settlement.state === 'unknown' ? { ...settlement, retryAfter } : settlement;
}

export async function answerOf(
  yard: Yard,
  cart: CartKey,
  { rail }: Mount,
  attempt: Attempt,
  member: 'status' | 'cancel',
): Promise<Vetted> {
  const answer = await within(yard, async (signal) => {
    const context = contextOf(yard, cart, attempt, { tenant: cart.tenant, signal: signal() });
    return rail[member]?.(paymentOf(attempt), context);
  });
  return vetted(rail, attempt, answer ?? noAnswer, 'again');
}

/** An end is no case but for money, and what a person has decided about only for money that was not known then. */
function heard(attempt: Attempt, said: Vetted): Vetted {
  const known = undecided(said);
  const { settlement, openCase } = known;
  if (openCase === undefined || attempt.openCase !== null) return known;
  const shown = takenIn(settlement);
  const isKnown = shown && attempt.taken ? isPartOf(shown, attempt.taken) : !showsMoney(known);
  return isKnown ? { settlement } : known;
}

/** Nobody waits for the decision of a provider that has taken money for what has ended. */
function undecided(known: Vetted): Vetted {
  const { settlement } = known;
  if (settlement.state !== 'pending' || !showsMoney(known)) return known;
  const { reference, taken } = settlement;
  const openCase = 'taken_after_end';
  return {
    settlement: {
      state: 'unknown',
      reason: openCase,
      ...(reference !== undefined && { reference }),
      ...(taken && { taken }),
    },
    openCase,
  };
}
