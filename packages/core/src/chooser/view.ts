import { freeze } from '../cart.ts';
import { type OpenPage, pageOf } from '../outcome.ts';
import type { Purchase } from '../purchase.ts';
import { type Attempt, type CartRecord, isOpen, isUnsettled, type Order, type Refund } from '../record.ts';
import type { ChooserRecord } from './record.ts';

/** What a buyer sees of a purchase that is paid on a page. */
export interface PaymentView {
  readonly tenant: string;
  /** The chooser where the buyer can choose again; null when there is none for this purchase. */
  readonly chooser: string | null;
  /**
   * `choose`: nothing is under way. `waiting`: a provider's page is open, or a payment is being confirmed. `failed`: the
   * last try took no money. `expired`: this page cannot be paid on any more. `refunded`: what was paid goes back, or
   * has gone back.
   */
  readonly state: 'choose' | 'waiting' | 'paid' | 'failed' | 'expired' | 'refunded';
  readonly purchase: Purchase;
  /** Names of the methods that can be chosen now. */
  readonly methods: readonly string[];
  /** The name of the method whose page is open; null for a page that was not chosen here. */
  readonly chosen: string | null;
  /** The provider's page that is open; null while a payment is being confirmed, and when none is. */
  readonly page: OpenPage | null;
  readonly order: Order | null;
  /** Whether the cart is paid as another order, before or after it was changed. */
  readonly isPaidAsOther: boolean;
  /** When this page ends, in milliseconds since 1970; null when nothing bounds it. */
  readonly expiresAt: number | null;
}

/** Payments of a cart that a chooser may begin. Of the twenty attempts that a cart has, its owner keeps five. */
const MOST_TRIES = 15;

/** Whether nothing more can be chosen: its time is over, the cart has changed, or it was tried too often. */
export function isOver(record: CartRecord, { version, expiresAt }: ChooserRecord, now: number): boolean {
  const sent = record.attempts.filter(({ submittedAt }) => submittedAt !== null);
  return now >= expiresAt || record.cart.version !== version || sent.length >= MOST_TRIES;
}

/** A chooser, the cart that it is for, and what is paid on it; absent when nothing was kept of that. */
export interface Chosen {
  readonly chooser: ChooserRecord;
  readonly record: CartRecord;
  readonly purchase: Purchase | undefined;
}

/** What the buyer sees on a chooser. */
export function viewOfChooser({ chooser, record, purchase: kept }: Chosen, now: number): PaymentView {
  const attempt = attemptOf(record, chooser.version);
  const over = isOver(record, chooser, now);
  const purchase = attempt?.purchase ?? kept ?? freeze(record.cart, chooser.email);
  const seen = attempt ? seenOf(record, attempt, now) : 'choose';
  const state = seen === 'closed' ? 'choose' : seen;
  return viewOf(record, purchase, {
    chooser: over ? { ...chooser, methods: [] } : chooser,
    attempt,
    state: over && (state === 'choose' || state === 'failed') ? 'expired' : state,
  });
}

/** What the buyer sees on a chooser of a cart that is paid, when another has taken its place. */
export function viewOfReplaced(record: CartRecord, purchase: Purchase, now: number): PaymentView {
  const attempt = attemptOf(record, purchase.version);
  return attempt
    ? viewOfAttempt(record, attempt, null, now)
    : viewOf(record, purchase, { chooser: null, attempt, state: 'expired' });
}

/** The attempt that counts of those at a version of a cart; null when there is none. */
function attemptOf({ attempts, order }: CartRecord, version: number): Attempt | null {
  const tried = attempts.filter(({ purchase }) => purchase.version === version);
  const payer = tried.find(({ id }) => id === order?.attempt);
  return payer ?? tried.find(isUnsettled) ?? tried.at(-1) ?? null;
}

/** What the buyer sees who comes back from the page of an attempt. */
export function viewOfAttempt(
  record: CartRecord,
  attempt: Attempt,
  chooser: ChooserRecord | null,
  now: number,
): PaymentView {
  const isCurrent = chooser?.version === attempt.purchase.version && !isOver(record, chooser, now);
  const seen = seenOf(record, attempt, now);
  return viewOf(record, attempt.purchase, {
    chooser: isCurrent ? chooser : null,
    attempt,
    state: seen === 'closed' ? 'expired' : seen,
  });
}

interface Seen {
  readonly chooser: ChooserRecord | null;
  readonly attempt: Attempt | null;
  readonly state: PaymentView['state'];
}

function viewOf(record: CartRecord, purchase: Purchase, { chooser, attempt, state }: Seen): PaymentView {
  const page = attempt && state === 'waiting' && attempt.doubtSince === null ? openPageOf(attempt) : null;
  const method = chooser?.methods.find(({ rail }) => rail === page?.rail);
  const canChoose = state === 'choose' || state === 'failed' || page !== null;
  return {
    tenant: record.cart.tenant,
    chooser: chooser?.id ?? null,
    state,
    purchase,
    methods: canChoose ? (chooser?.methods ?? []).map(({ name }) => name) : [],
    chosen: method?.name ?? null,
    page,
    order: state === 'paid' ? record.order : null,
    isPaidAsOther: record.order !== null && record.order.id !== purchase.order,
    expiresAt: chooser?.expiresAt ?? page?.expiresAt ?? null,
  };
}

function openPageOf(attempt: Attempt): OpenPage | null {
  return attempt.state === 'action_required' ? pageOf(attempt) : null;
}

function seenOf(
  { order, refunds }: CartRecord,
  attempt: Attempt,
  now: number,
): Exclude<PaymentView['state'], 'choose' | 'expired'> | 'closed' {
  const isOther = order?.attempt !== attempt.id;
  if (isOther && attempt.state === 'paid') return 'refunded';
  if (order?.version === attempt.purchase.version) return isGivenBack(refunds, order) ? 'refunded' : 'paid';
  const page = openPageOf(attempt);
  if (page && attempt.doubtSince === null && now >= page.expiresAt) return 'closed';
  if (isOpen(attempt) || isUnsettled(attempt)) return 'waiting';
  return attempt.state === 'declined' ? 'failed' : 'closed';
}

function isGivenBack(refunds: readonly Refund[], { attempt: payer, total }: Order): boolean {
  const back = refunds.filter(({ attempt, state }) => attempt === payer && state !== 'failed');
  return back.reduce((sum, { amount }) => sum + amount.amount, 0) >= total.amount;
}
