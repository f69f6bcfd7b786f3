import type { Money, RailContext, Settlement } from '@railyard/core/rail';
import type { Doubt } from './client/answer.ts';
import type { Intent } from './wire/intent.ts';
import type { Session } from './wire/session.ts';

/** Milliseconds that a bank may take: 14 business days at most. https://docs.stripe.com/payments/sepa-debit */
const SLOWEST = 21 * 24 * 3_600_000;

const AT_REST: readonly Intent['status'][] = [
  'requires_action',
  'requires_confirmation',
  'requires_payment_method',
  'canceled',
];

type Moment = Pick<RailContext, 'now' | 'mode'>;

/** Where the payment on a page stands. Money counts more than what the page says of itself. */
export function standingOf(session: Session, moment: Moment): Settlement {
  const taken = takenIn(session);
  if (taken) return paid(session, taken);
  switch (session.status) {
    case 'open':
      return onOpen(session, moment);
    case 'complete':
      return onComplete(session);
    case 'expired':
      return onExpired(session, moment);
    case 'other':
      return pending(session);
  }
}

/** What Stripe took; null when it has taken nothing so far. */
function takenIn({ status, payment, total, intent }: Session): Money | null {
  if (intent?.status === 'succeeded') return intent.received;
  if (payment === 'paid') return total;
  // Something was sold for nothing, which is not what was asked: a person has to look.
  return status === 'complete' && payment === 'no_payment_required' ? { ...total, amount: 0 } : null;
}

/** Somebody else has to decide: once the buyer is done, or a payment is processed, that can be a bank. */
function pending({ id: reference, status, intent, expiresAt }: Session): Settlement {
  const isSlow = status === 'complete' || intent?.status === 'processing';
  return { state: 'pending', reference, ...(isSlow && { decidesBy: expiresAt + SLOWEST }) };
}

function paid({ id, intentId }: Session, total: Money): Settlement {
  const named = { session_id: id, ...(intentId !== null && { payment_intent_id: intentId }) };
  return {
    state: 'paid',
    reference: id,
    total,
    receipt: { headers: {}, body: { stripe_checkout: named }, meta: {} },
  };
}

function onOpen(session: Session, { now, mode }: Moment): Settlement {
  const { id: reference, url, methods, expiresAt, intent } = session;
  // A try that needs the person, or another one, can be gone on with on the page; any other is under way.
  const isPayable = intent === null || AT_REST.includes(intent.status);
  if (!isPayable) return pending(session);
  // Stripe closes a page somewhat later than it says.
  if (now() >= expiresAt) return unknown({ reason: 'page_closing', retryAfter: 5 }, reference);
  if (url === null || (mode === 'live' && !url.startsWith('https:')))
    return unknown({ reason: 'page_without_url' }, reference);
  return {
    state: 'action_required',
    reference,
    url,
    methods: methods.length > 0 ? methods : ['card'],
    expiresAt,
  };
}

/** The buyer is done; a bank, a voucher or the like may not be. */
function onComplete(session: Session): Settlement {
  const { intent } = session;
  const isLost = intent?.status === 'requires_payment_method' && intent.hasFailed;
  return isLost || intent?.status === 'canceled'
    ? { state: 'declined', reason: 'payment_failed', evidence: 'provider_state' }
    : pending(session);
}

function onExpired(session: Session, { now }: Moment): Settlement {
  const { id: reference, intent, intentId, expiresAt } = session;
  if (!intent && intentId !== null) return unknown({ reason: 'answer_unreadable' }, reference);
  switch (intent?.status) {
    case undefined:
    case 'canceled':
    case 'requires_payment_method':
      return { state: now() < expiresAt ? 'cancelled' : 'expired' };
    case 'succeeded':
    case 'processing':
    case 'requires_action':
    case 'requires_capture':
    case 'requires_confirmation':
    case 'other':
      // Nobody can begin to pay any more, and this try was begun before.
      return pending(session);
  }
}

/** Nobody can tell. */
export function unknown(
  { reason, retryAfter }: Doubt,
  reference: string | null = null,
): Extract<Settlement, { state: 'unknown' }> {
  return {
    state: 'unknown',
    reason,
    ...(reference !== null && { reference }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}
