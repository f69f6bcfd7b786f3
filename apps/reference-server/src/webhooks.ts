import { createRoute, z } from '@hono/zod-openapi';
import { type Checkout, RailError } from '@railyard/core';
import { ring } from '@railyard/core/operator';
import { bodyUpTo } from './http/body.ts';
import { railRequestOf } from './http/rail-request.ts';
import { respondJson } from './http/respond.ts';
import { openProblems } from './http/responses.ts';
import { type App, addRoute } from './http/route.ts';
import type { Rails } from './rails.ts';

const webhookRoute = createRoute({
  method: 'post',
  path: '/webhooks/{rail}/{account}',
  tags: ['operation'],
  summary: 'A provider rings: the payment that it rang about is looked up',
  request: { params: z.object({ rail: z.string(), account: z.string() }) },
  responses: {
    200: {
      description: 'Heard.',
      content: { 'application/json': { schema: z.object({ received: z.literal(true) }) } },
    },
    ...openProblems,
  },
});

/** Bytes. A dispute comes with all that its buyer has written. */
const LONGEST = 1024 * 1024;

/** The webhooks of every rail, each signed by its provider. What is none of ours is taken and passed over. */
export function addWebhooks(app: App, checkout: Checkout, mountAt: Rails['at']): void {
  const { limit, read } = bodyUpTo(LONGEST);
  const guards = [limit, read];
  addRoute(app, { ...webhookRoute, guards }, async (c, { params: { rail, account } }) => {
    const mount = await mountAt(rail, account);
    if (!mount) throw new RailError('not_found', 'There is no such account on a rail here.');
    await ring(checkout, mount, railRequestOf(c));
    return respondJson(c, { received: true });
  });
}
