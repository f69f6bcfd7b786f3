import type { Cart } from './cart.ts';
import { emit, eventOf, tellCase } from './events.ts';
import { fulfilmentDue } from './fulfilment.ts';
import type { JsonObject } from './json.ts';
import type { Money } from './money.ts';
import type { Facts, Settlement } from './rail.ts';
import {
  type Attempt,
  type CartRecord,
  isEnd,
  isOpen,
  isUnsettled,
  isWatched,
  type Order,
  openAttempt,
  type Payment,
  RAIL_GONE,
  rankOf,
  takenIn,
} from './record.ts';
import { refundOwed } from './refunds.ts';
import { attemptDue, deadlineOf, sendUntilOf } from './schedule.ts';

/** What can happen to a cart and to its attempts; `AfterSaleEvent` has the rest. */
export type CartEvent =
  | { readonly type: 'edited'; readonly cart: Cart }
  | { readonly type: 'opened'; readonly attempt: Attempt }
  | {
      readonly type: 'submitted';
      readonly attempt: string;
      readonly prepared: JsonObject | null;
      readonly keyLifetime: number | null;
      /** The attempt's `looks` when this worker took it up: another number now, and it was overtaken. */
      readonly looks: number;
    }
  | {
      readonly type: 'remembered';
      readonly attempt: string;
      /** The refund whose worker it is; null for the payment's. `looks` are those of the one or the other. */
      readonly refund: string | null;
      readonly looks: number;
      readonly facts: Facts;
    }
  | { readonly type: 'taken'; readonly attempt: string; readonly until: number }
  | {
      readonly type: 'settled';
      readonly attempt: string;
      readonly settlement: Settlement;
      readonly openCase?: string;
      /** The provider was not asked, or not about what was seen since: what a person has to look at stays as it is. */
      readonly unasked?: boolean;
      /** A person has ended it, and it is to be closed at its provider, who keeps that much of its money. */
      readonly closing?: { readonly taken: Money | null };
      /** As above; absent when a provider has closed the attempt's page, which is true whoever hears it. */
      readonly looks?: number;
    };

/**
 * The one place where a cart and its attempts change, except for a sale that begins again (`Sale.begin`). Pure: the
 * answer of a rail, a look at the provider and the background work all come through here, in any order and any number
 * of times, and the same money ends the same way.
 */
export function transition(record: CartRecord, event: CartEvent, now: number): CartRecord {
  switch (event.type) {
    case 'edited':
      return { ...record, cart: event.cart };
    case 'opened':
      return { ...record, attempts: [...record.attempts, event.attempt] };
    case 'submitted':
      return change(record, event.attempt, (attempt) =>
        event.looks === attempt.looks ? submitted(attempt, event.prepared, event.keyLifetime, now) : attempt,
      );
    case 'remembered':
      return remembered(record, event);
    case 'taken':
      return change(record, event.attempt, (attempt) => ({
        ...attempt,
        busyUntil: event.until,
        due: event.until,
        looks: attempt.looks + 1,
      }));
    case 'settled':
      return settled(record, event, now);
  }
}

function change(record: CartRecord, id: string, edit: (attempt: Attempt) => Attempt): CartRecord {
  const attempts = record.attempts.map((attempt) => (attempt.id === id ? edit(attempt) : attempt));
  return attempts.every((attempt, index) => attempt === record.attempts[index])
    ? record
    : { ...record, attempts };
}

/**
 * What a worker wants remembered before it sends. From one that was overtaken nothing is taken, so that it sends
 * nothing.
 */
function remembered(record: CartRecord, event: Extract<CartEvent, { type: 'remembered' }>): CartRecord {
  const refund = record.refunds.find(({ id }) => id === event.refund);
  return change(record, event.attempt, (attempt) =>
    (event.refund === null ? attempt : refund)?.looks === event.looks
      ? { ...attempt, remembered: { ...attempt.remembered, ...event.facts } }
      : attempt,
  );
}

function submitted(
  attempt: Attempt,
  prepared: JsonObject | null,
  keyLifetime: number | null,
  now: number,
): Attempt {
  if (attempt.state !== 'created') return attempt;
  const sendUntil = sendUntilOf(attempt.expiresAt, keyLifetime, now);
  return { ...attempt, state: 'submitted', prepared, submittedAt: now, sendUntil };
}

type Settled = Extract<CartEvent, { type: 'settled' }>;
/** What a worker has heard of an attempt. */
export type Heard = Pick<Settled, 'closing' | 'openCase' | 'settlement' | 'unasked'>;

function settled(record: CartRecord, event: Settled, now: number): CartRecord {
  const before = record.attempts.find(({ id }) => id === event.attempt);
  if (!before) return record;

  const after = answered(before, event, now);
  const changed = change(record, before.id, () => after);
  const alarmed = casesTold(changed, before, after, now);
  const { settlement } = event;
  return settlement.state === 'paid' && after.state === 'paid' && before.state !== 'paid'
    ? received(alarmed, before, { attempt: after, settlement }, now)
    : alarmed;
}

/**
 * The attempt after a worker's answer. What an overtaken worker knows of an end may be older than what was sent since,
 * so it counts as unknown; and the worker that has the attempt now keeps it.
 */
function answered(attempt: Attempt, heard: Settled, now: number): Attempt {
  if (heard.looks === undefined || heard.looks === attempt.looks) return moved(attempt, heard, now);
  if (attempt.state === 'paid') return attempt;
  const overtaken: Settlement = { state: 'unknown', reason: 'overtaken' };
  const settlement = isEnd(heard.settlement) ? overtaken : heard.settlement;
  const after = moved(attempt, { ...heard, settlement }, now);
  const { busyUntil } = attempt;
  if (busyUntil === null || !isUnsettled(after)) return after;
  return { ...after, busyUntil, due: Math.max(after.due ?? 0, busyUntil) };
}

/** The attempt after an answer. Ranks only rise; an answer of equal or lower rank only says that somebody looked. */
function moved(attempt: Attempt, heard: Heard, now: number): Attempt {
  const { settlement } = heard;
  const known = attempt.reference ?? referenceOf(settlement);
  const looked = { ...attempt, busyUntil: null, reference: known, taken: takenAfter(attempt, heard) };
  const isVague = isWatched(attempt) && !isEnd(settlement) && settlement.state !== 'paid';
  if (isVague || settlement.state === 'unknown') return doubted(looked, heard, now);
  // The buyer was sent elsewhere: money heard of after that is no order of ours, and nobody expects it.
  if (attempt.state === 'referred' && settlement.state === 'paid')
    return { ...looked, openCase: 'paid_after_referral', taken: settlement.total };

  const rises = rankOf(settlement.state) > rankOf(attempt.state);
  const risen = {
    ...looked,
    state: settlement.state,
    settlement: keptOf(settlement),
    reference: referenceOf(settlement) ?? known,
  };
  const next: Attempt = rises ? risen : looked;
  const ended = !isOpen(next);
  return {
    ...next,
    sealed: ended ? null : next.sealed,
    doubtSince: null,
    // An older answer, such as that its page is open or closed, says nothing of money that was seen since.
    openCase: isOpen(settlement) || (heard.unasked && next.taken) ? caseLeft(next, heard, now) : null,
    due: heard.closing && rises ? now : attemptDue(next, settlement, now),
  };
}

/** What was seen is there until its provider shows that it is not, or that it is the payment. */
function takenAfter({ taken }: Attempt, { closing, unasked, settlement }: Heard): Money | null {
  if (closing) return closing.taken;
  if (settlement.state === 'paid' || (isEnd(settlement) && !unasked)) return null;
  const seen = takenIn(settlement) ?? taken;
  return seen?.amount ? seen : null;
}

function keptOf(settlement: Settled['settlement']): Attempt['settlement'] {
  if (settlement.state !== 'paid') return settlement;
  const { state, reference, total } = settlement;
  return { state, reference, total };
}

/** The case that is one still, or by now: that of a rail that was gone ends when it is asked. */
function caseLeft(attempt: Attempt, { unasked }: Heard, now: number): string | null {
  if (attempt.openCase !== null && (unasked || attempt.openCase !== RAIL_GONE)) return attempt.openCase;
  return isUnsettled(attempt) && now >= deadlineOf(attempt) ? 'unresolved_past_deadline' : null;
}

function doubted(attempt: Attempt, heard: Heard, now: number): Attempt {
  // That nobody could be asked says nothing of an attempt of which all is known.
  const opened = heard.unasked && !isUnsettled(attempt) ? null : heard.openCase;
  return {
    ...attempt,
    doubtSince: isOpen(attempt) ? (attempt.doubtSince ?? now) : null,
    openCase: opened ?? caseLeft(attempt, heard, now),
    due: attemptDue(attempt, heard.settlement, now),
  };
}

function referenceOf(settlement: Settlement): string | null {
  return 'reference' in settlement ? (settlement.reference ?? null) : null;
}

interface Paid {
  readonly attempt: Attempt;
  readonly settlement: Payment;
}

/** Money has come in: it makes the order, or it has to go back. */
function received(record: CartRecord, before: Attempt, payment: Paid, now: number): CartRecord {
  const paid = payment.attempt;
  const late = !isOpen(before);
  const changed = late
    ? emit(record, eventOf(record, 'payment.late', paid.id, now, { attempt: paid.id }))
    : record;
  const fits = openAttempt(changed) === null && changed.cart.version === paid.purchase.version;
  if (changed.order || !fits) return refundOwed(changed, paid, now);

  const order = orderOf(payment, now);
  return emit(
    { ...fulfilmentDue(changed, now), order },
    eventOf(changed, 'order.paid', order.id, now, {
      order: order.id,
      rail: paid.rail,
      total: { ...order.total },
    }),
  );
}

function orderOf({ attempt: { id, rail, purchase }, settlement }: Paid, now: number): Order {
  return {
    id: purchase.order,
    attempt: id,
    rail,
    version: purchase.version,
    reference: settlement.reference,
    subtotal: purchase.subtotal,
    deliveryFee: purchase.deliveryFee,
    tip: purchase.tip,
    total: settlement.total,
    receipt: settlement.receipt,
    paidAt: now,
  };
}

/** An attempt has one case at a time: another one closes the last. */
function casesTold(record: CartRecord, before: Attempt, after: Attempt, now: number): CartRecord {
  if (after.openCase === before.openCase) return record;
  const about = { attempt: after.id };
  const told =
    before.openCase === null ? record : tellCase(record, 'case.closed', before.openCase, about, now);
  return after.openCase === null ? told : tellCase(told, 'case.opened', after.openCase, about, now);
}
