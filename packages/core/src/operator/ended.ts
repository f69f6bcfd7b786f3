import { attemptIn, noAnswer } from '../checkout/carry.ts';
import { commit } from '../checkout/commit.ts';
import { contextOf, paymentOf } from '../checkout/context.ts';
import type { CartKey } from '../checkout/keys.ts';
import { mountOf } from '../checkout/mounts.ts';
import { spendingOf, spendOf } from '../checkout/spending.ts';
import { doubt, type Vetted, vetted } from '../checkout/vet.ts';
import { within } from '../checkout/within.ts';
import type { Mount, Yard } from '../checkout/yard.ts';
import { RailError } from '../errors.ts';
import type { Settlement } from '../rail.ts';
import { type Attempt, isEnd, takenIn } from '../record.ts';
import type { Heard } from '../transition.ts';
import { mayTake, showsMoney } from './cases/payment.ts';
import { traceOf } from './cases/subject.ts';
import { isPartOf } from './cases/surplus.ts';

/**
 * Asks about a payment that has ended. Money may land after an end: then it is an order, or goes back, or a case; and
 * what was taken may have come back. False while nobody can tell, or the money is on its way: no sweep looks at an end
 * any more, so the provider has to ring again. Null when somebody else has heard of it meanwhile, be it earlier or later.
 */
export async function askOfEnded(
  yard: Yard,
  cart: CartKey,
  mount: Mount,
  attempt: Attempt,
): Promise<boolean | null> {
  const known = heard(attempt, await answerOf(yard, cart, mount, attempt, 'status'));
  const { settlement, openCase } = known;
  const isCounted = attempt.openCase !== null || Boolean(attempt.taken);
  const isShown = settlement.state === 'paid' || openCase !== undefined || takenIn(settlement) !== undefined;
  const isNews = isShown || (isEnd(settlement) && isCounted);
  if (isNews && !(await recordUnchanged(yard, cart, attempt, known))) return null;
  return isNews || isEnd(settlement);
}

/**
 * Has the provider close a payment that a person has ended, where it can, and records what it says: nobody looks again
 * once it takes nothing for it any more, and none that it has taken is left.
 */
export async function close(yard: Yard, cart: CartKey, attempt: Attempt): Promise<void> {
  const mount = await within(yard, () => mountOf(yard, cart.tenant, attempt));
  if (!mount) {
    const settlement = later(yard, attempt, noAnswer);
    await recordUnchanged(yard, cart, attempt, { settlement, unasked: true });
    return;
  }
  const known = await answerOf(yard, cart, mount, attempt, mount.rail.cancel ? 'cancel' : 'status');
  const isOver = !attempt.taken && !mayTake(attempt, known, yard.runtime.now());
  const answer = heard(attempt, known);
  const settlement: Settlement = isOver ? { state: 'cancelled' } : later(yard, attempt, answer.settlement);
  // Where somebody else has heard of it meanwhile, it stays due.
  await recordUnchanged(yard, cart, attempt, { ...answer, settlement });
}

/** Records an answer unless another one has been recorded since it was asked for: nobody knows which is the newer. */
async function recordUnchanged(yard: Yard, cart: CartKey, attempt: Attempt, known: Heard): Promise<boolean> {
  const spending = spendingOf(yard, spendOf(cart, attempt));
  const event = { type: 'settled', attempt: attempt.id, looks: attempt.looks, ...known } as const;
  let isSame = true;
  await commit(yard, cart, attempt, event, {
    keys: spending.keys,
    follow(rows, change, now) {
      isSame = traceOf(attemptIn(change.before, attempt.id)) === traceOf(attempt);
      if (!isSame) throw new RailError('cart_locked', 'Somebody else has heard of it meanwhile.');
      return spending.follow(rows, change, now);
    },
  }).catch((error: unknown) => {
    if (isSame) throw error;
  });
  return isSame;
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

/** Nobody waits until it is certain what becomes of money that was taken for what has ended. */
function undecided(known: Vetted): Vetted {
  const { settlement, openCase } = known;
  if (openCase !== undefined || !('taken' in settlement) || !showsMoney(known)) return known;
  return doubt('taken_after_end', settlement.reference, settlement.taken);
}
