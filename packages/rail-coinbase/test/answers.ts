import type { JsonObject } from '@railyard/core/rail';

/** What a call is answered with: a response, or the fault that the network has. */
export type Reply = () => Response | Promise<Response>;

/** What Coinbase says in sentences, which nobody may be told. */
export const CANARY = 'CANARY of a request';

export const ID = '68f7a946db0529ea9b6d3a12';

export const METADATA: JsonObject = {
  railyard_key: 'key_1',
  railyard_attempt: 'attempt_1',
  railyard_tenant: 'tenant_1',
  railyard_cart: 'cart_1',
  railyard_order: 'order_1_of_cart_1',
};

/** A checkout of ours in this state. */
export function checkout(status: string, change: JsonObject = {}): JsonObject {
  return {
    id: ID,
    url: 'https://payments.coinbase.com/payment-links/pl_1',
    amount: '49.99',
    currency: 'USDC',
    network: 'base',
    address: '0x742d35Cc6634C0532925a3b844Bc454e4438f44e',
    status,
    expiresAt: '2030-03-17T18:46:40.000Z',
    metadata: METADATA,
    createdAt: '2030-03-17T17:46:40.000Z',
    updatedAt: '2030-03-17T17:46:40.000Z',
    x402_url: 'https://payments.coinbase.com/x402/pl_1',
    ...change,
  };
}

/** One that is complete, with the fees that Coinbase took. */
export function completed(settlement: JsonObject = {}, change: JsonObject = {}): JsonObject {
  return checkout('COMPLETED', {
    settlement: {
      totalAmount: '49.99',
      feeAmount: '0.50',
      netAmount: '49.49',
      currency: 'USDC',
      ...settlement,
    },
    transactionHash: `0x${'ab'.repeat(32)}`,
    ...change,
  });
}

export const REASON = 'requested_by_customer (railyard_refund=refund_1 railyard_key=key_2)';

export function refundObject(status: string, change: JsonObject = {}): JsonObject {
  return {
    id: 'ref_1',
    checkoutId: ID,
    amount: '49.99',
    currency: 'USDC',
    status,
    reason: REASON,
    ...change,
  };
}

export function list(checkouts: readonly JsonObject[], nextPageToken?: string): JsonObject {
  return { checkouts, ...(nextPageToken !== undefined && { nextPageToken }) };
}

/** An answer with this body. */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return () => Response.json(body, { status, headers });
}

/** An error in Coinbase's form. */
export function failure(
  status: number,
  errorType = 'invalid_request',
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return json({ errorType, errorMessage: CANARY, correlationId: CANARY }, status, headers);
}

/** Any other text. */
export function text(body: string, status = 200): Reply {
  return () => new Response(body, { status, headers: { 'content-type': 'text/html' } });
}

/** A connection that breaks before an answer. */
export const broken: Reply = () => Promise.reject(new TypeError(`fetch failed: ${CANARY}`));

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
