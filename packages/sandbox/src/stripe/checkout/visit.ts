import { attempt } from '../attempt.ts';
import { methodOf } from '../bank.ts';
import { change } from '../charging.ts';
import { finishIntent } from '../controls.ts';
import { missing, refused, StripeError } from '../errors.ts';
import { openIntent } from '../intents.ts';
import type { HeldIntent, HeldSession } from '../state.ts';
import type { Happening, Outside } from '../work.ts';
import { totalsOf } from './delivery.ts';
import { followIntent } from './follow.ts';
import type { StripeSession } from './objects.ts';
import { endSession, heldSession } from './sessions.ts';
import { isEmail } from './terms.ts';

/**
 * What a buyer does on the page of a session: pays by card, tries a card that is declined, pays by bank debit (which is
 * final once the bank was told), tries a card whose bank asks who pays (`challenge`) and is recognized (`authenticate`,
 * also without a challenge before) or not (`refuse`), goes back to the shop, or lets the time run out. `pay_late` pays
 * as a payment does that was under way when the session expired.
 */
export type PageAction =
  | 'pay'
  | 'decline'
  | 'debit'
  | 'challenge'
  | 'authenticate'
  | 'refuse'
  | 'leave'
  | 'expire'
  | 'pay_late';

/** What the buyer fills in. */
export interface PageEntry {
  /** Instead of the action's own, another of Stripe's test payment methods, such as `pm_card_amex`. */
  readonly method?: string;
  /** The seller's `customer_email` unless given, or `buyer@example.com`. */
  readonly email?: string;
  /** The `shipping_rate` of one of the session's shipping options; the first unless given. */
  readonly shippingRate?: string;
}

/** What came of it. */
export interface PageVisit {
  /** The session as it is then. */
  readonly session: StripeSession;
  /** Where the page sends the buyer; null when the buyer stays. */
  readonly redirect: string | null;
  /** What the page says to the buyer; null when it has nothing to say. */
  readonly notice: string | null;
}

/** Acts on a page as its buyer. Throws when the page does not offer that: one that took its payment takes no second. */
export function visitPage(
  outside: Outside,
  id: string,
  action: PageAction,
  entry: PageEntry = {},
): PageVisit {
  const held = heldSession(outside.state, id);
  const visit: Visit = { outside, held, happening: { ...outside, account: held.account }, entry };
  switch (action) {
    case 'leave':
      return leave(held);
    case 'expire':
      checkOpen(held);
      endSession(visit.happening, held);
      return came(held);
    case 'pay_late':
      if (held.object.status === 'complete') throw closed(held);
      return pay(visit, 'pm_card_visa');
    case 'authenticate':
    case 'refuse':
      return answerBank(visit, action);
    case 'pay':
    case 'decline':
    case 'debit':
    case 'challenge':
      checkOpen(held);
      return pay(visit, METHODS[action]);
  }
}

const METHODS = {
  pay: 'pm_card_visa',
  decline: 'pm_card_visa_chargeDeclined',
  debit: 'pm_usBankAccount_success',
  challenge: 'pm_card_authenticationRequired',
} as const;

interface Visit {
  readonly outside: Outside;
  readonly held: HeldSession;
  readonly happening: Happening;
  readonly entry: PageEntry;
}

function checkOpen(held: HeldSession): void {
  if (held.object.status !== 'open') throw closed(held);
}

function closed({ object }: HeldSession): StripeError {
  return refused(`The page of ${object.id} takes no payment any more: it is ${object.status}.`);
}

function leave({ object: session }: HeldSession): PageVisit {
  if (session.cancel_url === null) throw refused(`The page of ${session.id} has no way back: no cancel_url.`);
  return { session, redirect: session.cancel_url, notice: null };
}

/** Tries to pay. */
function pay(visit: Visit, usual: string): PageVisit {
  const { held, happening, entry } = visit;
  const method = entry.method ?? usual;
  if (!methodOf(method)) throw missing('PaymentMethod', method, 'method');
  fillIn(held, entry);
  const intent = intentOf(visit);
  try {
    attempt(happening, intent, { method, token: null }, 'ask');
  } catch (error) {
    if (!(error instanceof StripeError) || error.status !== 402) throw error;
    return came(held, error.message);
  }
  followIntent(happening, intent);
  return came(held);
}

/** The bank asks who pays, if it has not before, and is answered. */
function answerBank(visit: Visit, answer: 'authenticate' | 'refuse'): PageVisit {
  const { outside, held } = visit;
  checkOpen(held);
  if (!isAsked(visit)) {
    const tried = pay(visit, METHODS.challenge);
    if (!isAsked(visit)) return tried;
  }
  finishIntent(outside, held.object.payment_intent ?? '', answer === 'authenticate' ? 'succeeded' : 'failed');
  return came(held, answer === 'refuse' ? 'Your bank did not recognize you.' : null);
}

function isAsked({ outside, held }: Visit): boolean {
  const intent = outside.state.intents.get(held.object.payment_intent ?? '');
  return intent?.object.status === 'requires_action';
}

function came({ object: session }: HeldSession, notice: string | null = null): PageVisit {
  return { session, redirect: session.status === 'complete' ? successOf(session) : null, notice };
}

/** Where a buyer goes who is done. */
export function successOf({ id, success_url }: StripeSession): string {
  return success_url.replaceAll('{CHECKOUT_SESSION_ID}', id);
}

function fillIn(held: HeldSession, { email, shippingRate }: PageEntry): void {
  if (email !== undefined && !isEmail(email)) throw refused('Give an e-mail address.', { param: 'email' });
  held.email = email ?? held.email ?? 'buyer@example.com';
  if (shippingRate === undefined) return;
  const rate = held.rates.find(({ id }) => id === shippingRate);
  if (!rate) throw missing('shipping rate', shippingRate, 'shippingRate');
  held.object = { ...held.object, ...totalsOf(held.object.amount_subtotal, rate) };
}

/** The intent of a session, which the first try opens. */
function intentOf({ happening, held }: Visit): HeldIntent {
  const { id, amount_total: amount, payment_intent } = held.object;
  const known = happening.state.intents.get(payment_intent ?? '');
  const intent = known ?? openIntent(happening, { ...held.terms, amount }, { session: id });
  change(intent, { amount, canceled_at: null, cancellation_reason: null });
  held.object = { ...held.object, payment_intent: intent.object.id };
  return intent;
}
