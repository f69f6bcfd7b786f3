import type { Mode, PaymentEvent, PaymentRef, RailRequest } from '@railyard/core/rail';
import { VERSION } from './client/ask.ts';
import { FACTS } from './errand.ts';
import type { Settings } from './options.ts';
import { signedEvent } from './signature.ts';
import { paymentOf, REQUEST } from './webhook.ts';
import { requestIn } from './wire/authorization.ts';
import { readCard } from './wire/card.ts';
import { objectIn } from './wire/members.ts';

/** What an authorization is decided with. */
export interface AuthorizeContext {
  readonly mode: Mode;
  /** In milliseconds since 1970. */
  now(): number;
  /**
   * The attempt as the platform's records have it at this moment, and whether it is still open; null when they have
   * none. Without an answer in time, or with a rejection, the authorization is declined.
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
  const payment = await inTime(settings.answerWithin, () => context.payment(about));
  const asked = requestIn(event.object);
  const objection = payment ? objectionTo(card.id, payment, asked) : 'payment_unknown';
  return {
    headers: { 'content-type': 'application/json', 'stripe-version': VERSION },
    body: { approved: objection === null, metadata: { railyard_decision: objection ?? 'approved' } },
  };
}

/** Why this card may not have the money, or null. */
function objectionTo(
  card: string,
  { isOpen, facts, total }: AuthorizedPayment,
  asked: ReturnType<typeof requestIn>,
): string | null {
  if (!isOpen) return 'payment_over';
  if (facts[FACTS.fenced] !== undefined) return 'payment_fenced';
  if (facts[FACTS.card] !== card) return 'another_card';
  if (asked?.currency !== total.currency) return 'another_currency';
  return asked.amount > total.amount ? 'amount_too_high' : null;
}

/** What this gives; null when it rejects, or takes too long. */
async function inTime<T>(ms: number, ask: () => Promise<T>): Promise<T | null> {
  const late = new Promise<null>((resolve) => {
    AbortSignal.timeout(ms).addEventListener('abort', () => resolve(null), { once: true });
  });
  return Promise.race([ask().catch(() => null), late]);
}
