import { createRoute, z } from '@hono/zod-openapi';
import { API_KEY_SCHEME } from '../../../http/document.ts';
import { railRequestOf } from '../../../http/rail-request.ts';
import { idempotencyHeaders, jsonBody, problem, responses } from '../../../http/responses.ts';
import { type App, addRoute } from '../../../http/route.ts';
import { checkOut, checkoutInput, paidOutput } from '../checkout.ts';
import { handoffOutput } from '../handoff-shape.ts';
import { cartParams } from '../ids.ts';
import { answerPayment } from './answer-payment.ts';
import { callingOf, type HttpSurface } from './surface.ts';

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
  responses: responses(
    200,
    'The order; at a seller who sells on their own site alone, a hand-off.',
    z.union([paidOutput, handoffOutput]),
    {
      402: {
        description: 'How to pay. The headers hold each rail’s challenge.',
        content: { 'application/problem+json': { schema: problem } },
      },
    },
  ),
});

/** Paying for a cart. */
export function addCheckout(app: App, surface: HttpSurface): void {
  const { guards, paymentInfo } = surface;

  addRoute(app, { ...checkoutRoute, ...paymentInfo(null), guards: guards.pay }, (c, { params, body }) => {
    const [quote, bearer] = [c.get('quote'), c.get('bearer')];
    const request = railRequestOf(c, quote?.version ?? null);
    return answerPayment(surface, c, { ...params, ...body, bearer }, (buying) =>
      checkOut(surface, callingOf(c), { ...params, buying, request, quote, bearer }),
    );
  });
}
