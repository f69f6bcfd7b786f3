import { createRoute } from '@hono/zod-openapi';
import { API_KEY_SCHEME } from '../../../http/document.ts';
import { listQuery } from '../../../http/query.ts';
import { respondJson } from '../../../http/respond.ts';
import { responses } from '../../../http/responses.ts';
import { type App, addRoute } from '../../../http/route.ts';
import { checkQuery } from '../../../http/validation.ts';
import { searchInput, searchOutput, searchProducts } from '../products.ts';
import { callingOf, type HttpSurface } from './surface.ts';

const searchRoute = createRoute({
  method: 'get',
  path: '/api/agent/products',
  tags: ['cart'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Search products',
  description:
    'The best first; without q all of them. `kifly:variantId` is the variant_id that a cart takes, and `kifly:seller` ' +
    'the handle of its seller.',
  request: { query: searchInput },
  responses: responses(200, 'What was found.', searchOutput),
});

/** Finding what is sold. */
export function addProducts(app: App, surface: HttpSurface): void {
  addRoute(app, { ...searchRoute, guards: surface.guards.read }, async (c) =>
    respondJson(c, await searchProducts(surface, callingOf(c), checkQuery(searchInput, listQuery(c)))),
  );
}
