import { canonical } from '../../json.ts';
import type { CartRecord } from '../../record.ts';
import { type Attempt, type Fulfilment, RAIL_GONE, type Refund } from '../../record.ts';

/** What of a cart or a sale a person may have to decide about. */
export type Subject =
  | { readonly about: 'payment'; readonly attempt: Attempt }
  | { readonly about: 'refund'; readonly attempt: Attempt; readonly refund: Refund }
  | { readonly about: 'fulfilment'; readonly attempt: Attempt; readonly fulfilment: Fulfilment };

/**
 * What a person can rule. Of a payment: `paid`, and under which reference at the provider; `unpaid`, now and for good.
 * Of one whose money was seen, and is not what was to be paid or is for no order that the rail knows of: `stands`, for
 * there is an order all the same, at the amount that was taken; `returned`, for it makes no order and has gone back. Of
 * what was taken beyond a payment that is made, the same two: it is agreed to, or has gone back. Of a refund: `refunded`,
 * and under which reference; `again`, for it has not gone back and is to be sent anew; `given_up`. Of what a handler
 * owes: `fulfilled`.
 */
export type Ruling = (typeof RULINGS)[number];

/** Every ruling that there is. */
export const RULINGS = [
  'paid',
  'unpaid',
  'stands',
  'returned',
  'refunded',
  'again',
  'given_up',
  'fulfilled',
] as const;

/** All of a record that could be a case, the payments first. */
export function subjectsIn({ attempts, refunds, fulfilment, order }: CartRecord): readonly Subject[] {
  const byId = new Map(attempts.map((attempt) => [attempt.id, attempt]));
  const ordered = order && byId.get(order.attempt);
  return [
    ...attempts.map((attempt) => ({ about: 'payment', attempt }) as const),
    ...refunds.flatMap((refund) => {
      const attempt = byId.get(refund.attempt);
      return attempt ? [{ about: 'refund', attempt, refund } as const] : [];
    }),
    ...(fulfilment && ordered ? [{ about: 'fulfilment', attempt: ordered, fulfilment } as const] : []),
  ];
}

/** The attempt, the refund or the order that it is about. */
export function idOf(subject: Subject): string {
  switch (subject.about) {
    case 'payment':
      return subject.attempt.id;
    case 'refund':
      return subject.refund.id;
    case 'fulfilment':
      return subject.attempt.purchase.order;
  }
}

/** The part of the record that has the case, its worker and its word. */
export function heldBy(subject: Subject): Attempt | Refund | Fulfilment {
  switch (subject.about) {
    case 'payment':
      return subject.attempt;
    case 'refund':
      return subject.refund;
    case 'fulfilment':
      return subject.fulfilment;
  }
}

/** What any worker that has been at it leaves changed. */
export function traceOf(held: ReturnType<typeof heldBy>): string {
  const sent = 'looks' in held ? [held.looks, held.submittedAt] : [];
  const seen = ('taken' in held && held.taken) || null;
  return canonical([held.state, held.openCase, ...sent, seen && { ...seen }]);
}

/** What may be ruled without contradicting the record; nothing where there is no case. */
export function rulingsFor(subject: Subject): readonly Ruling[] {
  if (heldBy(subject).openCase === null) return [];
  switch (subject.about) {
    case 'payment':
      return paymentRulings(subject.attempt);
    case 'refund':
      // A rail that is back goes on with its refund by itself.
      return subject.refund.openCase === RAIL_GONE
        ? ['refunded', 'given_up']
        : ['refunded', 'again', 'given_up'];
    case 'fulfilment':
      return ['fulfilled'];
  }
}

function paymentRulings({ openCase, state, submittedAt, taken }: Attempt): readonly Ruling[] {
  // After a referral no payment makes an order of ours.
  if (openCase === 'paid_after_referral') return ['returned'];
  if (openCase === 'paid_without_reference') return ['paid'];
  // Money that was seen is never unpaid.
  if (taken || state === 'paid' || openCase === 'amount_mismatch') return ['stands', 'returned'];
  return submittedAt === null ? ['unpaid'] : ['paid', 'unpaid'];
}
