import { z } from '@hono/zod-openapi';
import { RailError } from '@railyard/core';
import type { MerchantOrderView } from '../../../../merchants/merchant.ts';
import { line } from '../../../../text.ts';
import { READS, told } from '../../../../tools/result.ts';
import { askAt, linkedMerchant } from '../../surface.ts';
import { byMerchant, merchant } from '../inputs.ts';
import { tool } from '../tool.ts';

export const trackOrderTool = tool({
  name: 'buy_track_order',
  title: 'Track an order',
  description:
    'Tells how an order is doing, as its merchant says: confirming, confirmed, on_its_way, delivered, canceled or failed.',
  input: z.strictObject({
    merchant,
    order_id: line(200).describe('The merchant’s id of it, from buy_checkout.'),
  }),
  annotations: { ...READS, openWorldHint: true },
  scope: 'checkout:read',
  async run(surface, shopper, input) {
    const at = await linkedMerchant(surface, shopper, input.merchant);
    const found = await askAt(surface, shopper, at, (counter, call) => counter.order(input.order_id, call));
    if (!found)
      throw new RailError('not_found', 'The merchant has no such order for this account.', {
        details: { missing: 'order' },
      });
    const order = shaped(at.slug, found);
    return told(`The order ${order.order_id} at ${at.name} is ${order.state}.`, order);
  },
});

export const orderHistoryTool = tool({
  name: 'buy_order_history',
  title: 'List orders',
  description: 'Lists the latest orders of the linked account at a merchant, the newest first.',
  input: byMerchant,
  annotations: { ...READS, openWorldHint: true },
  scope: 'checkout:read',
  async run(surface, shopper, input) {
    const at = await linkedMerchant(surface, shopper, input.merchant);
    const found = await askAt(surface, shopper, at, (counter, call) => counter.orders(call));
    const orders = found.map((order) => shaped(at.slug, order));
    return told(`${orders.length} orders at ${at.name}.`, { merchant: at.slug, orders });
  },
});

function shaped(
  slug: string,
  { reference, state, total, lines, deliverFrom, deliverTo, placedAt }: MerchantOrderView,
) {
  return {
    merchant: slug,
    order_id: reference,
    state,
    total_cents: total.amount,
    currency: total.currency,
    items: lines.map(({ product, name, quantity, unitAmount }) => ({
      product_id: product,
      title: name,
      quantity,
      unit_price_cents: unitAmount,
    })),
    delivery_from: deliverFrom,
    delivery_to: deliverTo,
    placed_at: placedAt,
  };
}
