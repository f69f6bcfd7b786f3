import type { Cart } from './cart.ts';
import type { Json, JsonObject } from './json.ts';
import type { Money } from './money.ts';
import type { CartOutcome } from './outcome.ts';
import type { Purchase } from './purchase.ts';
import type { Facts, Receipt, RefundSeen, Settlement } from './rail.ts';

/**
 * Where money safety lives: one record per cart or sale, changed through `transition`, `afterSale` and, to begin again,
 * `Sale.begin`.
 */
export interface CartRecord {
  readonly cart: Cart;
  /** At most one is open, over all versions and rails. */
  readonly attempts: readonly Attempt[];
  readonly order: Order | null;
  /** What a sale behind a guard owes its payer; null for a cart. */
  readonly fulfilment: Fulfilment | null;
  readonly refunds: readonly Refund[];
  /** What a change tells the platform. Written, it waits in an `OutboxRecord`, and here there is none. */
  readonly outbox: OutboxRecord;
}

/** Events of one cart not yet delivered to the platform, the oldest first. Beside the cart: they go, and it stays. */
export type OutboxRecord = readonly CheckoutEvent[];

/** The settlement of money that has moved. */
export type Payment = Extract<Settlement, { readonly state: 'paid' }>;

export type AttemptState = 'created' | 'submitted' | Exclude<Settlement['state'], 'unknown'>;

/** One try to pay a purchase on one rail. */
export interface Attempt {
  readonly id: string;
  readonly rail: string;
  readonly account: string;
  /** The provider's idempotency key, derived from the id alone. */
  readonly key: string;
  readonly purchase: Purchase;
  readonly resource: string;
  /** A hash of who pays. */
  readonly principal: string;
  /** Key of the request record that gets the outcome. */
  readonly request: string | null;
  /** The credential's fingerprint, which is the key of the record that claims it. */
  readonly proof: string | null;
  /** A hash of the credential's payload as it was shown; null when it had none. */
  readonly shown: string | null;
  /** The credential's payload, sealed; erased when the attempt ends. */
  readonly sealed: string | null;
  /** When the credential stops being taken. */
  readonly expiresAt: number | null;
  /** The credential's facts. */
  readonly facts: Facts;
  /** What the rail asked to remember. */
  readonly remembered: Facts;
  readonly prepared: JsonObject | null;
  readonly state: AttemptState;
  /** The settlement that brought it to its state; of a payment without the receipt, which its order has. */
  readonly settlement: Exclude<Settlement, Payment> | Pick<Payment, 'state' | 'reference' | 'total'> | null;
  readonly reference: string | null;
  readonly createdAt: number;
  readonly submittedAt: number | null;
  /** The last moment at which it may be sent; null when nothing bounds it. */
  readonly sendUntil: number | null;
  /** Since when it has been unknown whether money moved; null while it is known. */
  readonly doubtSince: number | null;
  /** Until when some worker is calling the provider for it; null when none is. */
  readonly busyUntil: number | null;
  /** When the background work looks at it next; null when nothing is left to learn. */
  readonly due: number | null;
  /**
   * How often a worker has taken it up since it was opened. A worker's answer carries the number it began with: another
   * number now, and it was overtaken.
   */
  readonly looks: number;
  /** Why a person has to look at it; null when none has to. */
  readonly openCase: string | null;
  /** What its provider has shown as taken, and neither as its payment nor as come back; null when nothing. */
  readonly taken: Money | null;
}

/** What tells how much an attempt comes to. */
export type Payable = Pick<Attempt, 'purchase'> & Partial<Pick<Attempt, 'settlement'>>;

export interface Order {
  readonly id: string;
  readonly attempt: string;
  readonly rail: string;
  readonly version: number;
  readonly reference: string;
  readonly subtotal: number;
  readonly deliveryFee: number;
  readonly tip: number;
  readonly total: Money;
  readonly receipt: Receipt;
  readonly paidAt: number;
}

/** The answer of the platform's handler to a request that has been paid for. */
export interface Fulfilment {
  readonly state: 'unpaid' | 'due' | 'done' | 'refunded';
  /** How long after the payment the handler has to succeed, in milliseconds; then a person has to look. */
  readonly within: number;
  /** What was answered; null before, and when it was too long to keep. */
  readonly answer: HandlerAnswer | null;
  readonly busyUntil: number | null;
  readonly due: number | null;
  readonly openCase: string | null;
}

/** A handler's response, as it is given again. */
export interface HandlerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** In base64url. */
  readonly body: string;
}

/** Money to give back for an attempt. Its id, amount and key are stored before the provider is called. */
export interface Refund {
  readonly id: string;
  readonly key: string;
  readonly attempt: string;
  readonly amount: Money;
  readonly reason: string;
  readonly state: 'due' | 'submitted' | RefundSeen['state'];
  readonly reference: string | null;
  readonly submittedAt: number | null;
  readonly busyUntil: number | null;
  readonly due: number | null;
  /** How often a worker has taken it up, like those of an attempt. */
  readonly looks: number;
  readonly openCase: string | null;
}

/** Something the platform may want to act on, delivered at least once under one id. */
export interface CheckoutEvent {
  readonly id: string;
  readonly type:
    | 'order.paid'
    | 'payment.late'
    | 'payment.alarm'
    | 'refund.due'
    | 'refund.refunded'
    | 'refund.failed'
    | 'case.opened'
    | 'case.closed';
  readonly at: number;
  readonly tenant: string;
  readonly cart: string;
  readonly subject: Readonly<Record<string, Json>>;
}

/** What one idempotency key stands for. `outcome` is set once it can be replayed. */
export interface RequestRecord {
  readonly fingerprint: string;
  readonly attempt: string | null;
  readonly outcome: StoredOutcome | null;
}

export type StoredOutcome = { readonly type: 'paid'; readonly order: Order } | Omit<CartOutcome, 'replayed'>;

/** A claim: one credential pays one attempt, across tenants, carts and spellings. */
export interface ProofRecord {
  readonly attempt: string;
  readonly tenant: string;
  readonly cart: string;
}

/** What a page that was opened for a person is for, by the id that its caller was told. Of a chooser, too. */
export interface ReferenceRecord {
  readonly tenant: string;
  readonly cart: string;
  readonly order: string;
  /** What a chooser is for, as nothing else keeps that once the cart is changed. Of a provider's page the attempt has it. */
  readonly purchase?: Purchase;
}

/** The case of an attempt or a refund whose rail is not mounted. It ends by itself when the rail is back. */
export const RAIL_GONE = 'rail_not_mounted';

const RANK: Readonly<Record<AttemptState, number>> = {
  created: 0,
  submitted: 1,
  action_required: 2,
  pending: 3,
  declined: 4,
  expired: 4,
  cancelled: 4,
  referred: 4,
  paid: 5,
};

/** A record in which nothing has happened yet. */
export function newRecord(cart: Cart, fulfilment: Fulfilment | null): CartRecord {
  return { cart, attempts: [], order: null, fulfilment, refunds: [], outbox: [] };
}

export function rankOf(state: AttemptState): number {
  return RANK[state];
}

/**
 * No money moved, or none that an order comes of. Somebody may still use a credential that was declined with `until`.
 */
export function isEnd({ state }: Settlement): boolean {
  return state !== 'unknown' && RANK[state] === RANK.declined;
}

export function isOpen({ state }: Pick<Attempt, 'state'>): boolean {
  return RANK[state] < RANK.declined;
}

export function openAttempt(record: CartRecord): Attempt | null {
  return record.attempts.find(isOpen) ?? null;
}

/** Some worker is calling the provider for it at this moment, as far as anybody can tell. */
export function isBusy({ busyUntil }: Pick<Attempt, 'busyUntil'>, now: number): boolean {
  return busyUntil !== null && now < busyUntil;
}

/** Declined for the payer, while whoever holds the credential could still use it. */
export function isWatched(attempt: Attempt): boolean {
  return attempt.state === 'declined' && attempt.due !== null;
}

/** What it is for, or, where a person has let that stand, what was taken instead. */
export function amountOf({ purchase, settlement }: Payable): Money {
  return settlement?.state === 'paid' ? settlement.total : purchase.total;
}

/** What the provider shows as taken and not come back, of what it cannot call paid; zero when all of it came back. */
export function takenIn(settlement: Settlement): Money | undefined {
  return 'taken' in settlement ? settlement.taken : undefined;
}

/** Ended by a person while its provider could still take money, and not closed there yet. */
export function isClosing(attempt: Attempt): boolean {
  return attempt.state === 'cancelled' && attempt.due !== null;
}

/** Open, or watched: what becomes of its money is not certain for good. */
export function isUnsettled(attempt: Attempt): boolean {
  return isOpen(attempt) || isWatched(attempt);
}

/** When the background work wants this record next. */
export function dueOf({ attempts, refunds, fulfilment }: CartRecord): number | null {
  const times = [...attempts, ...refunds, fulfilment].flatMap((one) => one?.due ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

/** One word for an operator: a case before all else, then the order, or what the latest attempt is doing. */
export function stateOf({ order, attempts, refunds, fulfilment }: CartRecord): string {
  if ([...attempts, ...refunds, fulfilment].some((one) => one?.openCase)) return 'case';
  if (order) return 'paid';
  return attempts.at(-1)?.state ?? 'cart';
}
