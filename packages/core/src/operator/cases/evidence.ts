import { contextOf, paymentOf } from '../../checkout/context.ts';
import type { CartKey } from '../../checkout/keys.ts';
import { mountOf } from '../../checkout/mounts.ts';
import { type Vetted, vetted, vettedRefund } from '../../checkout/vet.ts';
import { within } from '../../checkout/within.ts';
import type { Yard } from '../../checkout/yard.ts';
import type { Money } from '../../money.ts';
import type { Facts, RefundState, Settlement } from '../../rail.ts';
import { type Attempt, type CartRecord, type Refund, takenIn } from '../../record.ts';
import { lookedUp } from '../refund.ts';
import type { Subject } from './subject.ts';

/** What is known of a case at one moment, without secrets. */
export interface Evidence {
  readonly payment: PaymentEvidence;
  /** Of a refund, where the case is about one. */
  readonly refund: RefundEvidence | null;
  /** The order that the cart has, by whichever payment. */
  readonly order: string | null;
  readonly provider: ProviderEvidence;
}

/** A payment as it is recorded; times are milliseconds since 1970. */
export interface PaymentEvidence
  extends Pick<
    Attempt,
    | 'state'
    | 'rail'
    | 'account'
    | 'reference'
    | 'createdAt'
    | 'submittedAt'
    | 'sendUntil'
    | 'expiresAt'
    | 'doubtSince'
    | 'looks'
    | 'openCase'
    | 'taken'
  > {
  readonly attempt: string;
  /** The idempotency key that the provider knows it by. */
  readonly key: string;
  readonly total: Money;
  /** The public facts of the credential, and what the rail has remembered. */
  readonly facts: Facts;
  /** The answer that brought it to its state. */
  readonly answer: Seen | null;
}

export type RefundEvidence = Pick<
  Refund,
  'id' | 'key' | 'amount' | 'reason' | 'state' | 'reference' | 'submittedAt' | 'looks' | 'openCase'
>;

/** What the provider says, asked just now. */
export interface ProviderEvidence {
  /** `nothing_sent`: nothing reached the provider, and it is not asked. */
  readonly asked: 'answered' | 'no_answer' | 'rail_not_mounted' | 'nothing_sent' | 'not_asked';
  readonly answer: Seen | null;
  /** Why its answer cannot be believed; null when it can. */
  readonly fault: string | null;
  /** What it shows as taken and not come back, also where that is not what was to be paid; zero when all came back. */
  readonly taken: Money | null;
  /** Of the refund. */
  readonly refund: RefundState['state'] | null;
}

/** An answer of a provider in short. */
export interface Seen {
  readonly state: Settlement['state'];
  readonly reason: string | null;
  readonly reference: string | null;
}

/** What the provider answered just now: as far as it is believed, and beside that what an operator may read. */
export interface Said {
  readonly asked: ProviderEvidence['asked'];
  readonly known: Vetted | null;
  readonly taken: Money | null;
  /** What it shows of the refund that is asked about. */
  readonly refund: RefundState | null;
}

export const NOT_ASKED: Said = { asked: 'not_asked', known: null, taken: null, refund: null };

/** Asks the provider where a payment stands, and a refund of it. Changes nothing. */
export async function ask(yard: Yard, cart: CartKey, record: CartRecord, subject: Subject): Promise<Said> {
  const { attempt } = subject;
  if (attempt.submittedAt === null) return { ...NOT_ASKED, asked: 'nothing_sent' };
  const { tenant } = record.cart;
  const mount = await within(yard, () => mountOf(yard, tenant, attempt));
  if (mount === undefined) return { ...NOT_ASKED, asked: 'rail_not_mounted' };
  const heard = await within(yard, async (signal) => {
    if (mount === null) return null;
    const context = contextOf(yard, cart, attempt, { tenant, signal: signal() });
    const answer = await mount.rail.status(paymentOf(attempt), context);
    const known = vetted(mount.rail, attempt, answer, 'again');
    // Of the answer itself: one that shows more than was paid is none about the payment, and still one about the refund.
    const refund = subject.about === 'refund' ? refundIn(subject.refund, answer) : null;
    return { asked: 'answered', known, taken: shownIn(known.settlement), refund } as const;
  });
  return heard ?? { ...NOT_ASKED, asked: 'no_answer' };
}

function refundIn(refund: Refund, answer: Settlement): RefundState | null {
  try {
    return vettedRefund(lookedUp(refund, answer));
  } catch {
    return null;
  }
}

/** What a provider says it has taken; null when it does not say so. */
function shownIn(settlement: Settlement): Money | null {
  return settlement.state === 'paid' ? settlement.total : (takenIn(settlement) ?? null);
}

export function evidenceOf(record: CartRecord, subject: Subject, said: Said): Evidence {
  return {
    payment: paymentEvidence(subject.attempt),
    refund: subject.about === 'refund' ? refundEvidence(subject.refund) : null,
    order: record.order?.id ?? null,
    provider: {
      asked: said.asked,
      answer: said.known && seenIn(said.known.settlement),
      fault: said.known?.openCase ?? null,
      taken: said.taken,
      refund: said.refund?.state ?? null,
    },
  };
}

function paymentEvidence(attempt: Attempt): PaymentEvidence {
  const { id, key, purchase, facts, remembered, settlement, state, rail, account, reference } = attempt;
  const { createdAt, submittedAt, sendUntil, expiresAt, doubtSince, looks, openCase, taken } = attempt;
  return {
    attempt: id,
    key,
    state,
    rail,
    account,
    reference,
    total: purchase.total,
    facts: { ...facts, ...remembered },
    answer: settlement && seenIn(settlement),
    createdAt,
    submittedAt,
    sendUntil,
    expiresAt,
    doubtSince,
    looks,
    openCase,
    taken: taken ?? null, // absent in older records
  };
}

function refundEvidence(refund: Refund): RefundEvidence {
  const { id, key, amount, reason, state, reference, submittedAt, looks, openCase } = refund;
  return { id, key, amount, reason, state, reference, submittedAt, looks, openCase };
}

function seenIn(settlement: Settlement | NonNullable<Attempt['settlement']>): Seen {
  return {
    state: settlement.state,
    reason: 'reason' in settlement ? settlement.reason : null,
    reference: 'reference' in settlement ? (settlement.reference ?? null) : null,
  };
}
