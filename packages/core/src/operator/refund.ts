import { afterSale } from '../after-sale.ts';
import { attemptIn } from '../checkout/carry.ts';
import { cartRow, commitAfterSale, recordIn } from '../checkout/commit.ts';
import { contextOf, paymentOf } from '../checkout/context.ts';
import type { CartKey } from '../checkout/keys.ts';
import { mountOf } from '../checkout/mounts.ts';
import { track } from '../checkout/track.ts';
import { updateCart } from '../checkout/update.ts';
import { vettedRefund } from '../checkout/vet.ts';
import { within } from '../checkout/within.ts';
import type { Mount, Yard } from '../checkout/yard.ts';
import { frozen } from '../json.ts';
import { isSameMoney } from '../money.ts';
import type { RefundState, Settlement } from '../rail.ts';
import { type CartRecord, isBusy, RAIL_GONE, type Refund } from '../record.ts';
import { busyFor, REFUND_WINDOW } from '../schedule.ts';

/** Gives money back that is owed, once: the intent is stored before the provider is called, and the answer after it. */
export async function refund(yard: Yard, cart: CartKey, id: string): Promise<void> {
  const record = await yard.store.get<CartRecord>('cart', cart.key);
  const owed = record?.refunds.find((one) => one.id === id);
  if (!record || !owed) return;
  // Absent for now, perhaps: then nothing is asked, and the time for asking does not begin.
  const mount = await within(yard, () => mountOf(yard, record.cart.tenant, attemptIn(record, owed.attempt)));
  const taken = await take(yard, cart, id, mount ? 'asked' : 'postponed');
  if (!taken) return;
  if (mount) return track(yard, id, give(yard, cart, mount, taken));
  const { looks, openCase } = taken.owed;
  if (mount === null || openCase !== null) return;
  await commitAfterSale(yard, cart, { type: 'refund_case', refund: id, looks, openCase: RAIL_GONE });
}

async function give(yard: Yard, cart: CartKey, mount: Mount, { record, owed, first }: Taken): Promise<void> {
  const { id, key, amount, reason } = frozen(owed);
  const attempt = attemptIn(record, owed.attempt);
  const settle = (result: RefundState): Promise<unknown> =>
    commitAfterSale(yard, cart, { type: 'refund_settled', refund: id, looks: owed.looks, result });
  if (!mount.rail.refund) return void (await settle({ state: 'failed', reason: 'refund_not_supported' }));

  const sendUntil = (owed.submittedAt ?? 0) + (mount.rail.manifest.keyLifetime ?? REFUND_WINDOW);
  const mayAsk = yard.runtime.now() < sendUntil;
  const answer = await within(yard, async (signal): Promise<RefundState> => {
    const context = contextOf(yard, cart, attempt, {
      tenant: record.cart.tenant,
      signal: signal(),
      first,
      sendUntil: mayAsk ? sendUntil : null,
      refund: owed,
    });
    if (!mayAsk) return vettedRefund(lookedUp(owed, await mount.rail.status(paymentOf(attempt), context)));
    return vettedRefund(await mount.rail.refund?.(paymentOf(attempt), { id, key, amount, reason }, context));
  });
  const result = answer ?? unknown;
  await settle(result);
  if (mayAsk || result.state !== 'unknown') return;
  const openCase = 'refund_unresolved';
  await commitAfterSale(yard, cart, { type: 'refund_case', refund: id, looks: owed.looks, openCase });
}

/** It will be asked again under the same id. */
const unknown: RefundState = { state: 'unknown', reason: 'no_answer' };

interface Taken {
  readonly record: CartRecord;
  readonly owed: Refund;
  /** Nobody has asked the provider before. */
  readonly first: boolean;
}

function take(yard: Yard, cart: CartKey, id: string, what: 'asked' | 'postponed'): Promise<Taken | null> {
  return updateCart(yard, [cart], (rows, now) => {
    const record = recordIn(rows[0]);
    const before = record.refunds.find((one) => one.id === id);
    if (!before || before.due === null || isBusy(before, now)) return { rows: [], result: null };
    const until = what === 'asked' ? busyFor(1, yard.timeouts.rail, now) : null;
    const after = afterSale(record, { type: 'refund_taken', refund: id, until }, now);
    const owed = after.refunds.find((one) => one.id === id) as Refund;
    return { rows: [cartRow(after)], result: { record: after, owed, first: before.submittedAt === null } };
  });
}

/** Past the window a refund is only looked for, under our id, among those that the provider shows. */
export function lookedUp({ id, amount }: Refund, payment: Settlement): RefundState {
  const seen = payment.state === 'paid' ? payment.refunds?.find((one) => one.id === id) : undefined;
  if (!seen) return { state: 'unknown', reason: 'not_found' };
  if (!isSameMoney(seen.amount, amount)) return { state: 'unknown', reason: 'amount_mismatch' };
  const { reference } = seen;
  switch (seen.state) {
    case 'refunded':
    case 'pending':
      return { state: seen.state, reference };
    case 'failed':
      return { state: 'failed', reason: 'provider_state' };
  }
}
