import type { JsonObject } from '@railyard/core/rail';

/** What Stripe says in sentences, which nobody may be told. */
export const CANARY = 'CANARY for sk_test_CANARY';

export const NOW = 1_900_000_000_000;
const SECOND = NOW / 1_000;

const METADATA = {
  railyard_attempt: 'attempt_1',
  railyard_deployment: 'shop',
  railyard_tenant: 'tenant_1',
  railyard_cart: 'cart_1',
  railyard_order: 'order_1',
};

/** A Checkout Session of ours: open, and new. */
export function session(change: JsonObject = {}): JsonObject {
  return {
    id: 'cs_1',
    object: 'checkout.session',
    amount_total: 8_550,
    client_secret: CANARY,
    created: SECOND,
    currency: 'usd',
    expires_at: SECOND + 3_600,
    livemode: false,
    metadata: METADATA,
    mode: 'payment',
    payment_intent: null,
    payment_method_types: ['card', 'link', 'us_bank_account'],
    payment_status: 'unpaid',
    status: 'open',
    url: 'https://checkout.stripe.com/c/pay/cs_1',
    ...change,
  };
}

/** The same, once the buyer is done. */
export function complete(payment: string, payment_intent: JsonObject | string | null = intent('succeeded')) {
  return session({ status: 'complete', url: null, payment_status: payment, payment_intent });
}

/** The same, once it is closed. */
export function expired(payment_intent: JsonObject | string | null = null, change: JsonObject = {}) {
  return session({ status: 'expired', url: null, payment_intent, ...change });
}

/** The PaymentIntent of the session. */
export function intent(status: string, change: JsonObject = {}): JsonObject {
  return {
    id: 'pi_1',
    object: 'payment_intent',
    amount: 8_550,
    amount_received: status === 'succeeded' ? 8_550 : 0,
    client_secret: CANARY,
    created: SECOND,
    currency: 'usd',
    last_payment_error: null,
    livemode: false,
    metadata: METADATA,
    status,
    ...change,
  };
}

/** The intent after a try to pay it was declined. */
export const declinedIntent = intent('requires_payment_method', {
  last_payment_error: { type: 'card_error', code: 'card_declined', message: CANARY },
});

export function refundObject(status: string, change: JsonObject = {}): JsonObject {
  return {
    id: 're_1',
    object: 'refund',
    amount: 8_550,
    currency: 'usd',
    payment_intent: 'pi_1',
    metadata: { railyard_refund: 'refund_1' },
    status,
    ...change,
  };
}

export function list(data: readonly JsonObject[], has_more = false): JsonObject {
  return { object: 'list', data, has_more, url: '/v1/somewhere' };
}

/** What one call is answered with: an object, or whatever else comes of it. */
export type Reply = JsonObject | (() => Response | Promise<Response>);

/** A response with this body. */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return () => Response.json(body, { status, headers: { 'request-id': 'req_1', ...headers } });
}

/** What Stripe has answered to this key before. */
export function replay(body: JsonObject, status = 200): Reply {
  return json(body, status, { 'idempotent-replayed': 'true' });
}

/** The body of an error in Stripe's form. */
export function error(members: JsonObject = {}): JsonObject {
  return { error: { type: 'invalid_request_error', message: CANARY, doc_url: CANARY, ...members } };
}

/** An error in Stripe's form. */
export function failure(status: number, members: JsonObject = {}, headers = {}): Reply {
  return json(error(members), status, headers);
}

/** A connection that breaks before an answer. */
export const broken: Reply = () => Promise.reject(new TypeError(`fetch failed: ${CANARY}`));
