import { type Cart, isRailError, type JsonObject, orderIdOf } from '@railyard/core';
import { subtotalOf, totalOf } from '@railyard/core/cart';
import { readStanding } from '@railyard/core/order';
import type { Merchant } from '../../merchants/merchant.ts';
import { agree, comesTo } from './agree.ts';
import { purchasesOf } from './earlier.ts';
import { cartsAt, keepShown, takeCarts } from './records.ts';
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
  /** Of what is bought, or being bought: for an open cart each checkout names its own, on top of the total. */
  readonly tip_cents: number;
  /** What a checkout without a tip would charge at this moment, or all of what is bought; null until that is known. */
  readonly total_cents: number | null;
  readonly currency: string;
  /** Why the merchant would not take it as it is; null when it would. */
  readonly problem: {
    readonly error: string;
    readonly message: string;
    readonly next_action?: string;
  } | null;
  /** Purchases from carts before, of which nobody can say yet whether they were made, or which were after all. */
  readonly earlier_purchases: readonly JsonObject[];
}

type Seen = Omit<CartView, 'earlier_purchases'>;

/** The shopper's cart at a merchant, at the merchant's prices of this moment. */
export async function viewCart(surface: Surface, shopper: Shopper, merchant: Merchant): Promise<CartView> {
  const carts = await cartsAt(surface, shopper, merchant.slug);
  const { current, left } = carts;
  const seen =
    current === null ? shaped(merchant, null, 'empty', null) : await see(surface, shopper, merchant, current);
  const ofLeft = await purchasesOf(surface, shopper, left);
  const ofCurrent = await purchasesOf(surface, shopper, current === null ? [] : [current]);
  const inDoubt = ofCurrent.filter(({ status }) => status === 'in_doubt');

  // Whoever looks is told of what was bought, and may buy it again.
  const stillOpen = ofLeft.filter(({ status }) => status !== 'bought').map(({ cart }) => cart);
  if (stillOpen.length < left.length)
    await takeCarts(surface, shopper, merchant.slug, { stale: carts, fresh: { current, left: stillOpen } });
  return { ...seen, earlier_purchases: [...ofLeft, ...inDoubt].map(({ told }) => told) };
}

async function see(surface: Surface, shopper: Shopper, merchant: Merchant, id: string): Promise<Seen> {
  const { cart, state } = await readStanding(surface.checkout, shopper, id);
  if (state !== 'open') return shaped(merchant, cart, state === 'paid' ? 'bought' : state, null);
  if (cart.lines.length === 0) return shaped(merchant, cart, 'empty', null);
  const agreed = await surface.merchants.agreements.about(cart.tenant, orderIdOf(cart.id, cart.version));
  try {
    const terms = { deliverAt: agreed?.deliverAt ?? null, tip: cart.tip };
    const after = await agree(surface, shopper, merchant, cart, terms);
    await keepShown(surface, shopper, cart.id, comesTo(after));
    return shaped(merchant, after, 'open', null);
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
): Seen {
  const items = (cart?.lines ?? []).map(({ variant, title, quantity, unitAmount }) => ({
    product_id: variant,
    title,
    quantity,
    unit_price_cents: unitAmount,
    line_total_cents: quantity * unitAmount,
  }));
  const isBegun = status === 'bought' || status === 'being_paid';
  const tip = isBegun ? (cart?.tip ?? 0) : 0;
  const fee = cart?.shipTo && items.length > 0 && !problem ? cart.deliveryFee : null;
  return {
    merchant: slug,
    status,
    items,
    subtotal_cents: cart ? subtotalOf(cart) : 0,
    delivery_fee_cents: fee,
    tip_cents: tip,
    total_cents: cart && fee !== null ? totalOf({ ...cart, tip }) : null,
    currency,
    problem,
  };
}
