import { type CartKey, cartKey } from '../../checkout/keys.ts';
import type { Money } from '../../money.ts';
import type { CartRecord, CheckoutEvent } from '../../record.ts';
import { heldBy, idOf, type Ruling, rulingsFor, type Subject, subjectsIn } from './subject.ts';

/** Something that a person has to decide about, as it is recorded. */
export interface Case {
  /** Names the cart, and the attempt, the refund or the order in it. It stays the same when the case opens again. */
  readonly id: string;
  readonly about: Subject['about'];
  /** Why a person has to look: a short stable word. Null once it is closed. */
  readonly openCase: string | null;
  readonly cart: string;
  /** The order that it is or would have been. */
  readonly order: string;
  readonly seller: string;
  readonly rail: string;
  /** The account at the provider. */
  readonly account: string;
  /** What was to be paid, or is to go back. */
  readonly amount: Money;
  /** When what it is about began, in milliseconds since 1970. */
  readonly since: number;
  /** What may be ruled. */
  readonly rulings: readonly Ruling[];
}

const SEPARATOR = '.';

/** The case that an event opens or closes; null for another event. */
export function caseIdOf({ type, cart, subject }: CheckoutEvent): string | null {
  if (type !== 'case.opened' && type !== 'case.closed') return null;
  const about = subject.attempt ?? subject.refund ?? subject.order;
  return typeof about === 'string' ? idIn(cart, about) : null;
}

export function caseOf({ cart, order }: CartRecord, subject: Subject): Case {
  const { purchase, rail, account } = subject.attempt;
  return {
    id: idIn(cart.id, idOf(subject)),
    about: subject.about,
    openCase: heldBy(subject).openCase,
    cart: cart.id,
    order: purchase.order,
    seller: purchase.seller,
    rail,
    account,
    amount: subject.about === 'refund' ? subject.refund.amount : purchase.total,
    since: beganAt(subject, order),
    rulings: rulingsFor(subject),
  };
}

/** What a case is about, or null when the record has nothing of that name. */
export function subjectOf(record: CartRecord, id: string): Subject | null {
  return subjectsIn(record).find((one) => idIn(record.cart.id, idOf(one)) === id) ?? null;
}

/** The record in which a case has to be. */
export function recordOfCase(tenant: string, id: string): CartKey {
  const end = id.lastIndexOf(SEPARATOR);
  return cartKey(tenant, end > 0 ? id.slice(0, end) : '-');
}

function beganAt(subject: Subject, order: CartRecord['order']): number {
  const { createdAt } = subject.attempt;
  switch (subject.about) {
    case 'payment':
      return createdAt;
    case 'refund':
      return subject.refund.submittedAt ?? createdAt;
    case 'fulfilment':
      return order?.paidAt ?? createdAt;
  }
}

function idIn(cart: string, subject: string): string {
  return `${cart}${SEPARATOR}${subject}`;
}
