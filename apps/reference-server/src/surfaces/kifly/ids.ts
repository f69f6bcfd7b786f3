import { z } from '@hono/zod-openapi';
import { text } from '../../text.ts';

const cartId = z
  .string()
  .regex(/^cart_[A-Za-z0-9]{1,64}$/)
  .openapi({ example: 'cart_4kPx0Zr8TqYw2Lm6Nv1BcD' });
const itemId = z
  .string()
  .regex(/^item_[A-Za-z0-9]{1,64}$/)
  .openapi({ example: 'item_9f86d081884c7d65' });
/** An order's id, or that of a page on which it is paid, whatever its provider's ids look like. */
const orderId = z
  .string()
  .regex(/^[\w-]{1,255}$/)
  .openapi({ example: 'order_4kPx0Zr8TqYw2Lm6Nv1BcD_4' });

const approvalId = z
  .string()
  .regex(/^apr_[A-Za-z0-9_]{1,100}$/)
  .openapi({ example: 'apr_4kPx0Zr8TqYw2Lm6Nv1BcD_4' });

export const approvalParams = z.object({ approval_id: approvalId });
export const cartParams = z.object({ cart_id: cartId });
export const itemParams = z.object({ cart_id: cartId, item_id: itemId });
export const orderParams = z.object({ order_id: orderId });
export const referralParams = z.object({ referral_id: z.string().regex(/^ref_[\w-]{1,100}$/) });
export const sellerParams = z.object({ seller_handle: text(100) });
