import { createRoute, z } from '@hono/zod-openapi';
import { type Checkout, type Mode, RailError } from '@railyard/core';
import { readPayment } from '@railyard/core/operator';
import type { AuthorizeContext } from '@railyard/rail-card';
import { bodyUpTo } from './http/body.ts';
import { railRequestOf } from './http/rail-request.ts';
import { respondJson } from './http/respond.ts';
import { openProblems } from './http/responses.ts';
import { type App, addRoute } from './http/route.ts';
import type { Merchants } from './merchants.ts';

const authorizationRoute = createRoute({
  method: 'post',
  path: '/webhooks/{rail}/{account}/authorize',
  tags: ['operation'],
  summary: 'A provider asks in real time whether a card of ours may pay',
  request: { params: z.object({ rail: z.string(), account: z.string() }) },
  responses: {
    200: {
      description: 'Whether it may, by the records and by what the card has paid before.',
      content: { 'application/json': { schema: z.object({ approved: z.boolean() }) } },
    },
    ...openProblems,
  },
});

/** Where the local Stripe, or that of the operator, asks about authorizations. */
export function authorizationUrl(baseUrl: string, rail: string, account: string): string {
  return `${baseUrl}/webhooks/${rail}/${account}/authorize`;
}

const LONGEST = 256 * 1024;

interface Deciding {
  readonly checkout: Checkout;
  readonly merchants: Merchants;
  readonly mode: Mode;
  readonly now: () => number;
  /** The way to the provider. */
  readonly fetch: typeof fetch;
}

/** Answers for the cards that buy. A card of somebody else's is declined: nobody here knows what it is for. */
export function addAuthorizations(app: App, { checkout, merchants, mode, now, fetch: send }: Deciding): void {
  const payment: AuthorizeContext['payment'] = (event) => readPayment(checkout, event);
  const deciding: AuthorizeContext = { mode, now, fetch: send, payment };
  const { limit, read } = bodyUpTo(LONGEST);
  addRoute(
    app,
    { ...authorizationRoute, guards: [limit, read] },
    async (c, { params: { rail, account } }) => {
      if (!merchants.at(rail, account))
        throw new RailError('not_found', 'There is no such account on a rail here.');
      const answer = await merchants.mount.rail.authorize(railRequestOf(c), deciding);
      return answer
        ? respondJson(c, answer.body, { headers: answer.headers })
        : respondJson(c, { approved: false });
    },
  );
}
