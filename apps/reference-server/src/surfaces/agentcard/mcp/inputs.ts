import { z } from '@hono/zod-openapi';
import { line } from '../../../text.ts';

export const merchant = line(100).describe(
  'Merchant slug, such as corner-market: buy_list_merchants lists them.',
);
export const product_id = line(200).describe('The id of a product from buy_search_products.');
const MOST = Number.MAX_SAFE_INTEGER;
export const quantity = z.int().min(0).max(MOST);
export const cents = z.int().min(0).max(99_999_999);

export const byMerchant = z.strictObject({ merchant });
