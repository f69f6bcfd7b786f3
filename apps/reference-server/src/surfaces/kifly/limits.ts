import { createRoute, z } from '@hono/zod-openapi';
import { toDecimal } from '@railyard/core';
import { API_KEY_SCHEME } from '../../http/document.ts';
import { respondJson } from '../../http/respond.ts';
import { type App, addRoute } from '../../http/route.ts';
import { responses } from './responses.ts';
import type { Surface } from './surface.ts';

const limitsOutput = z
  .object({
    max_item_quantity: z.int().openapi({ description: 'The most of one item in a cart.' }),
    max_cart_total_cents: z
      .int()
      .openapi({ description: 'The largest total of a cart in US cents, itself allowed.' }),
    max_cart_total_usd: z.string().openapi({ description: 'The same in dollars.', example: '2000.00' }),
    max_cart_total: z
      .record(z.string(), z.int())
      .openapi({ description: 'The same for every currency taken.' }),
  })
  .openapi('Limits');

const readLimitsRoute = createRoute({
  method: 'get',
  path: '/api/agent/limits',
  tags: ['checkout'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Read the limits of the platform',
  description: 'The operator may change them at any time.',
  responses: responses(200, 'The limits.', limitsOutput),
});

/** Reading the platform's caps. */
export function addLimits(app: App, surface: Surface): void {
  addRoute(app, { ...readLimitsRoute, guards: surface.guards.read }, async (c) => {
    const { maxItemQuantity, maxCartTotal } = await surface.limits();
    const usd = maxCartTotal.usd ?? 0;
    const body: z.output<typeof limitsOutput> = {
      max_item_quantity: maxItemQuantity,
      max_cart_total_cents: usd,
      max_cart_total_usd: toDecimal({ amount: usd, currency: 'usd' }),
      max_cart_total: { ...maxCartTotal },
    };
    return respondJson(c, body);
  });
}
