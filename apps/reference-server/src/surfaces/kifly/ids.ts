import { z } from '@hono/zod-openapi';

const cartId = z
  .string()
  .regex(/^cart_[A-Za-z0-9]{1,64}$/)
  .openapi({ example: 'cart_4kPx0Zr8TqYw2Lm6Nv1BcD' });
const itemId = z
  .string()
  .regex(/^item_[A-Za-z0-9]{1,64}$/)
  .openapi({ example: 'item_9f86d081884c7d65' });
const orderId = z
  .string()
  .regex(/^order_[A-Za-z0-9]{1,64}_\d{1,9}$/)
  .openapi({ example: 'order_4kPx0Zr8TqYw2Lm6Nv1BcD_4' });

export const cartParams = z.object({ cart_id: cartId });
export const itemParams = z.object({ cart_id: cartId, item_id: itemId });
export const orderParams = z.object({ order_id: orderId });
