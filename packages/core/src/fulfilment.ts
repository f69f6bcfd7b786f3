import { tellCase } from './events.ts';
import type { CartRecord, Fulfilment, HandlerAnswer } from './record.ts';

/** The record with these changes of what it owes; a cart owes nothing. */
export function withFulfilment(record: CartRecord, change: Partial<Fulfilment>): CartRecord {
  return record.fulfilment ? { ...record, fulfilment: { ...record.fulfilment, ...change } } : record;
}

/** The sale is paid, and its handler has to answer in time. */
export function fulfilmentDue(record: CartRecord, now: number): CartRecord {
  return withFulfilment(record, { state: 'due', due: now + (record.fulfilment?.within ?? 0) });
}

/** A run of the handler is over; a later run keeps the order in its hands. */
export function released(record: CartRecord, until: number): CartRecord {
  return record.fulfilment?.busyUntil === until ? withFulfilment(record, { busyUntil: null }) : record;
}

/** The handler has answered. The first answer stays, whatever a run that was overtaken answers later. */
export function fulfilled(
  record: CartRecord,
  { until, answer }: { readonly until: number; readonly answer: HandlerAnswer | null },
  now: number,
): CartRecord {
  if (record.fulfilment?.state !== 'due') return released(record, until);
  return ended(withFulfilment(record, { state: 'done', answer }), record.fulfilment, now);
}

/** The money goes back, so nothing is owed any more. What was done stays done. */
export function fulfilmentRefunded(record: CartRecord, now: number): CartRecord {
  const before = record.fulfilment;
  if (before?.state !== 'due') return record;
  return ended(withFulfilment(record, { state: 'refunded' }), before, now);
}

/** The money did not go back after all: the handler may run again, and a person hears of it at once. */
export function fulfilmentOwed(record: CartRecord, now: number): CartRecord {
  return record.fulfilment?.state === 'refunded'
    ? withFulfilment(record, { state: 'due', due: now })
    : record;
}

function ended(record: CartRecord, { openCase }: Fulfilment, now: number): CartRecord {
  const after = withFulfilment(record, { busyUntil: null, due: null, openCase: null });
  return openCase === null ? after : tellCase(after, 'case.closed', openCase, aboutOf(after), now);
}

/** Paid, and not answered in time: a person has to look. A handler that succeeds later still ends it. */
export function fulfilmentOverdue(record: CartRecord, now: number): CartRecord {
  if (record.fulfilment?.due == null || now < record.fulfilment.due) return record;
  const openCase = 'not_fulfilled';
  const after = withFulfilment(record, { due: null, openCase });
  return tellCase(after, 'case.opened', openCase, aboutOf(after), now);
}

function aboutOf({ order }: CartRecord): Readonly<Record<string, string | null>> {
  return { order: order?.id ?? null };
}
