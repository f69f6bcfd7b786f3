import { emit, eventOf, tellCase } from './events.ts';
import { fulfilmentOwed, fulfilmentRefunded } from './fulfilment.ts';
import type { RefundState } from './rail.ts';
import { type Attempt, amountOf, type CartRecord, RAIL_GONE, type Refund } from './record.ts';
import { refundDue } from './schedule.ts';

/** A refund that nobody has asked the provider for yet. */
export function newRefund(refund: Pick<Refund, 'id' | 'attempt' | 'amount' | 'reason'>, now: number): Refund {
  return {
    ...refund,
    key: refund.id,
    state: 'due',
    reference: null,
    submittedAt: null,
    busyUntil: null,
    due: now,
    looks: 0,
    openCase: null,
  };
}

/** The whole payment has to go back: it did not become the order. */
export function refundOwed(record: CartRecord, paid: Attempt, now: number): CartRecord {
  const attempt = paid.id;
  const id = `refund_${attempt}_1`;
  const changed = !record.order && record.cart.version !== paid.purchase.version;
  const reason = changed ? 'cart_changed' : 'duplicate_payment';
  const refund = newRefund({ id, attempt, amount: amountOf(paid), reason }, now);
  return refundRequested(record, refund, now);
}

/** Money has to go back. While all of it does, nothing else is owed for it. */
export function refundRequested(record: CartRecord, refund: Refund, now: number): CartRecord {
  const { id, attempt } = refund;
  const owed = { ...record, refunds: [...record.refunds, refund] };
  const told = emit(owed, eventOf(record, 'refund.due', id, now, { refund: id, attempt }));
  const whole = record.order?.attempt === attempt && leftToRefund(owed, attempt) === 0;
  return whole ? fulfilmentRefunded(told, now) : told;
}

/**
 * Minor units of a payment that no refund has claimed; one that failed has given its part back, until it turns out
 * done.
 */
export function leftToRefund({ attempts, refunds }: CartRecord, attempt: string): number {
  const paid = attempts.find(({ id }) => id === attempt);
  const claimed = refunds.filter((one) => one.attempt === attempt && one.state !== 'failed');
  return Math.max(
    0,
    claimed.reduce((left, { amount }) => left - amount.amount, paid ? amountOf(paid).amount : 0),
  );
}

function changeRefund(record: CartRecord, id: string, edit: (refund: Refund) => Refund): CartRecord {
  return { ...record, refunds: record.refunds.map((refund) => (refund.id === id ? edit(refund) : refund)) };
}

/** A worker is about to ask the provider until then; with null it has looked, and nobody can be asked. */
export function refundTaken(record: CartRecord, id: string, until: number | null, now: number): CartRecord {
  const isBack = until !== null && record.refunds.some((one) => one.id === id && one.openCase === RAIL_GONE);
  const told = isBack ? tellCase(record, 'case.closed', RAIL_GONE, { refund: id }, now) : record;
  return changeRefund(told, id, (refund) => {
    const looked = { ...refund, looks: refund.looks + 1 };
    if (until === null) return { ...looked, due: refundDue(looked, now) };
    return {
      ...looked,
      state: refund.state === 'due' ? 'submitted' : refund.state,
      openCase: null,
      submittedAt: refund.submittedAt ?? now,
      busyUntil: until,
      due: until,
    };
  });
}

/** What the provider says of a refund. One that is done stays done, and one that failed only turns out done. */
export function refundSettled(
  record: CartRecord,
  {
    refund: id,
    looks,
    result,
  }: { readonly refund: string; readonly looks: number; readonly result: RefundState },
  now: number,
): CartRecord {
  const before = record.refunds.find((refund) => refund.id === id);
  if (!before || before.state === 'refunded') return record;
  const stale = before.state === 'failed' || looks !== before.looks;
  if (stale && result.state !== 'refunded') return record;
  const looked: Refund = {
    ...before,
    busyUntil: null,
    reference: referenceOfRefund(result) ?? before.reference,
  };
  const due = before.openCase === null ? refundDue(looked, now) : null; // a person has it

  switch (result.state) {
    case 'unknown':
      return changeRefund(record, id, () => ({ ...looked, due }));
    case 'pending':
      return changeRefund(record, id, () => ({ ...looked, state: 'pending', due }));
    case 'refunded': {
      const done: Refund = { ...looked, state: 'refunded', due: null, openCase: null };
      const settled = changeRefund(record, id, () => done);
      const whole = record.order?.attempt === before.attempt && leftToRefund(settled, before.attempt) === 0;
      const told = emit(
        whole ? fulfilmentRefunded(settled, now) : settled,
        eventOf(record, 'refund.refunded', id, now, { refund: id }),
      );
      return before.openCase === null
        ? told
        : tellCase(told, 'case.closed', before.openCase, { refund: id }, now);
    }
    case 'failed': {
      const failed = changeRefund(record, id, () => ({ ...looked, state: 'failed' }));
      const told = emit(
        before.attempt === record.order?.attempt ? fulfilmentOwed(failed, now) : failed,
        eventOf(record, 'refund.failed', id, now, { refund: id, reason: result.reason }),
      );
      return openRefundCase(told, { refund: id, looks, openCase: 'refund_failed' }, now);
    }
  }
}

function referenceOfRefund(result: RefundState): string | null {
  return 'reference' in result ? (result.reference ?? null) : null;
}

/**
 * A person has to look at the refund; it is not tried again by itself, unless only its rail is gone. An overtaken
 * worker's wish counts for nothing.
 */
export function openRefundCase(
  record: CartRecord,
  {
    refund: id,
    looks,
    openCase,
  }: { readonly refund: string; readonly looks: number; readonly openCase: string },
  now: number,
): CartRecord {
  const before = record.refunds.find((refund) => refund.id === id);
  if (!before || before.state === 'refunded' || looks !== before.looks) return record;
  const changed = changeRefund(record, id, (refund) => ({
    ...refund,
    busyUntil: null,
    due: openCase === RAIL_GONE ? refund.due : null,
    openCase,
  }));
  return tellCase(changed, 'case.opened', openCase, { refund: id }, now);
}

/** A person has ruled that nothing comes of it: its part can be asked for again. It may still turn out done. */
export function refundGivenUp(record: CartRecord, id: string, now: number): CartRecord {
  const before = record.refunds.find((refund) => refund.id === id);
  if (!before || before.openCase === null || before.state === 'refunded') return record;
  const over = changeRefund(record, id, (refund) => ({
    ...refund,
    state: 'failed',
    busyUntil: null,
    due: null,
    openCase: null,
  }));
  const closed = tellCase(over, 'case.closed', before.openCase, { refund: id }, now);
  if (before.state === 'failed') return closed;
  const told = eventOf(record, 'refund.failed', id, now, { refund: id, reason: 'given_up' });
  return emit(before.attempt === record.order?.attempt ? fulfilmentOwed(closed, now) : closed, told);
}
