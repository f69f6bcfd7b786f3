import { createRoute, z } from '@hono/zod-openapi';
import type { Store } from '@railyard/core';
import type { Claims, Links } from '@railyard/rail-handoff';
import type { Context } from 'hono';
import type { Environment } from './http/environment.ts';
import { respondText } from './http/respond.ts';
import { type App, addRoute } from './http/route.ts';
import { respondPage } from './pay/answers.ts';
import { html } from './pay/html.ts';
import { CROSS } from './pay/icons.ts';
import { notice } from './pay/notice.ts';
import { countClick } from './referrals/clicks.ts';
import { isUnasked } from './referrals/unasked.ts';
import type { Sellers } from './sellers.ts';

/** What the tracked links of hand-offs are followed with. */
export interface ReferralPorts {
  readonly links: Pick<Links, 'follow'>;
  readonly sellers: Pick<Sellers, 'find'>;
  readonly store: Store;
  readonly now: () => number;
  /** Told when a click could not be counted; whoever clicked goes on all the same. */
  readonly report: (error: unknown) => void;
}

const goRoute = createRoute({
  method: 'get',
  path: '/go/{token}',
  tags: ['hand-off'],
  summary: "A tracked link of a hand-off: on to the product, or the storefront, on the seller's own site",
  request: { params: z.object({ token: z.string() }) },
  responses: {
    303: { description: "The seller's own site.", headers: z.object({ location: z.url() }) },
    404: { description: 'No link of ours.', content: { 'text/html': { schema: z.string() } } },
  },
});

/** No cache may answer in our place, and the seller does not learn the token. */
const HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

/** Says nothing of what was asked. */
const UNKNOWN = notice({
  icon: CROSS,
  heading: 'This link leads nowhere',
  text: html`It is incomplete, or the shop it led to is no longer here. Ask for a new one where you got it.`,
});

/** `/go/{token}`: follows the links that hand-offs have, and counts who clicks without knowing them. */
export function addReferrals(app: App, ports: ReferralPorts): void {
  addRoute(app, goRoute, async (c, { params: { token } }) => {
    const now = ports.now();
    const followed = await ports.links.follow(token, now);
    if (followed.to === 'nowhere') return respondPage(c, UNKNOWN, 404);
    if (isClick(c) && now < followed.claims.expiresAt) await count(ports, followed.claims);
    return respondText(c, '', { status: 303, headers: { ...HEADERS, location: followed.url } });
  });
}

function isClick(c: Context<Environment>): boolean {
  return c.req.method === 'GET' && !isUnasked(c.env.headers);
}

async function count({ sellers, store, report }: ReferralPorts, claims: Claims): Promise<void> {
  try {
    const seller = await sellers.find(claims.seller);
    if (seller) await countClick(store, seller.tenant, claims);
  } catch (error) {
    report(error);
  }
}
