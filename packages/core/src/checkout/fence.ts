import { locked } from '../outcome.ts';
import type { Settlement } from '../rail.ts';
import { type Attempt, isEnd } from '../record.ts';
import type { CartEvent, Heard } from '../transition.ts';
import { attemptIn, noAnswer, recordAnswer } from './carry.ts';
import { commit } from './commit.ts';
import { contextOf, paymentOf } from './context.ts';
import type { CartKey } from './keys.ts';
import { take } from './look.ts';
import { mountOf } from './mounts.ts';
import { vetted } from './vet.ts';
import { within } from './within.ts';
import type { Yard } from './yard.ts';

/** A page that its provider has closed. The write that starts what comes next records it, else `recordFenced`. */
export interface Fenced {
  readonly attempt: Attempt;
  readonly settlement: Settlement;
}

/** What has happened to it. */
export function pageClosed({ attempt, settlement }: Fenced): CartEvent {
  // What is known to be taken by now, and was not when it was closed, came after that.
  return { type: 'settled', attempt: attempt.id, settlement, unasked: !attempt.taken };
}

/**
 * Closes the page of an attempt at its provider. Null when the provider says that it is paid or that its payer could
 * still use a credential, which is recorded; throws `cart_locked` when it is neither closed for certain nor paid.
 */
export async function fence(
  yard: Yard,
  cart: CartKey,
  tenant: string,
  { id }: Attempt,
): Promise<Fenced | null> {
  const taken = await take(yard, cart, id, 2);
  if (!taken) throw locked();
  const attempt = attemptIn(taken, id);
  const mount = await within(yard, () => mountOf(yard, tenant, attempt));
  const answer = await within(yard, async (signal) =>
    mount?.rail.cancel?.(paymentOf(attempt), contextOf(yard, cart, attempt, { tenant, signal: signal() })),
  );
  const heard: Heard = mount
    ? vetted(mount.rail, attempt, answer ?? noAnswer, 'again')
    : { settlement: noAnswer, unasked: true };
  const { settlement } = heard;
  const declined = settlement.state === 'declined';
  if (isEnd(settlement) && !(declined && settlement.until !== undefined)) return { attempt, settlement };
  await recordAnswer(yard, cart, attempt, heard);
  if (declined || settlement.state === 'paid') return null;
  throw locked();
}

/** Records that a page is closed when nothing came next after all. Without it a buyer would be sent to a dead page. */
export async function recordFenced(yard: Yard, cart: CartKey, fenced: Fenced | null): Promise<void> {
  if (!fenced) return;
  await commit(yard, cart, fenced.attempt, pageClosed(fenced)).catch((error: unknown) =>
    yard.report?.(error),
  );
}
