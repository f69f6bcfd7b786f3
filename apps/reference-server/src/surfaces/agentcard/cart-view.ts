import { type Cart, isRailError, orderIdOf } from '@railyard/core';
import { subtotalOf, totalOf } from '@railyard/core/cart';
import { readStanding } from '@railyard/core/order';
import type { Merchant } from '../../merchants/merchant.ts';
import { agree, comesTo } from './agree.ts';
import { cartAt, keepShown } from './records.ts';
import type { Shopper, Surface } from './surface.ts';

/** A cart as programs are told. Amounts are minor units of its currency. */
export interface CartView {
  readonly merchant: string;
  /** `being_paid`: a purchase of it is under way. `bought`: it was, and the next product begins another one. */
  readonly status: 'empty' | 'open' | 'being_paid' | 'bought';
  readonly items: readonly {
    readonly product_id: string;
    readonly title: string;
    readonly quantity: number;
    readonly unit_price_cents: number;
    readonly line_total_cents: number;
  }[];
  readonly subtotal_cents: number;
  /** Null until the merchant has said. */
  readonly delivery_fee_cents: number | null;
  readonly tip_cents: number;
  /** What a checkout would charge at this moment, without a tip that comes on top; null until that is known. */
  readonly total_cents: number | null;
  readonly currency: string;
  /** Why the merchant would not take it as it is; null when it would. */
  readonly problem: {
    readonly error: string;
    readonly message: string;
    readonly next_action?: string;
  } | null;
}

/** The shopper's cart at a merchant, at the merchant's prices of this moment. */
export async function viewCart(surface: Surface, shopper: Shopper, merchant: Merchant): Promise<CartView> {
  const id = await cartAt(surface, shopper, merchant.slug);
  if (id === null) return shaped(merchant, null, 'empty', null);
  const { cart, state } = await readStanding(surface.checkout, shopper, id);
  if (state !== 'open') return shaped(merchant, cart, state === 'paid' ? 'bought' : state, null);
  if (cart.lines.length === 0) return shaped(merchant, cart, 'empty', null);
  const wanted = await surface.merchants.deliveries.at(cart.tenant, orderIdOf(cart.id, cart.version));
  try {
    const terms = { deliverAt: wanted ?? null, tip: cart.tip };
    const agreed = await agree(surface, shopper, merchant, cart, terms);
    await keepShown(surface, shopper, cart.id, comesTo(agreed));
    return shaped(merchant, agreed, 'open', null);
  } catch (error) {
    if (!isRailError(error)) throw error;
    const { code, message, extras } = error;
    const next = extras.nextAction;
    const problem = { error: code, message, ...(next !== undefined && { next_action: next }) };
    return shaped(merchant, cart, 'open', problem);
  }
}

function shaped(
  { slug, currency }: Merchant,
  cart: Cart | null,
  status: CartView['status'],
  problem: CartView['problem'],
): CartView {
  const items = (cart?.lines ?? []).map(({ variant, title, quantity, unitAmount }) => ({
    product_id: variant,
    title,
    quantity,
    unit_price_cents: unitAmount,
    line_total_cents: quantity * unitAmount,
  }));
  const fee = cart?.shipTo && items.length > 0 && !problem ? cart.deliveryFee : null;
  return {
    merchant: slug,
    status,
    items,
    subtotal_cents: cart ? subtotalOf(cart) : 0,
    delivery_fee_cents: fee,
    tip_cents: cart?.tip ?? 0,
    total_cents: cart && fee !== null ? totalOf(cart) : null,
    currency,
    problem,
  };
}
