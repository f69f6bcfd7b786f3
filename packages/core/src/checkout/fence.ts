import { locked } from '../outcome.ts';
import type { Settlement } from '../rail.ts';
import type { Attempt } from '../record.ts';
import type { Key } from '../store.ts';
import { attemptIn, recordAnswer } from './carry.ts';
import { contextOf, paymentOf } from './context.ts';
import { take } from './look.ts';
import { mountOf } from './mounts.ts';
import { vetted } from './vet.ts';
import { within } from './within.ts';
import type { Yard } from './yard.ts';

/** A page that its provider has closed. The write that starts what comes next records it. */
export interface Fenced {
  readonly attempt: string;
  readonly settlement: Settlement;
}

/**
 * Closes the page of an attempt at its provider. Null when the provider says that it is paid or that its payer could
 * still use a credential, which is recorded; throws `cart_locked` when it is neither closed for certain nor paid.
 */
export async function fence(yard: Yard, cart: Key, tenant: string, { id }: Attempt): Promise<Fenced | null> {
  const taken = await take(yard, cart, id, 2);
  if (!taken) throw locked();
  const attempt = attemptIn(taken, id);
  const mount = await within(yard, () => mountOf(yard, tenant, attempt));
  const answer = await within(yard, async (signal) =>
    mount?.rail.cancel?.(
      paymentOf(attempt),
      contextOf(yard, cart, attempt, { tenant, signal, first: false, sendUntil: null, refund: null }),
    ),
  );
  if (!mount || !answer) {
    await recordAnswer(yard, cart, attempt, { settlement: { state: 'unknown', reason: 'no_answer' } });
    throw locked();
  }

  const known = vetted(mount.rail, attempt, answer, 'again');
  switch (known.settlement.state) {
    case 'cancelled':
    case 'expired':
    case 'referred':
      return { attempt: id, settlement: known.settlement };
    case 'declined':
      if (known.settlement.until === undefined) return { attempt: id, settlement: known.settlement };
      await recordAnswer(yard, cart, attempt, known);
      return null;
    case 'paid':
      await recordAnswer(yard, cart, attempt, known);
      return null;
    case 'pending':
    case 'unknown':
    case 'action_required':
      await recordAnswer(yard, cart, attempt, known);
      throw locked();
  }
}
