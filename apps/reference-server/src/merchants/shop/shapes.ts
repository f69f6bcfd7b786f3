import { z } from 'zod';

const cents = z.int().nonnegative();
const currency = z.literal('usd');
const id = z.string().max(200);
const text = z.string().max(500);

export const product = z.object({
  id,
  name: z.string(),
  description: z.string(),
  price: cents,
  currency,
  available: z.boolean(),
});
export const products = z.object({ products: z.array(product) });

const line = z.object({ product_id: id, name: z.string(), quantity: z.int(), unit_price: cents });
export const cart = z.object({ id, items: z.array(line), fee: cents, total: cents, currency });

export const slots = z.object({
  delivery_times: z.array(z.object({ id, from: text, to: text })),
});

export const order = z.object({
  id,
  client_key: id,
  state: z.enum(['confirming', 'confirmed', 'on_its_way', 'delivered', 'canceled', 'failed']),
  items: z.array(line),
  delivery: z.object({ from: text, to: text }),
  total: cents,
  currency,
  placed_at: text,
});
export const orders = z.object({ orders: z.array(order) });
export const keyed = orders.extend({ client_key: id, certain: z.boolean() });

export const link = z.object({ id });
export const opened = z.object({
  customer: z.object({ id, email: text }),
  customer_token: text,
});

export type ShopOrder = z.output<typeof order>;
export type ShopLine = z.output<typeof line>;
