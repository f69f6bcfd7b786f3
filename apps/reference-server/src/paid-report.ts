import { createRoute, z } from '@hono/zod-openapi';
import { type Checkout, money, toDecimal } from '@railyard/core';
import { guard } from '@railyard/core/http';
import { DEMO_TENANT, PRAIRIE } from './demo-shop.ts';
import type { PaymentInfo } from './http/document.ts';
import { openProblems, problem } from './http/responses.ts';
import { type App, addRoute } from './http/route.ts';

const PRICE = money(75, 'usd');
const PATH = '/demo/weather';

const weatherOutput = z
  .object({ place: z.string(), celsius: z.number(), wind_kmh: z.number(), camp_stoves: z.string() })
  .openapi('Weather');

const weatherRoute = createRoute({
  method: 'get',
  path: PATH,
  tags: ['demo'],
  summary: 'One weather report, for $0.75 and without an API key',
  description:
    'A page behind the rails: the payment is all that it asks for. The same payment gets the same report.',
  responses: {
    200: { description: 'The report.', content: { 'application/json': { schema: weatherOutput } } },
    402: { description: 'How to pay.', content: { 'application/problem+json': { schema: problem } } },
    ...openProblems,
  },
});

/** The demo's page behind a guard, sold by the demo's first seller; its path, and what it costs. */
export function addPaidReport(
  app: App,
  checkout: Checkout,
  info: PaymentInfo,
): { readonly path: string; readonly price: string } {
  const sell = guard({
    checkout,
    tenant: DEMO_TENANT,
    seller: PRAIRIE,
    sale: () => ({ title: 'One weather report', price: PRICE }),
  });
  const route = { ...weatherRoute, ...info(PRICE) };
  addRoute(app, route, async (c) => {
    const response = await sell(c.req.raw, () =>
      Response.json({ place: 'Lincoln, NE', celsius: 18, wind_kmh: 9, camp_stoves: 'They burn well today.' }),
    );
    const headers = new Headers(response.headers);
    headers.set('x-request-id', c.env.requestId);
    return new Response(response.body, { status: response.status, headers });
  });
  return { path: PATH, price: `${toDecimal(PRICE)} ${PRICE.currency}` };
}
