import { z } from 'zod';

const cents = z.int().nonnegative();
const currency = z.literal('usd');

export const product = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  price: cents,
  currency,
  available: z.boolean(),
});
export const products = z.object({ products: z.array(product) });

const line = z.object({ product_id: z.string(), name: z.string(), quantity: z.int(), unit_price: cents });
export const cart = z.object({ id: z.string(), items: z.array(line), fee: cents, total: cents, currency });

export const slots = z.object({
  delivery_times: z.array(z.object({ id: z.string(), from: z.string(), to: z.string() })),
});

export const order = z.object({
  id: z.string(),
  client_key: z.string(),
  state: z.enum(['confirming', 'confirmed', 'on_its_way', 'delivered', 'canceled', 'failed']),
  items: z.array(line),
  delivery: z.object({ from: z.string(), to: z.string() }),
  total: cents,
  currency,
  placed_at: z.string(),
});
export const orders = z.object({ orders: z.array(order) });
export const keyed = orders.extend({ client_key: z.string(), certain: z.boolean() });

export const link = z.object({ id: z.string() });
export const opened = z.object({
  customer: z.object({ id: z.string(), email: z.string() }),
  customer_token: z.string(),
});

export type ShopOrder = z.output<typeof order>;
export type ShopLine = z.output<typeof line>;
