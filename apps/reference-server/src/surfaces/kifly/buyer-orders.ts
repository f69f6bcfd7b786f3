import { z } from '@hono/zod-openapi';
import { toDecimal } from '@railyard/core';
import type { BuyerOrder } from '../../buyers/orders.ts';
import type { Shipment } from '../../shipments.ts';
import { buyerOf } from './buyer-token.ts';
import { tokenInput } from './buyers.ts';
import { operation } from './operation.ts';
import { shapeShipment, shipmentOutput, shipmentStatus } from './shipment-shape.ts';

const orderOutput = z
  .object({
    order_id: z.string(),
    cart_id: z.string(),
    seller_handle: z.string(),
    status: z.enum(shipmentStatus),
    amount_cents: z.int().describe('Minor units of the currency.'),
    amount_decimal: z.string().describe('The same in the currency itself.'),
    currency: z.string(),
    placed_at: z.iso.datetime(),
    items: z.array(z.object({ title: z.string(), quantity: z.int() })),
    ...shipmentOutput,
  })
  .openapi('BuyerOrder');

export const listOrders = operation({
  name: 'list_orders',
  title: 'List a buyer’s orders',
  description:
    'The orders of a buyer, the newest first: those that were checked out with a token of theirs. An order is listed some seconds after it was paid.',
  input: z
    .strictObject({
      buyer_token: tokenInput,
      limit: z.int().min(1).max(50).default(20).describe('The most orders to list.'),
      since: z
        .union([z.iso.datetime({ offset: true }), z.iso.date()], {
          error: 'Send a date or a time in ISO 8601: 2026-01-31, or 2026-01-31T12:00:00Z.',
        })
        .optional()
        .describe('The earliest time at which an order was placed, in ISO 8601.'),
    })
    .openapi('ListOrders'),
  output: z.object({ orders: z.array(orderOutput), count: z.int() }).openapi('BuyerOrders'),
  scope: 'checkout:read',
  async run(surface, calling, { buyer_token, limit, since }) {
    const { buyers, shipments } = surface;
    const buyer = await buyerOf(surface, calling, buyer_token);
    const placed = await buyers.ordersOf(buyer, {
      limit,
      since: since === undefined ? null : Date.parse(since),
    });
    const orders = await Promise.all(
      placed.map(async (order) => shapeOrder(order, await shipments.find(buyer.tenant, order.order))),
    );
    return { body: { orders, count: orders.length }, replayed: false };
  },
});

function shapeOrder(placed: BuyerOrder, shipment: Shipment | null): z.output<typeof orderOutput> {
  const { order, cart, seller, amount, currency, placedAt, items } = placed;
  return {
    order_id: order,
    cart_id: cart,
    seller_handle: seller,
    ...shapeShipment(shipment),
    amount_cents: amount,
    amount_decimal: toDecimal({ amount, currency }),
    currency,
    placed_at: new Date(placedAt).toISOString(),
    items: items.map((item) => ({ ...item })),
  };
}
