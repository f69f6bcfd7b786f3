import { hash } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import {
  type ChallengeOutcome,
  isRailError,
  type MutationCall,
  type Outcome,
  type PayCall,
  RailError,
} from '@railyard/core';
import { answerTo } from '@railyard/core/http';
import { API_KEY_SCHEME } from '../../http/document.ts';
import { railRequestOf } from '../../http/rail-request.ts';
import { respond } from '../../http/respond.ts';
import { type App, addRoute } from '../../http/route.ts';
import { cartParams } from './ids.ts';
import { referralOf } from './page-choice.ts';
import { idempotencyHeaders, jsonBody, problem, responses } from './responses.ts';
import { mutationOf, type Surface, sellerOf } from './surface.ts';
import { dressed, inWordsOfThisSurface } from './words.ts';

const checkoutInput = z
  .strictObject({
    email: z.email().max(254).optional().openapi({ description: 'Where the receipt goes.' }),
  })
  .openapi('Checkout');

const paidOutput = z
  .looseObject({
    order_id: z.string(),
    payment_rail: z.string().openapi({ description: 'How it was paid.' }),
    status: z.string(),
    amount: z.int(),
    subtotal_cents: z.int(),
    delivery_fee_cents: z.int(),
    currency: z.string(),
    reference: z.string().openapi({ description: 'The provider’s id of the payment.' }),
  })
  .openapi('Paid');

const checkoutRoute = createRoute({
  method: 'post',
  path: '/api/agent/cart/{cart_id}/checkout',
  tags: ['checkout'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Pay for a cart, or learn how to',
  description:
    'Without a payment: 402, with one offer per rail. With one, under the same Idempotency-Key: the order. ' +
    'A 402 is only sent when it is certain that no money moved; while that is uncertain the answer is 503.',
  request: { params: cartParams, headers: idempotencyHeaders, body: jsonBody(checkoutInput) },
  responses: responses(200, 'The order.', paidOutput, {
    402: {
      description: 'How to pay. The headers hold each rail’s challenge.',
      content: { 'application/problem+json': { schema: problem } },
    },
  }),
});

/** Paying for a cart. */
export function addCheckout(app: App, surface: Surface): void {
  const { guards, baseUrl } = surface;

  addRoute(
    app,
    { ...checkoutRoute, ...surface.paymentInfo(null), guards: guards.pay },
    async (c, { params: { cart_id: cart }, body: { email } }) => {
      const call = mutationOf(c, 'cart.checkout', email === undefined ? {} : { email });
      const quote = c.get('quote');
      try {
        if (quote && quote.body !== hashOf(call.body)) throw changed();
        const outcome = await payOrRefer(surface, {
          ...call,
          cart,
          request: railRequestOf(c, quote?.version ?? null),
          resource: `${baseUrl}/api/agent/cart/${cart}/checkout`,
          email: email ?? null,
          bearer: c.get('bearer'),
        });
        if (outcome.type === 'challenge') keepQuote(surface, call, outcome);
        return respond(c, dressed(answerTo(outcome)));
      } catch (error) {
        if (!isRailError(error) || error.status === 500) throw error;
        surface.log(c, error);
        return respond(c, inWordsOfThisSurface(error, baseUrl));
      }
    },
  );
}

/** A seller who sells nothing here has no challenge: the buyer is sent on instead. */
async function payOrRefer(surface: Surface, call: PayCall): Promise<Outcome> {
  try {
    return await surface.checkout.pay(call);
  } catch (error) {
    if (!isRailError(error) || error.code !== 'rail_not_active') throw error;
    const cart = await surface.checkout.readCart(call, call.cart);
    const page = referralOf(surface.rails.of(await sellerOf(surface, cart)));
    if (page === null) throw error;
    return surface.checkout.pay({ ...call, page });
  }
}

/** A bare token has no terms of its own: it pays what its caller was quoted, for the same request. */
function keepQuote({ quotes }: Surface, call: MutationCall, outcome: ChallengeOutcome): void {
  const { tenant, principal, key, body } = call;
  if (key === null || !outcome.challenges.some(({ rail }) => rail === 'stripe-mpp')) return;
  const { cart, version } = outcome.purchase;
  quotes.keep(cart, key, { tenant, principal, version, body: hashOf(body) });
}

function hashOf(body: MutationCall['body']): string {
  return hash('sha256', JSON.stringify(body), 'base64url');
}

function changed(): RailError {
  return new RailError('idempotency_conflict', 'The Idempotency-Key was used for another request.', {
    nextAction: 'Use a new Idempotency-Key for a new request.',
  });
}
