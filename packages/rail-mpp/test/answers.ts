import type { JsonObject } from '@railyard/core/rail';

/** What a call is answered with: a response, or the fault that the network has. */
export type Reply = () => Response | Promise<Response>;

/** What Stripe says in sentences, which nobody may be told. */
export const CANARY = 'CANARY of spt_CANARY for sk_test_CANARY';

const METADATA = {
  railyard_attempt: 'attempt_1',
  railyard_tenant: 'tenant_1',
  railyard_cart: 'cart_1',
  railyard_order: 'order_1',
};

/** A PaymentIntent of ours in this state. */
export function intent(status: string, change: JsonObject = {}): JsonObject {
  return {
    id: 'pi_1',
    object: 'payment_intent',
    amount: 4_999,
    amount_received: status === 'succeeded' ? 4_999 : 0,
    cancellation_reason: null,
    client_secret: `pi_1_secret_${CANARY}`,
    created: 1_900_000_000,
    currency: 'usd',
    last_payment_error: null,
    livemode: false,
    metadata: METADATA,
    status,
    ...change,
  };
}

/** The same, after a card was declined. */
export function declinedIntent(error: JsonObject = {}, change: JsonObject = {}): JsonObject {
  const last_payment_error = { type: 'card_error', code: 'card_declined', message: CANARY, ...error };
  return intent('requires_payment_method', { last_payment_error, ...change });
}

/** An intent that was closed because no person is there. */
export const closed = intent('canceled', { cancellation_reason: 'abandoned' });

export function refundObject(status: string, change: JsonObject = {}): JsonObject {
  return {
    id: 're_1',
    object: 'refund',
    amount: 4_999,
    currency: 'usd',
    payment_intent: 'pi_1',
    metadata: { railyard_refund: 'refund_1' },
    status,
    ...change,
  };
}

export function list(data: readonly JsonObject[], change: JsonObject = {}): JsonObject {
  return { object: 'list', data, has_more: false, url: '/v1/refunds', ...change };
}

export function search(...data: readonly JsonObject[]): JsonObject {
  return { object: 'search_result', data, has_more: false, url: '/v1/payment_intents/search' };
}

/** An answer with this body. */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return () => Response.json(body, { status, headers: { 'request-id': 'req_1', ...headers } });
}

/** An error in Stripe's form. */
export function failure(
  status: number,
  error: JsonObject = { type: 'invalid_request_error' },
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return json({ error: { message: CANARY, doc_url: CANARY, ...error } }, status, headers);
}

/** Any other text. */
export function text(body: string, status = 200): Reply {
  return () => new Response(body, { status, headers: { 'content-type': 'text/html' } });
}

/** A connection that breaks before an answer. */
export const broken: Reply = () => Promise.reject(new TypeError(`fetch failed: ${CANARY}`));

/** The same, by the words of a socket. */
export const reset: Reply = () =>
  Promise.reject(Object.assign(new Error(`read ECONNRESET ${CANARY}`), { code: 'ECONNRESET' }));

/** An answer whose connection breaks in the middle. */
export function cut(body: JsonObject): Reply {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(bytes.subarray(0, 90));
      controller.error(new TypeError('terminated'));
    },
  });
  return () => new Response(stream);
}
