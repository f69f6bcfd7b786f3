import type { Mode, Money, PaymentEvent, PaymentRef, RailRequest } from '@railyard/core/rail';
import { createAsk, VERSION } from './client/ask.ts';
import { type Promised, promisedBeside } from './client/spending.ts';
import { FACTS } from './errand.ts';
import type { Settings } from './options.ts';
import { signedEvent } from './signature.ts';
import { TRIFLE } from './spent.ts';
import { paymentOf, REQUEST } from './webhook.ts';
import { requestIn } from './wire/authorization.ts';
import { readCard } from './wire/card.ts';
import { idIn, objectIn } from './wire/members.ts';

/** What an authorization is decided with. */
export interface AuthorizeContext {
  readonly mode: Mode;
  /** The way to Stripe, which is asked what the card has given away before. */
  readonly fetch: typeof fetch;
  /** In milliseconds since 1970. */
  now(): number;
  /**
   * The attempt as the platform's records have it at this moment, and whether it is still open; null when they have
   * none. Without an answer in time, of theirs or of Stripe's, or with a rejection, the authorization is declined.
   */
  payment(event: PaymentEvent): Promise<AuthorizedPayment | null>;
}

export interface AuthorizedPayment extends Pick<PaymentRef, 'facts' | 'total'> {
  readonly isOpen: boolean;
}

/** What Stripe is answered with status 200. */
export interface AuthorizationAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly approved: boolean; readonly metadata: Readonly<Record<string, string>> };
}

/**
 * Answers Stripe's question whether a merchant may have the money. Null when the card is none of ours, which is for the
 * platform to answer. Throws `invalid_signature` for what Stripe did not sign.
 */
export async function authorize(
  settings: Settings,
  request: RailRequest,
  context: AuthorizeContext,
): Promise<AuthorizationAnswer | null> {
  const event = await signedEvent(settings, request, context);
  if (event?.type !== REQUEST) return null;
  const card = readCard(objectIn(event.object.card) ?? {});
  const about = card && paymentOf(card.ours);
  if (!about) return null;
  const signal = AbortSignal.timeout(settings.answerWithin);
  const ask = createAsk(settings, { fetch: context.fetch, signal });
  const id = idIn(event.object.id, 'iauth') ?? '';
  const promised = await inTime(signal, () => promisedBeside(ask, card.id, id));
  // Last of all, as it may be fenced meanwhile.
  const payment = promised && (await inTime(signal, () => context.payment(about)));
  const objection = objectionTo({ card: card.id, money: requestIn(event.object) }, promised, payment);
  return {
    headers: { 'content-type': 'application/json', 'stripe-version': VERSION },
    body: { approved: objection === null, metadata: { railyard_decision: objection ?? 'approved' } },
  };
}

/** What a merchant wishes for: a card's money. */
interface Wish {
  readonly card: string;
  readonly money: Money | null;
}

/** Why this card may not give the money, or null. */
function objectionTo(
  { card, money }: Wish,
  promised: Promised | null,
  payment: AuthorizedPayment | null,
): string | null {
  if (!promised) return 'card_unknown';
  if (!payment) return 'payment_unknown';
  const { isOpen, facts, total } = payment;
  if (!isOpen) return 'payment_over';
  if (facts[FACTS.fenced] !== undefined) return 'payment_fenced';
  if (facts[FACTS.card] !== card) return 'another_card';
  if (money?.currency !== total.currency) return 'another_currency';
  if (money.amount > total.amount) return 'amount_too_high';
  return money.amount + countedIn(promised, total) > total.amount ? 'total_used_up' : null;
}

/** What counts of what was promised: what is only held to see whether the card works does not. */
function countedIn({ all, trifles }: Promised, total: Money): number {
  return total.amount > TRIFLE ? all - trifles : all;
}

/** What this gives; null when it rejects, or has not come when time is up. */
async function inTime<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T | null> {
  const late = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  return Promise.race([ask().catch(() => null), late]);
}
