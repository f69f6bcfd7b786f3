import { RailError } from '../errors.ts';
import { frozen } from '../json.ts';
import {
  alreadyCompleted,
  declined,
  locked,
  type OpenPage,
  type Outcome,
  pageOf,
  referred,
  refunded,
  unresolved,
} from '../outcome.ts';
import {
  type Attempt,
  type CartRecord,
  isBusy,
  isOpen,
  isWatched,
  type Order,
  openAttempt,
  type ProofRecord,
} from '../record.ts';
import type { Look } from './look.ts';
import type { Sale } from './paying.ts';

/** A paying call, as far as the decision needs it. */
export interface Ask {
  readonly cart: string;
  readonly tenant: string;
  /** Key of the request record; null without an idempotency key. */
  readonly requestKey: string | null;
  /** The fingerprint of the credential that came; null when none did. */
  readonly proof: string | null;
  /** The rail of the page that was asked for; null on a call that pays or wants a challenge. */
  readonly page: string | null;
  /** Attempts whose provider was asked during this call, and whether it could tell where they stand. */
  readonly looked: ReadonlyMap<string, Look>;
  /** The attempt that this call has closed at the provider; the write that opens the next one records it. */
  readonly fenced: string | null;
  /** Why this call's own attempt ended without money. Then it has neither credential nor page any more. */
  readonly ended: RailError | null;
  /** True once this call has waited for a copy of itself. */
  readonly waited: boolean;
  /** Whether nobody vouches for who calls but the credential. */
  readonly bearer?: boolean | undefined;
  /** The only version of the cart that may be paid; absent when any may. */
  readonly version?: number | undefined;
  /** The sale behind a guard that it is for; null for a cart. */
  readonly sale: Pick<Sale, 'isOutdated' | 'once'> | null;
}

/** What the records say at this moment. */
export interface View {
  readonly record: CartRecord;
  readonly proof: ProofRecord | null;
}

/** What to do next. After `wait`, `look` and `fence` the records are read and the question is asked again. */
export type Step =
  | { readonly do: 'answer'; readonly outcome: Outcome }
  | { readonly do: 'refuse'; readonly error: RailError }
  | { readonly do: 'challenge'; readonly error: RailError; readonly page: OpenPage | null }
  | { readonly do: 'wait'; readonly attempt: Attempt }
  | { readonly do: 'look'; readonly attempt: Attempt }
  | { readonly do: 'fence'; readonly attempt: Attempt }
  | { readonly do: 'open' };

const MAX_ATTEMPTS = 20;
/** Made once, for all: an error records where it was made, which costs more than all the rules. */
const REQUIRED = frozen(
  new RailError('payment_required', 'Pay with one of the offers, and send the same request again.'),
);

/** The rules of a paying call. Pure. */
export function decide(ask: Ask, view: View, now: number): Step {
  const step = byRule(ask, view, now);
  const starts = step.do === 'open' || step.do === 'fence' || step.do === 'challenge';
  if (!starts) return step;
  if (isUsedUp(ask, view)) return { do: 'refuse', error: tooMany() };
  const { record } = view;
  if (ask.version !== undefined && ask.version !== record.cart.version)
    return { do: 'refuse', error: changed() };
  return !record.order && ask.sale?.isOutdated(record) ? { do: 'refuse', error: locked() } : step;
}

/**
 * Whether the cart has been tried as often as it may: five times as often when nothing was sent, because the rail did
 * not answer. A sale that has begun again has all its tries before it.
 */
function isUsedUp({ sale }: Ask, { record: { attempts, cart } }: View): boolean {
  const tries = attempts.filter(({ purchase }) => !sale || purchase.version === cart.version);
  const sent = tries.filter(({ submittedAt }) => submittedAt !== null);
  return tries.length >= 5 * MAX_ATTEMPTS || sent.length >= MAX_ATTEMPTS;
}

/** The rules in the order in which they hold. */
function byRule(ask: Ask, view: View, now: number): Step {
  const spent = spentCredential(ask, view);
  // A credential that pays nothing any more counts as none: its 402 waits until nothing else has taken money.
  const asked = spent ? { ...ask, proof: null } : ask;
  const why = spent ?? ask.ended ?? REQUIRED;
  return (
    knownCredential(ask, view, now) ??
    finishedCart(ask, view) ??
    openPayment(asked, view, why, now) ??
    sameReferral(ask, view) ??
    stillSpendable(asked, view, now) ??
    (asked.proof === null && asked.page === null ? challenge(why) : { do: 'open' })
  );
}

/** The attempt of this cart that the credential was presented for before; null when there is none. */
function claimed(ask: Ask, { record, proof }: View): Attempt | null {
  if (!proof || proof.tenant !== ask.tenant || proof.cart !== ask.cart) return null;
  return record.attempts.find(({ id }) => id === proof.attempt) ?? null;
}

/** Why a credential seen before pays nothing: it is another cart's, or its attempt ended without money. */
function spentCredential(ask: Ask, view: View): RailError | null {
  if (!view.proof) return null;
  const attempt = claimed(ask, view);
  if (!attempt) return usedElsewhere();
  return isOpen(attempt) || attempt.state === 'paid' || attempt.state === 'referred'
    ? null
    : declined(attempt);
}

/** A credential whose attempt is open, paid or referred answers from it, whatever has expired since. */
function knownCredential(ask: Ask, view: View, now: number): Step | null {
  const { order } = view.record;
  const attempt = claimed(ask, view);
  if (!attempt) return null;
  if (isOpen(attempt)) return unfinished(ask, attempt, 'copy', now);
  if (attempt.state === 'referred') return { do: 'answer', outcome: referred(attempt, true) };
  if (attempt.state !== 'paid') return null;
  if (order?.attempt === attempt.id) return isOver(ask, attempt, view, now) ? over(ask, order) : paid(order);
  return { do: 'refuse', error: order ? alreadyCompleted(order) : refunded(attempt) };
}

/** What paid is public after a while, so its answer is not for whoever shows it then; unless it is still owed. */
function isOver({ bearer }: Ask, { expiresAt }: Attempt, { record }: View, now: number): boolean {
  const answered = record.fulfilment?.state === 'done';
  return Boolean(bearer) && answered && expiresAt !== null && now >= expiresAt;
}

function over({ sale }: Ask, order: Order): Step {
  return sale?.once ? { do: 'refuse', error: alreadyCompleted(order) } : challenge(usedElsewhere());
}

/**
 * A paid cart takes no second payment. The call that paid gets its order; so does one without key and credential, which
 * only asks, and one whose own look found the money. Any other is told of it.
 */
function finishedCart(ask: Ask, { record }: View): Step | null {
  const { order } = record;
  if (!order) return null;
  const payer = record.attempts.find(({ id }) => id === order.attempt);
  const same = ask.requestKey === null ? ask.proof === null : payer?.request === ask.requestKey;
  return !ask.bearer && (same || ask.looked.has(order.attempt))
    ? paid(order)
    : { do: 'refuse', error: alreadyCompleted(order) };
}

/** At most one attempt is open. Nothing new starts until it has ended for certain. */
function openPayment(ask: Ask, view: View, why: RailError, now: number): Step | null {
  const attempt = openAttempt(view.record);
  if (!attempt || ask.fenced === attempt.id) return null;
  const page = pageOf(attempt);
  const copy = ask.requestKey !== null && attempt.request === ask.requestKey;
  const wanted = page !== null && ask.page === attempt.rail && now < page.expiresAt;
  if (wanted && attempt.doubtSince === null && !isBusy(attempt, now)) {
    // It may have been paid since, unless this call has waited for whoever opened it or looked just now.
    if (!ask.waited && !ask.looked.has(attempt.id)) return { do: 'look', attempt };
    return {
      do: 'answer',
      outcome: { type: 'page', page, purchase: attempt.purchase, replayed: copy },
    };
  }
  if (page && !wanted && !isBusy(attempt, now)) return openPage(ask, view, attempt, page, why, now);
  return unfinished(ask, attempt, copy || wanted ? 'copy' : 'stranger', now);
}

function unfinished(ask: Ask, attempt: Attempt, caller: 'copy' | 'stranger', now: number): Step {
  if (isBusy(attempt, now)) {
    if (caller === 'stranger') return { do: 'refuse', error: unresolved(attempt, now) };
    return ask.waited ? { do: 'refuse', error: inFlight() } : { do: 'wait', attempt };
  }
  return ask.looked.has(attempt.id)
    ? { do: 'refuse', error: unresolved(attempt, now) }
    : { do: 'look', attempt };
}

/** A person may be paying on the page. Whatever would take money has to close it first; all else leaves it open. */
function openPage(ask: Ask, view: View, attempt: Attempt, page: OpenPage, why: RailError, now: number): Step {
  if (!ask.looked.has(attempt.id)) return { do: 'look', attempt };
  const spendable = stillSpendable(ask, view, now);
  if (spendable) return spendable;
  if (ask.page || ask.proof !== null) return { do: 'fence', attempt };
  if (ask.looked.get(attempt.id) === 'unsure') return { do: 'refuse', error: unresolved(attempt, now) };
  return ask.page === null ? challenge(why, page) : { do: 'open' }; // a chooser, which closes no page
}

/** A key that brought a hand-off brings the same one again, and so does another for the same cart as it was then. */
function sameReferral({ requestKey, page }: Ask, { record }: View): Step | null {
  const referrals = record.attempts.filter(({ state }) => state === 'referred');
  const same = referrals.find(({ request }) => requestKey !== null && request === requestKey);
  const attempt =
    same ??
    referrals.findLast(({ rail, purchase }) => rail === page && purchase.version === record.cart.version);
  return attempt ? { do: 'answer', outcome: referred(attempt, same !== undefined) } : null;
}

/** A credential that was declined but could still be used is looked up before anybody is told to pay. */
function stillSpendable(ask: Ask, { record }: View, now: number): Step | null {
  const attempt = record.attempts.find((one) => isWatched(one) && ask.looked.get(one.id) !== 'sure');
  if (!attempt) return null;
  return ask.looked.has(attempt.id)
    ? { do: 'refuse', error: unresolved(attempt, now) }
    : { do: 'look', attempt };
}

function challenge(error: RailError, page: OpenPage | null = null): Step {
  return { do: 'challenge', error, page };
}

function paid(order: Order): Step {
  return { do: 'answer', outcome: { type: 'paid', order, replayed: true } };
}

function usedElsewhere(): RailError {
  return new RailError('credential_already_used', 'The credential was presented for another purchase.', {
    nextAction: 'Make a new credential for this purchase.',
  });
}

function changed(): RailError {
  return new RailError('price_changed', 'The cart has changed since this was asked for.', {
    nextAction: 'Ask for a new page.',
  });
}

function tooMany(): RailError {
  return new RailError('too_many_attempts', `A cart takes at most ${MAX_ATTEMPTS} payment attempts.`, {
    nextAction: 'Make a new cart.',
  });
}

function inFlight(): RailError {
  return new RailError('idempotency_in_flight', 'The same request is still running.', { retryAfter: 1 });
}
