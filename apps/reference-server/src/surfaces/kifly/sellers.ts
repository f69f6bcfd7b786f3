import { z } from '@hono/zod-openapi';
import { coverageOutput, shapeCoverage } from '../../coverage.ts';
import { sellerOutput, shapeSeller } from './seller-shape.ts';
import { type Calling, ownSeller, type Surface } from './surface.ts';

export const sellerPageOutput = sellerOutput
  .extend({ currency: z.string(), delivery_coverage: coverageOutput, delivery_fee_cents: z.int() })
  .openapi('SellerPage');

/** Reads a seller of the caller's tenant. */
export async function readSeller(
  surface: Surface,
  { caller }: Calling,
  handle: string,
): Promise<z.output<typeof sellerPageOutput>> {
  const seller = await ownSeller(surface, caller, handle);
  const { currency, coverage, deliveryFee } = seller;
  return {
    ...shapeSeller(seller),
    currency,
    delivery_coverage: shapeCoverage(coverage),
    delivery_fee_cents: deliveryFee,
  };
}
