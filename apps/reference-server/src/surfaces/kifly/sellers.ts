import { createRoute, z } from '@hono/zod-openapi';
import { API_KEY_SCHEME } from '../../http/document.ts';
import { respondJson } from '../../http/respond.ts';
import { type App, addRoute } from '../../http/route.ts';
import { coverageOutput, shapeCoverage } from './coverage.ts';
import { sellerParams } from './ids.ts';
import { responses } from './responses.ts';
import { sellerOutput, shapeSeller } from './seller-shape.ts';
import { ownSeller, type Surface } from './surface.ts';

const sellerPageOutput = sellerOutput
  .extend({ currency: z.string(), delivery_coverage: coverageOutput, delivery_fee_cents: z.int() })
  .openapi('SellerPage');

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
export function addSellers(app: App, surface: Surface): void {
  addRoute(app, { ...readSellerRoute, guards: surface.guards.read }, async (c, { params }) => {
    const seller = await ownSeller(surface, c.get('caller'), params.seller_handle);
    const { currency, coverage, deliveryFee } = seller;
    const body: z.output<typeof sellerPageOutput> = {
      ...shapeSeller(seller),
      currency,
      delivery_coverage: shapeCoverage(coverage),
      delivery_fee_cents: deliveryFee,
    };
    return respondJson(c, body);
  });
}
