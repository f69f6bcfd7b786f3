import { isDeepStrictEqual } from 'node:util';
import type { Cart, Checkout, CheckoutEvent, Store } from '@railyard/core';
import { type OrderView, readOrder } from '@railyard/core/order';
import type { Key, Row } from '@railyard/core/store';
import { orderTotal } from '../order-total.ts';
import { type Buyer, buyerRow } from './buyer.ts';
import { BUYER_ORDER_SPACE, buyerKey } from './spaces.ts';

/** An order of a buyer, as it was when it was paid. */
export interface BuyerOrder {
  readonly order: string;
  readonly cart: string;
  /** The seller's handle. */
  readonly seller: string;
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
  /** In milliseconds since 1970. */
  readonly placedAt: number;
  readonly items: readonly { readonly title: string; readonly quantity: number }[];
}

/** Which of a buyer's orders. */
export interface OrdersWanted {
  readonly limit: number;
  /** The earliest, in milliseconds since 1970; null for all. */
  readonly since: number | null;
}

/** Who buys a cart: whose token came with a checkout of it, the latest last. */
interface CartBuyers {
  readonly principal: string;
  readonly buyers: readonly { readonly buyer: string; readonly at: number }[];
}

/** Milliseconds. Nothing is paid so long after the checkout of a cart. */
const KEPT = 90 * 86_400_000;
const MOST_KEPT = 20;

/**
 * Keeps that this buyer buys the cart, and where it goes. To be called before the cart can be paid: then a payment finds
 * its buyer, whatever happens to this process.
 */
export async function noteCart(store: Store, buyer: Buyer, cart: Cart): Promise<void> {
  const key = cartKey(cart);
  const known = await store.get<CartBuyers>(key.space, key.key);
  const address = cart.shipTo ?? buyer.address;
  if (known?.buyers.at(-1)?.buyer === buyer.id && isDeepStrictEqual(address, buyer.address)) return;
  await store.update([key, buyerKey(buyer.id)], ([row, profile], now) => {
    const before = (row?.value as CartBuyers | undefined)?.buyers ?? [];
    const buyers = [...before, { buyer: buyer.id, at: now }].slice(-MOST_KEPT);
    const value: CartBuyers = { principal: cart.principal, buyers };
    const saved = profile && buyerRow({ ...(profile.value as Buyer), address });
    return {
      rows: [{ value, tenant: cart.tenant, state: 'cart', due: now + KEPT }, saved ?? undefined],
      result: null,
    };
  });
}

/** Gives an order that was paid to whoever bought the cart at that moment. Again: no change. */
export async function hearPaid(store: Store, checkout: Checkout, event: CheckoutEvent): Promise<void> {
  const { type, tenant, cart, at } = event;
  const { order } = event.subject;
  if (type !== 'order.paid' || typeof order !== 'string') return;
  const key = cartKey({ tenant, id: cart });
  const known = await store.get<CartBuyers>(key.space, key.key);
  const buyer = known?.buyers.findLast((one) => one.at <= at)?.buyer;
  if (!known || buyer === undefined) return;

  const { principal } = known;
  const value = orderOf(await readOrder(checkout, { tenant, principal }, order), at);
  const paid: Row = { value, tenant, state: 'paid', due: null };
  await store.update([orderKey(buyer, value), key], () => ({ rows: [paid, null], result: null }));
}

/** The orders of a buyer, the newest first. */
export async function ordersOf(
  store: Store,
  { id, tenant }: Buyer,
  { limit, since }: OrdersWanted,
): Promise<readonly BuyerOrder[]> {
  const first = `order:${id}:`;
  const { keys } = await store.list(BUYER_ORDER_SPACE, { tenant, after: first, limit });
  const theirs = keys.filter((key) => key.startsWith(first));
  const orders = await Promise.all(theirs.map((key) => store.get<BuyerOrder>(BUYER_ORDER_SPACE, key)));
  return orders.filter(
    (order) => order !== null && (since === null || order.placedAt >= since),
  ) as BuyerOrder[];
}

function orderOf(view: OrderView, placedAt: number): BuyerOrder {
  const { id, cart, purchase } = view;
  const { seller, lines } = purchase;
  const items = lines.map(({ title, quantity }) => ({ title, quantity }));
  return { order: id, cart, seller, ...orderTotal(view), placedAt, items };
}

function cartKey({ tenant, id }: Pick<Cart, 'tenant' | 'id'>): Key {
  return { space: BUYER_ORDER_SPACE, key: `cart:${tenant}:${id}` };
}

/** Above the milliseconds of any order. */
const END_OF_TIME = 10 ** 13 - 1;

/** Keys rise, so the time in them falls: the newest order of a buyer is the first. */
function orderKey(buyer: string, { order, placedAt }: BuyerOrder): Key {
  const left = String(END_OF_TIME - placedAt).padStart(13, '0');
  return { space: BUYER_ORDER_SPACE, key: `order:${buyer}:${left}:${order}` };
}
