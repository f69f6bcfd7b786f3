import { attemptIn, noAnswer, recordAnswer } from '../checkout/carry.ts';
import { cartRow, recordIn } from '../checkout/commit.ts';
import type { CartKey } from '../checkout/keys.ts';
import { mountOf } from '../checkout/mounts.ts';
import { updateCart } from '../checkout/update.ts';
import { within } from '../checkout/within.ts';
import type { Yard } from '../checkout/yard.ts';
import { type Attempt, isBusy } from '../record.ts';
import { busyFor } from '../schedule.ts';
import { transition } from '../transition.ts';
import { heardOfPaid, surplusOf } from './cases/surplus.ts';
import { answerOf } from './ended.ts';

/**
 * Asks about a payment that is made already: what its provider shows as taken beyond it is a case, and counts in the
 * budget, until it has come back. False while nobody can tell, null while another worker is asking.
 */
export async function askOfPaid(yard: Yard, cart: CartKey, id: string): Promise<boolean | null> {
  const attempt = await take(yard, cart, id);
  if (!attempt) return null;
  const mount = await within(yard, () => mountOf(yard, cart.tenant, attempt));
  const known = mount ? await answerOf(yard, cart, mount, attempt, 'status') : { settlement: noAnswer };
  await recordAnswer(yard, cart, attempt, heardOfPaid(attempt, known));
  return surplusOf(attempt, known) !== undefined;
}

/** Puts it into this worker's hands: what an earlier one hears after that counts for nothing. */
function take(yard: Yard, cart: CartKey, id: string): Promise<Attempt | null> {
  return updateCart(yard, [cart], (rows, now) => {
    const record = recordIn(rows[0]);
    const attempt = record.attempts.find((one) => one.id === id);
    if (attempt?.state !== 'paid' || isBusy(attempt, now)) return { rows: [], result: null };
    const until = busyFor(2, yard.timeouts.rail, now);
    const after = transition(record, { type: 'taken', attempt: id, until }, now);
    return { rows: [cartRow(after)], result: attemptIn(after, id) };
  });
}
