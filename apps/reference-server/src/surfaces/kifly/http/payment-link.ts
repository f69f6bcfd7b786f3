import { createRoute, z } from '@hono/zod-openapi';
import { API_KEY_SCHEME } from '../../../http/document.ts';
import { railRequestOf } from '../../../http/rail-request.ts';
import { idempotencyHeaders, jsonBody, responses } from '../../../http/responses.ts';
import { type App, addRoute } from '../../../http/route.ts';
import { paidOutput } from '../checkout.ts';
import { handoffOutput } from '../handoff-shape.ts';
import { linkInput, linkOutput, openPaymentPage } from '../payment-link.ts';
import { answerPayment } from './answer-payment.ts';
import { callingOf, type HttpSurface } from './surface.ts';

const linkRoute = createRoute({
  method: 'post',
  path: '/api/agent/payment-link',
  tags: ['checkout'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Get a page where the buyer pays for a cart',
  description:
    'Show the buyer the `payment_url`, and read the order with the `session_id` until it is paid. The same page is ' +
    'given again while it is open. At a seller who sells on their own site alone, `handoff` says where instead.',
  request: { headers: idempotencyHeaders, body: jsonBody(linkInput) },
  responses: responses(
    200,
    'The page, the order of a cart that is paid, or a hand-off.',
    z.union([handoffOutput, paidOutput, linkOutput]),
  ),
});

/** Pages where a person pays. */
export function addPaymentLink(app: App, surface: HttpSurface): void {
  addRoute(app, { ...linkRoute, guards: surface.guards.write }, (c, { body }) =>
    answerPayment(surface, c, body, (buying) =>
      openPaymentPage(surface, callingOf(c), { ...body, buying, request: railRequestOf(c) }),
    ),
  );
}
