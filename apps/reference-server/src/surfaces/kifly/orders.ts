import { createRoute, z } from '@hono/zod-openapi';
import { type OrderView, readOrder } from '@railyard/core/order';
import { API_KEY_SCHEME } from '../../http/document.ts';
import { respondJson } from '../../http/respond.ts';
import { type App, addRoute } from '../../http/route.ts';
import { orderParams } from './ids.ts';
import { responses } from './responses.ts';
import { ownerOf, type Surface } from './surface.ts';

const orderItem = z
  .object({
    variant_id: z.string(),
    title: z.string(),
    quantity: z.int(),
    unit_price_cents: z.int(),
    line_total_cents: z.int(),
  })
  .openapi('OrderItem');

/** An order as the API shows it. A rail adds its own members, such as `transaction`. */
const orderOutput = z
  .looseObject({
    order_id: z.string(),
    cart_id: z.string(),
    status: z.enum(['unpaid', 'action_required', 'pending', 'paid', 'referred', 'refund_due', 'refunded']),
    amount: z.int(),
    subtotal_cents: z.int(),
    delivery_fee_cents: z.int(),
    currency: z.string(),
    payment_rail: z.string().nullable(),
    reference: z.string().nullable(),
    paid_at: z.iso.datetime().nullable(),
    items: z.array(orderItem),
  })
  .openapi('Order');

const readOrderRoute = createRoute({
  method: 'get',
  path: '/api/agent/orders/{order_id}',
  tags: ['checkout'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Read an order, or where its payment stands',
  description:
    'The id exists from the first attempt to pay. While the payment is uncertain its provider is asked.',
  request: { params: orderParams },
  responses: responses(200, 'The order.', orderOutput),
});

/** Reading orders. */
export function addOrders(app: App, { checkout, guards }: Surface): void {
  addRoute(app, { ...readOrderRoute, guards: guards.read }, async (c, { params }) => {
    const view = await readOrder(checkout, ownerOf(c), params.order_id);
    return respondJson(c, shapeOrder(view), { headers: { 'cache-control': 'private, no-store' } });
  });
}

function shapeOrder({ id, cart, status, purchase, order, page }: OrderView): z.output<typeof orderOutput> {
  const { total, subtotal, deliveryFee, tip, lines } = purchase;
  return {
    ...order?.receipt.body,
    order_id: id,
    cart_id: cart,
    status,
    amount: total.amount,
    subtotal_cents: subtotal,
    delivery_fee_cents: deliveryFee,
    ...(tip > 0 && { tip_cents: tip }),
    currency: total.currency,
    payment_rail: order?.rail ?? page?.rail ?? null,
    reference: order?.reference ?? null,
    paid_at: order && new Date(order.paidAt).toISOString(),
    ...(page && { payment_url: page.url, session_id: page.reference }),
    items: lines.map(({ variant, title, quantity, unitAmount }) => ({
      variant_id: variant,
      title,
      quantity,
      unit_price_cents: unitAmount,
      line_total_cents: quantity * unitAmount,
    })),
  };
}
