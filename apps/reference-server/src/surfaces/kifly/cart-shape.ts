import { z } from '@hono/zod-openapi';
import { type Cart, toDecimal } from '@railyard/core';
import { subtotalOf, totalOf } from '@railyard/core/cart';
import type { CartStanding } from '@railyard/core/order';
import { addressOutput, shapeAddress } from '../../address.ts';
import { coverageOutput, isCovered, shapeCoverage } from '../../coverage.ts';
import { type ShownSeller, sellerOutput, shapeSeller } from './seller-shape.ts';

const itemOutput = z
  .object({
    item_id: z.string(),
    variant_id: z.string(),
    title: z.string(),
    quantity: z.int(),
    unit_price_cents: z.int(),
    line_total_cents: z.int(),
  })
  .openapi('CartItem');

/** A cart as the API shows it. Amounts are minor units of `currency`. */
export const cartOutput = z
  .object({
    cart_id: z.string(),
    seller: sellerOutput,
    kifly_purchasable: z.boolean(),
    fulfillment: z.enum(['platform', 'external']),
    currency: z.string(),
    version: z.int(),
    status: z
      .enum(['open', 'being_paid', 'paid'])
      .describe('being_paid: a page is open for it, or a payment is under way.'),
    order_id: z.string().optional().describe('The order that it is, or becomes; not while it is open.'),
    items: z.array(itemOutput),
    shipping_address: z.union([addressOutput, z.null()]),
    delivery_eligible: z.boolean().nullable().describe('Null until there is an address.'),
    delivery_coverage: coverageOutput.optional().describe('Where the seller delivers instead.'),
    subtotal_cents: z.int(),
    delivery_fee_cents: z.int(),
    amount: z
      .int()
      .describe(
        'What the cart costs in all, and before delivery until there is an address to which the seller delivers.',
      ),
    amount_decimal: z.string().describe('The same in the currency itself.'),
  })
  .openapi('Cart');

export function shapeCart(
  cart: Cart,
  seller: ShownSeller,
  { state, order }: Omit<CartStanding, 'cart'>,
): z.output<typeof cartOutput> {
  const items = cart.lines.map(({ item, variant, title, quantity, unitAmount }) => ({
    item_id: item,
    variant_id: variant,
    title,
    quantity,
    unit_price_cents: unitAmount,
    line_total_cents: quantity * unitAmount,
  }));
  const sold = shapeSeller(seller);
  const eligible = cart.shipTo && isCovered(seller.coverage, cart.shipTo);
  const deliveryFee = items.length === 0 ? 0 : cart.deliveryFee;
  const amount = totalOf({ ...cart, deliveryFee });
  return {
    cart_id: cart.id,
    seller: sold,
    kifly_purchasable: sold.kifly_purchasable,
    fulfillment: sold.fulfillment,
    currency: cart.currency,
    version: cart.version,
    status: state,
    ...(order !== null && { order_id: order }),
    items,
    shipping_address: cart.shipTo && shapeAddress(cart.shipTo),
    delivery_eligible: eligible,
    ...(eligible === false && { delivery_coverage: shapeCoverage(seller.coverage) }),
    subtotal_cents: subtotalOf(cart),
    delivery_fee_cents: deliveryFee,
    amount,
    amount_decimal: toDecimal({ amount, currency: cart.currency }),
  };
}
