import { emit, eventOf } from './events.ts';
import type { RefundState } from './rail.ts';
import type { Attempt, CartRecord, Refund } from './record.ts';
import { refundDue } from './schedule.ts';

/** The whole payment has to go back: it did not become the order. */
export function refundOwed(record: CartRecord, { id: attempt, purchase }: Attempt, now: number): CartRecord {
  const refund: Refund = {
    id: `refund_${attempt}_1`,
    key: `refund_${attempt}_1`,
    attempt,
    amount: purchase.total,
    reason: 'duplicate_payment',
    state: 'due',
    reference: null,
    submittedAt: null,
    busyUntil: null,
    due: now,
    looks: 0,
    openCase: null,
  };
  const owed = { ...record, refunds: [...record.refunds, refund] };
  return emit(owed, eventOf(record, 'refund.due', refund.id, now, { refund: refund.id, attempt }));
}

function changeRefund(record: CartRecord, id: string, edit: (refund: Refund) => Refund): CartRecord {
  return { ...record, refunds: record.refunds.map((refund) => (refund.id === id ? edit(refund) : refund)) };
}

/** A worker is about to ask the provider. */
export function refundTaken(record: CartRecord, id: string, until: number, now: number): CartRecord {
  return changeRefund(record, id, (refund) => ({
    ...refund,
    state: refund.state === 'due' ? 'submitted' : refund.state,
    submittedAt: refund.submittedAt ?? now,
    busyUntil: until,
    due: until,
    looks: refund.looks + 1,
  }));
}

/** What the provider says of a refund. One that is done stays done. */
export function refundSettled(record: CartRecord, id: string, result: RefundState, now: number): CartRecord {
  const before = record.refunds.find((refund) => refund.id === id);
  if (!before || before.state === 'refunded') return record;
  const looked: Refund = {
    ...before,
    busyUntil: null,
    reference: referenceOfRefund(result) ?? before.reference,
  };

  switch (result.state) {
    case 'unknown':
      return changeRefund(record, id, () => ({ ...looked, due: refundDue(looked, now) }));
    case 'pending':
      return changeRefund(record, id, () => ({ ...looked, state: 'pending', due: refundDue(looked, now) }));
    case 'refunded': {
      const done: Refund = { ...looked, state: 'refunded', due: null, openCase: null };
      return emit(
        changeRefund(record, id, () => done),
        eventOf(record, 'refund.refunded', id, now, { refund: id }),
      );
    }
    case 'failed': {
      const failed = changeRefund(record, id, () => ({ ...looked, state: 'failed' }));
      const told = emit(
        failed,
        eventOf(record, 'refund.failed', id, now, { refund: id, reason: result.reason }),
      );
      return openRefundCase(told, id, 'refund_failed', now);
    }
  }
}

function referenceOfRefund(result: RefundState): string | null {
  return 'reference' in result ? (result.reference ?? null) : null;
}

/** A person has to look at the refund; it is not tried again by itself. */
export function openRefundCase(record: CartRecord, id: string, openCase: string, now: number): CartRecord {
  const changed = changeRefund(record, id, (refund) => ({ ...refund, busyUntil: null, due: null, openCase }));
  return emit(
    changed,
    eventOf(record, 'case.opened', `${id}:${openCase}:${now}`, now, { refund: id, case: openCase }),
  );
}
