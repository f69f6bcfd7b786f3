import { createRoute } from '@hono/zod-openapi';
import { API_KEY_SCHEME } from '../../../http/document.ts';
import { respondJson } from '../../../http/respond.ts';
import { responses } from '../../../http/responses.ts';
import { type App, addRoute } from '../../../http/route.ts';
import { sellerParams } from '../ids.ts';
import { readSeller, sellerPageOutput } from '../sellers.ts';
import { callingOf, type HttpSurface } from './surface.ts';

const readSellerRoute = createRoute({
  method: 'get',
  path: '/api/agent/sellers/{seller_handle}',
  tags: ['cart'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Read a seller',
  request: { params: sellerParams },
  responses: responses(200, 'The seller.', sellerPageOutput),
});

/** Reading sellers. */
export function addSellers(app: App, surface: HttpSurface): void {
  addRoute(app, { ...readSellerRoute, guards: surface.guards.read }, async (c, { params }) =>
    respondJson(c, await readSeller(surface, callingOf(c), params.seller_handle)),
  );
}
