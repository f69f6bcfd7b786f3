import { z } from '@hono/zod-openapi';
import { line } from '../../text.ts';

/** An ObjectId, which is what products are called here. */
export const OBJECT_ID = /^[0-9a-f]{24}$/;

export const productId = z
  .string()
  .regex(OBJECT_ID, 'Send the productId of a product from catalog_search: 24 hex digits.')
  .describe('Product ID (24 hex digits) from catalog_search');

export const cartId = line(254).describe(
  'A name that stays the same over all calls: the customer’s email, or guest- and something of your own',
);

const SAGA = /^saga_([A-Za-z0-9]{1,64})$/;

export const sagaId = z
  .string()
  .regex(SAGA, 'Send the sagaId from checkout_start.')
  .describe('Checkout saga ID from checkout_start');

export const userId = line(200).describe('The user whom the auth_token is of');

/** A saga is the checkout of one cart, and named after it. */
export function sagaOf(cart: string): string {
  return cart.replace(/^cart_/, 'saga_');
}

/** What every tool takes. */
export const commonInput = {
  tenant_id: z
    .string()
    .min(1)
    .max(100)
    .describe('Tenant ID (pass the same tenant_id used in checkout_start)'),
  auth_token: z
    .string()
    .max(8_000)
    .optional()
    .describe(
      'JWT of the user, from the tenant’s sign-in. Leave it out where Authorization: Bearer of the request has it.',
    ),
};
