import { respondText } from './respond.ts';
import type { App } from './route.ts';

/** What not every server has. */
export interface Offered {
  readonly paidPages: readonly string[];
  /** Whether people can let agents in. */
  readonly hasOauth: boolean;
}

/** `/llms.txt`: what a language model has to know to buy here, in plain words. */
export function addGuide(app: App, baseUrl: string, offered: Offered): void {
  const text = guideOf(baseUrl, offered);
  app.get('/llms.txt', (c) => {
    c.env.route = '/llms.txt';
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=300' };
    return respondText(c, text, { status: 200, headers });
  });
}

function guideOf(baseUrl: string, { paidPages, hasOauth }: Offered): string {
  const letIn = hasOauth ? ', or without one: the 401 says how a person lets you in' : '';
  const lines = [
    '# Railyard reference server',
    '',
    'Carts and checkout for agents. A payment is taken exactly once, on whichever rail you pay.',
    '',
    '## How to buy',
    '',
    `1. POST ${baseUrl}/api/agent/cart makes a cart at a seller; POST …/items puts something in it; PUT …/shipping-address says where it goes.`,
    '2. POST …/checkout without a payment is answered 402 with every way to pay: `offers` in the body, one challenge for each protocol in the headers.',
    '3. Send the same request once more with a payment. The answer is the order.',
    '',
    `A person can pay instead: POST ${baseUrl}/api/agent/payment-link with the cart_id (and their email, if they gave it), and show them the payment_url. Then GET …/orders/{session_id} every 5 seconds: paid is the order (later shipped, with carrier and tracking_number, and delivered), unpaid and action_required mean that they have not paid yet, refund_due and refunded that the money goes back. Stop at expires_at, and ask for a new link. GET ${baseUrl}/api/agent/rails lists the rails; name one as payment_rail to have its page.`,
    '',
    'At a seller with kifly_purchasable false the answer is a hand-off: relay its links and its disclaimer, word for word; nothing is bought here.',
    '',
    `Nobody needs an account to buy. Who wants their name, address and orders kept tells you their e-mail: POST ${baseUrl}/api/agent/buyers, ask them for the six-digit code in their mail, POST …/buyers/verify, and keep the buyer_token. Send it as buyer_token beside a checkout, and as X-Buyer-Token to GET ${baseUrl}/api/agent/buyer and …/buyer/orders. Ask buyers for their e-mail and the code in plain words, never for a token.`,
    '',
    'Send an API key with every request (`Authorization: Bearer kfa_…` or `X-API-Key`); a payment by card may stand beside it in `Payment-Authorization`, or in its place. Send an `Idempotency-Key` with every one that changes something. Use the same key on every retry of one purchase, also when an answer was lost: then nothing is paid twice.',
    '',
    '## What the answers mean',
    '',
    '- 402: no money has moved. Pay with one of the offers.',
    '- 503 `payment_unresolved`: it is not certain yet. Do not pay again; ask again with the same key after `retry_after_seconds`.',
    '- 429 `rate_limited`: nothing was done. Send the same request again, with the same key, after `retry_after_seconds`.',
    '- Every error is a JSON problem with a stable `error` and, where you can do something, `next_action`.',
    '',
    ...(paidPages.length > 0
      ? ['## Paid pages, without an API key', '', ...paidPages.map((path) => `- GET ${baseUrl}${path}`), '']
      : []),
    '## More',
    '',
    `- The same as tools, over MCP: ${baseUrl}/mcp, with the same API key${letIn}`,
    `- The whole API: ${baseUrl}/openapi.json, and for people ${baseUrl}/reference`,
    '',
  ];
  return lines.join('\n');
}
