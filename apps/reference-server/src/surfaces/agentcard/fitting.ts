import { type Cart, RailError } from '@railyard/core';
import { reportOrder } from '@railyard/core/operator';
import type { CartStanding } from '@railyard/core/order';
import { readApproval } from '@railyard/core/spend';
import { type EarlierPurchase, purchaseOf, purchasesOf } from './earlier.ts';
import { type AskedPurchase, askedUnder, cartsAt } from './records.ts';
import { accountAt, type Shopper, type Surface } from './surface.ts';

/**
 * Throws for a payment that must not begin: of a cart that another one has taken the place of, so that no old key buys
 * it beside that, and of what was bought in such a cart, unless the shopper was told, or may have been.
 */
export async function checkNew(
  surface: Surface,
  shopper: Shopper,
  { merchant }: AskedPurchase,
  { id, lines }: Cart,
): Promise<void> {
  const { current, left } = await cartsAt(surface, shopper, merchant);
  if (current !== id) throw leftBehind();
  const earlier = await purchasesOf(surface, shopper, left);
  const same = earlier.filter(({ products }) => lines.some(({ variant }) => products.has(variant)));
  if (same.length > 0) throw boughtEarlier(same);
}

/**
 * Throws for a call that has no business with what is bought, or being bought: one with a new key, which would buy it
 * twice anywhere else, and one without a key that asks for another tip or time.
 */
export async function checkBegun(
  surface: Surface,
  shopper: Shopper,
  asked: AskedPurchase,
  { state, cart, order }: CartStanding,
): Promise<void> {
  const { key } = asked;
  if (key !== null && (state === 'paid' || (await askedUnder(surface, shopper, key)))) return;
  if (key === null && (await hasTerms(surface, shopper, asked, order))) return;
  if (state === 'paid') throw boughtBefore();
  const purchase = await purchaseOf(surface, shopper, cart.id);
  throw new RailError('cart_locked', 'This cart is being bought already, by another call.', {
    details: {
      reason: key === null ? 'other_terms' : 'fresh_idempotency_key',
      earlier_purchases: purchase ? [purchase.told] : [],
    },
    nextAction:
      'Call buy_checkout again with the idempotency_key of that purchase to learn what came of it, and never with a fresh one.',
  });
}

/** Whether an order has the tip and the delivery time that are asked for now. */
async function hasTerms(
  { store, merchants }: Surface,
  { tenant }: Shopper,
  { tip, deliverAt }: AskedPurchase,
  order: string | null,
): Promise<boolean> {
  if (order === null) return false;
  const report = await reportOrder(store, tenant, order);
  const agreed = await merchants.agreements.about(tenant, order);
  return report?.purchase.tip === tip && agreed?.deliverAt === deliverAt;
}

function boughtEarlier(same: readonly EarlierPurchase[]): RailError {
  const isCertain = same.every(({ status }) => status === 'bought');
  const [message, nextAction] = isCertain ? BOUGHT : MAY_BE_BOUGHT;
  return new RailError('cart_locked', message, {
    details: {
      reason: isCertain ? 'was_bought' : 'may_be_bought',
      earlier_purchases: same.map(({ told }) => told),
    },
    nextAction,
  });
}

const BOUGHT = [
  'Some of this was bought after all, by an earlier purchase. Nothing was bought now.',
  'Tell the user of that purchase. If they want more of it, look at the cart with buy_view_cart, and check out again.',
] as const;

const MAY_BE_BOUGHT = [
  'Some of this may have been bought already. Nothing was bought now.',
  'Tell the user which purchase is still open, and that the operator has to find out what came of it. Anything else can be bought meanwhile: take these products out of the cart.',
] as const;

function leftBehind(): RailError {
  return new RailError('purchase_not_accepted', 'This came to nothing, and another cart was begun since.', {
    details: { reason: 'other_cart' },
    nextAction:
      'Nothing was bought. Show the user the cart of now with buy_view_cart, and check it out with a fresh idempotency_key.',
  });
}

function boughtBefore(): RailError {
  return new RailError(
    'cart_already_completed',
    'The cart was bought, with another tip or time of delivery.',
    {
      details: { reason: 'other_terms' },
      nextAction:
        'buy_order_history lists it. To buy again, fill another cart with buy_add_to_cart, and show it to the user.',
    },
  );
}

/** The order that an approval is for. Throws where that is another cart's, or has another tip or time of delivery. */
export async function orderApproved(
  { spending, merchants }: Surface,
  shopper: Shopper,
  approval: string,
  { cart, tip, deliverAt }: AskedPurchase,
): Promise<string> {
  const { purchase } = await readApproval(spending.records, shopper, approval);
  const agreed = await merchants.agreements.about(shopper.tenant, purchase.order);
  if (purchase.cart === cart && purchase.tip === tip && agreed?.deliverAt === deliverAt)
    return purchase.order;
  throw approvedOther();
}

/** Throws where an order was agreed on for another account at the merchant than the one to buy with. */
export async function checkAccount(
  surface: Surface,
  shopper: Shopper,
  { merchant }: AskedPurchase,
  order: string,
): Promise<void> {
  const agreed = await surface.merchants.agreements.about(shopper.tenant, order);
  const { customer } = await accountAt(surface, shopper, merchant);
  if (agreed?.account.customer === customer) return;
  throw approvedOther();
}

export function approvedOther(): RailError {
  return new RailError('purchase_not_accepted', 'The approval is for another purchase.', {
    details: { reason: 'approval_for_another' },
    nextAction:
      'Show the user the cart, and check out without approval_id: a person is then asked about this one, if that is needed.',
  });
}

export function otherPurchase(): RailError {
  return new RailError('idempotency_conflict', 'The idempotency_key was used for another purchase.', {
    nextAction: 'Send what was sent with it at first, or a fresh key for another purchase.',
  });
}
