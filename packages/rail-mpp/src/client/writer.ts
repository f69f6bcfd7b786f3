import Stripe from 'stripe';

// The version that these calls are written for. Those that take a token name another.
const VERSION = '2026-10-28.endive';

/** A request as stripe-node writes it, but for its key. */
export interface Written {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Calls a method of stripe-node, with these options among its own. */
export type Call = (stripe: Stripe, options: Stripe.RequestOptions) => Promise<unknown>;

/** Sends nothing: stripe-node takes some failures for success, sends others again, and knows one `fetch` only. */
const nowhere: Stripe.HttpClient = {
  getClientName: () => 'fetch',
  makeRequest: async () => ({
    getStatusCode: () => 200,
    getHeaders: () => ({}),
    getRawResponse: () => ({}),
    toStream: () => ({}),
    toJSON: async () => ({}),
  }),
};

// One for all: to make one costs more than all else.
const stripe = new Stripe('', {
  authenticator: async () => {},
  apiVersion: VERSION,
  httpClient: nowhere,
  maxNetworkRetries: 0,
  telemetry: false,
});

/** Has stripe-node write a request for an account; null when it cannot. */
export async function written(call: Call, account: string | null): Promise<Written | null> {
  const requests: Written[] = [];
  const options: Stripe.RequestOptions = {
    // It is shown the finished request, to sign it.
    authenticator: async ({ method, path, headers, body }) => {
      const texts = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
      requests.push({ method, path, headers: Object.fromEntries(texts), body: body || null });
    },
    ...(account !== null && { stripeAccount: account }),
  };
  await call(stripe, options).catch(() => {});
  return requests[0] ?? null;
}
