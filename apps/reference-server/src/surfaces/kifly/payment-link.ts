import { createRoute, z } from '@hono/zod-openapi';
import { isRailError, type Outcome } from '@railyard/core';
import { openChooser } from '@railyard/core/chooser';
import { answerTo } from '@railyard/core/http';
import type { Context } from 'hono';
import { API_KEY_SCHEME } from '../../http/document.ts';
import type { Environment } from '../../http/environment.ts';
import { railRequestOf } from '../../http/rail-request.ts';
import { respond } from '../../http/respond.ts';
import { type App, addRoute } from '../../http/route.ts';
import { CHOOSER_METHODS, CHOOSER_RAIL, choosePage } from './page-choice.ts';
import { idempotencyHeaders, jsonBody, responses } from './responses.ts';
import { mutationOf, ownerOf, type Surface, sellerOf } from './surface.ts';
import { dressed, inWordsOfThisSurface } from './words.ts';

const linkInput = z
  .strictObject({
    cart_id: z.string().min(1).max(100),
    email: z.email().max(254).optional().openapi({ description: 'Fills in the e-mail on the page.' }),
    payment_rail: z.string().min(1).max(100).optional().openapi({
      description: 'The rail whose page you want. Left out: the one that the seller prefers.',
      example: 'stripe-checkout',
    }),
  })
  .openapi('PaymentLink');

const linkOutput = z
  .looseObject({
    payment_rail: z.string(),
    status: z.string(),
    session_id: z.string().optional().openapi({ description: 'Ask for the order with it.' }),
    payment_url: z.string().optional().openapi({ description: 'Where the buyer pays.' }),
    methods: z.array(z.string()).optional(),
    amount: z.int(),
    subtotal_cents: z.int(),
    delivery_fee_cents: z.int(),
    currency: z.string(),
    buyer_token_status: z.enum(['resolved', 'invalid', 'none']).optional(),
  })
  .openapi('PaymentPage');

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
  responses: responses(200, 'The page, or the order of a cart that is paid.', linkOutput),
});

/** Pages where a person pays. */
export function addPaymentLink(app: App, surface: Surface): void {
  addRoute(app, { ...linkRoute, guards: surface.guards.write }, async (c, { body }) => {
    try {
      return respond(c, dressed(answerTo(await pageFor(surface, c, body))));
    } catch (error) {
      if (!isRailError(error) || error.status === 500) throw error;
      surface.log(c, error);
      return respond(c, inWordsOfThisSurface(error, surface.baseUrl));
    }
  });
}

async function pageFor(
  surface: Surface,
  c: Context<Environment>,
  { cart_id: cart, email, payment_rail }: z.output<typeof linkInput>,
): Promise<Outcome> {
  const { checkout, baseUrl } = surface;
  const seller = await sellerOf(surface, await checkout.readCart(ownerOf(c), cart));
  const choice = choosePage(surface.rails.of(seller), payment_rail);
  const body = { ...(email !== undefined && { email }), ...(payment_rail !== undefined && { payment_rail }) };
  const call = {
    ...mutationOf(c, 'cart.payment_link', body),
    cart,
    request: railRequestOf(c),
    resource: `${baseUrl}/api/agent/cart/${cart}/checkout`,
    email: email ?? null,
  };
  return choice.type === 'page'
    ? checkout.pay({ ...call, page: choice.rail })
    : openChooser(checkout, {
        ...call,
        rail: CHOOSER_RAIL,
        methods: CHOOSER_METHODS,
        url: (id) => `${baseUrl}/pay/${id}`,
      });
}
