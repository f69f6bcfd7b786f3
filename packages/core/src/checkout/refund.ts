import type { RefundState, Settlement } from '../rail.ts';
import { type CartRecord, isBusy, type Refund } from '../record.ts';
import { busyFor, REFUND_WINDOW } from '../schedule.ts';
import type { Key } from '../store.ts';
import { transition } from '../transition.ts';
import { attemptIn } from './carry.ts';
import { cartRow, commit, recordIn } from './commit.ts';
import { contextOf, paymentOf } from './context.ts';
import { mountOf } from './mounts.ts';
import { track } from './track.ts';
import { within } from './within.ts';
import type { Yard } from './yard.ts';

/** Gives money back that is owed, once: the intent is stored before the provider is called, and again after it. */
export async function refund(yard: Yard, cart: Key, id: string): Promise<void> {
  const taken = await take(yard, cart, id);
  if (taken) await track(yard, id, give(yard, cart, taken));
}

async function give(yard: Yard, cart: Key, { record, owed }: Taken): Promise<void> {
  const { id } = owed;
  const attempt = attemptIn(record, owed.attempt);
  const mount = await within(yard, () => mountOf(yard, record.cart.tenant, attempt));
  if (mount && !mount.rail.refund) return openCase(yard, cart, id, 'refund_not_supported');

  const sendUntil = (owed.submittedAt ?? 0) + (mount?.rail.manifest.keyLifetime ?? REFUND_WINDOW);
  const mayAsk = yard.runtime.now() < sendUntil;
  const answer = await within(yard, async (signal): Promise<RefundState> => {
    if (!mount) return unknown; // absent for now, perhaps: it stays owed
    const context = contextOf(yard, cart, attempt, {
      tenant: record.cart.tenant,
      signal,
      first: owed.looks === 1,
      sendUntil: mayAsk ? sendUntil : null,
    });
    if (!mayAsk) return lookedUp(owed, await mount.rail.status(paymentOf(attempt), context));
    const { key, amount, reason } = owed;
    return (await mount.rail.refund?.(paymentOf(attempt), { id, key, amount, reason }, context)) ?? unknown;
  });
  await commit(yard, cart, null, { type: 'refund_settled', refund: id, result: answer ?? unknown });
  if (!mayAsk && (!answer || answer.state === 'unknown')) await openCase(yard, cart, id, 'refund_unresolved');
}

const unknown: RefundState = { state: 'unknown', reason: 'no_answer' };

interface Taken {
  readonly record: CartRecord;
  readonly owed: Refund;
}

function take(yard: Yard, cart: Key, id: string): Promise<Taken | null> {
  return yard.store.update([cart], (rows, now) => {
    const record = recordIn(rows[0]);
    const owed = record.refunds.find((one) => one.id === id);
    if (!owed || owed.due === null || isBusy(owed, now)) return { rows: [], result: null };
    const after = transition(
      record,
      { type: 'refund_taken', refund: id, until: busyFor(1, yard.timeouts.rail, now) },
      now,
    );
    const taken = after.refunds.find((one) => one.id === id) as Refund;
    return { rows: [cartRow(after)], result: { record: after, owed: taken } };
  });
}

/** Past the window a refund is only looked for, under our id, among those that the provider shows. */
function lookedUp({ id }: Refund, payment: Settlement): RefundState {
  const seen = payment.state === 'paid' ? payment.refunds?.find((one) => one.id === id) : undefined;
  if (!seen) return { state: 'unknown', reason: 'not_found' };
  const { reference } = seen;
  switch (seen.state) {
    case 'refunded':
    case 'pending':
      return { state: seen.state, reference };
    case 'failed':
      return { state: 'failed', reason: 'provider_state' };
  }
}

async function openCase(yard: Yard, cart: Key, refundId: string, reason: string): Promise<void> {
  await commit(yard, cart, null, { type: 'refund_case', refund: refundId, openCase: reason });
}
