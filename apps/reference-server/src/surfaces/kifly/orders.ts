import { z } from '@hono/zod-openapi';
import { type OpenPage, toDecimal } from '@railyard/core';
import { type OrderView, readOrder } from '@railyard/core/order';
import { addressOutput, shapeAddress } from '../../address.ts';
import { orderTotal } from '../../order-total.ts';
import { CHOOSER_RAIL, chooserUrl } from './page-choice.ts';
import { shapeShipment, shipmentOutput, shipmentStatus } from './shipment-shape.ts';
import { type Calling, ownerOf, type Surface } from './surface.ts';

const orderItem = z
  .object({
    variant_id: z.string(),
    title: z.string(),
    quantity: z.int(),
    unit_price_cents: z.int(),
    line_total_cents: z.int(),
  })
  .openapi('OrderItem');

/** Of a page that is open. */
const pageOutput = {
  session_id: z.string().optional(),
  payment_url: z.string().optional().describe('Where the buyer can pay.'),
  methods: z.array(z.string()).optional(),
  expires_at: z.iso.datetime().optional(),
};

type PageMembers = Partial<z.output<z.ZodObject<typeof pageOutput>>>;

/** An order as the API shows it. A rail adds its own members, such as `transaction`. */
export const orderOutput = z
  .looseObject({
    order_id: z.string(),
    cart_id: z.string(),
    seller_handle: z.string(),
    status: z.enum([
      'unpaid',
      'action_required',
      'pending',
      ...shipmentStatus,
      'referred',
      'refund_due',
      'refunded',
    ]),
    amount: z
      .int()
      .describe(
        'What was taken, or is to be, in minor units of the currency: not always what the items come to.',
      ),
    amount_decimal: z.string().describe('The same in the currency itself.'),
    subtotal_cents: z.int(),
    delivery_fee_cents: z.int(),
    currency: z.string(),
    payment_rail: z.string().nullable(),
    reference: z.string().nullable(),
    paid_at: z.iso.datetime().nullable(),
    superseded_by: z.string().optional().describe('The order that the cart was changed into, which is paid.'),
    shipping_address: z.union([addressOutput, z.null()]),
    items: z.array(orderItem),
    ...shipmentOutput,
    ...pageOutput,
  })
  .openapi('Order');

/**
 * Reads an order, by its own id or that of a page where it is paid, and where its parcel is. An uncertain payment is
 * looked up first.
 */
export async function findOrder(
  { checkout, shipments, baseUrl }: Surface,
  calling: Calling,
  id: string,
): Promise<z.output<typeof orderOutput>> {
  const owner = ownerOf(calling);
  const view = await readOrder(checkout, owner, id);
  if (!view.order) return { ...shapeOrder(view), ...pageMembers(view, id, baseUrl) };
  return { ...shapeOrder(view), ...shapeShipment(await shipments.find(owner.tenant, view.id)) };
}

/** The page where the buyer can pay. Who asks by the id of a chooser is shown that chooser, also after a choice. */
function pageMembers({ page, chooser }: OrderView, asked: string, baseUrl: string): PageMembers {
  if (chooser && (page === null || asked === chooser.id)) {
    const { id, methods, expiresAt } = chooser;
    return membersOf({ reference: id, url: chooserUrl(baseUrl, id), methods, expiresAt });
  }
  return page ? membersOf(page) : {};
}

function membersOf({ reference, url, methods, expiresAt }: Omit<OpenPage, 'rail'>): PageMembers {
  return {
    session_id: reference,
    payment_url: url,
    methods: [...methods],
    expires_at: new Date(expiresAt).toISOString(),
  };
}

/** What no rail is named for: nothing is being paid, or the latest attempt need not be the one that is given back. */
const RAILLESS: ReadonlySet<OrderView['status']> = new Set(['unpaid', 'refund_due', 'refunded']);

function shapeOrder(view: OrderView): z.output<typeof orderOutput> {
  const { id, cart, status, purchase, rail, order, paidAs, chooser } = view;
  const { seller, subtotal, deliveryFee, tip, shipTo, lines } = purchase;
  const total = orderTotal(view);
  return {
    ...order?.receipt.body,
    order_id: id,
    cart_id: cart,
    seller_handle: seller,
    status,
    amount: total.amount,
    amount_decimal: toDecimal(total),
    subtotal_cents: subtotal,
    delivery_fee_cents: deliveryFee,
    ...(tip > 0 && { tip_cents: tip }),
    currency: total.currency,
    payment_rail: RAILLESS.has(status) ? null : (rail ?? (chooser && CHOOSER_RAIL)),
    reference: order?.reference ?? null,
    paid_at: order && new Date(order.paidAt).toISOString(),
    ...(paidAs !== null && { superseded_by: paidAs }),
    shipping_address: shipTo && shapeAddress(shipTo),
    items: lines.map(({ variant, title, quantity, unitAmount }) => ({
      variant_id: variant,
      title,
      quantity,
      unit_price_cents: unitAmount,
      line_total_cents: quantity * unitAmount,
    })),
  };
}
