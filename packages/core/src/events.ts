import type { CartRecord, CheckoutEvent } from './record.ts';

/** The record with one more event for the platform, once. */
export function emit(record: CartRecord, event: CheckoutEvent): CartRecord {
  return record.outbox.some(({ id }) => id === event.id)
    ? record
    : { ...record, outbox: [...record.outbox, event] };
}

/** An event about an attempt, an order or a refund. Its id is the same however often it is told. */
export function eventOf(
  { cart }: CartRecord,
  type: CheckoutEvent['type'],
  about: string,
  at: number,
  subject: CheckoutEvent['subject'],
): CheckoutEvent {
  return { id: `${about}:${type}`, type, at, tenant: cart.tenant, cart: cart.id, subject };
}

/** The record with a case told. `about` names whose it is: one attempt, order or refund. */
export function tellCase(
  record: CartRecord,
  type: 'case.opened' | 'case.closed',
  openCase: string,
  about: Readonly<Record<string, string | null>>,
  at: number,
): CartRecord {
  const [id] = Object.values(about);
  return emit(record, eventOf(record, type, `${id}:${openCase}:${at}`, at, { ...about, case: openCase }));
}
