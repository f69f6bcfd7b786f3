import { knownCustomer } from './accounts.ts';
import { type CartBody, parseCart } from './body.ts';
import { deliveryTimeOf } from './delivery.ts';
import { conflict, missing, ShopError } from './errors.ts';
import type { Bought, ShopCart, ShopLine } from './objects.ts';
import { drawId } from './open.ts';
import { productOf } from './products.ts';
import type { HeldCart, State } from './state.ts';
import { timeOf, type Work } from './work.ts';

const CART_MS = 60 * 60 * 1000;

/** A cart at today's prices. */
export function createCart(work: Work): ShopCart {
  const { id: customer } = knownCustomer(work);
  const object = { id: drawId(work.state, 'crt'), ...pricedFor(work) };
  work.state.carts.set(object.id, { customer, object, order: null });
  return object;
}

export function retrieveCart(work: Work): ShopCart {
  return cartOf(work, work.id).object;
}

/** Replaces all that is in a cart that was not ordered, at today's prices. */
export function updateCart(work: Work): ShopCart {
  const held = cartOf(work, work.id);
  checkOrderable(work, held);
  held.object = { id: held.object.id, ...pricedFor(work) };
  return held.object;
}

function pricedFor({ state, now, body }: Work): Omit<ShopCart, 'id'> {
  return { ...priced(state, now, parseCart(body)), expires_at: timeOf(now + CART_MS) };
}

/** A cart of this customer; throws when there is none. */
export function cartOf(work: Work, id: string): HeldCart {
  const { id: customer } = knownCustomer(work);
  const held = work.state.carts.get(id);
  if (held?.customer === customer) return held;
  throw missing('cart');
}

/** Throws for a cart that was ordered, or whose time is up. */
export function checkOrderable({ now, books }: Work, { object, order }: HeldCart): void {
  if (books.placing.has(object.id)) throw conflict('order_in_progress', 'This cart is being ordered.');
  if (order !== null) throw conflict('cart_already_ordered', 'This cart was ordered.', { order_id: order });
  if (now >= Date.parse(object.expires_at)) throw conflict('cart_expired', 'This cart has expired.');
}

/** What a cart costs today, and when it comes. */
export function priced(state: State, now: number, { items, address, delivery_time, tip }: CartBody): Bought {
  if (address.country !== 'US')
    throw new ShopError(422, 'not_delivered_there', 'The shop delivers in the US alone.');
  const lines = items.map(({ product_id, quantity }): ShopLine => {
    const { name, price } = productOf(state, product_id).object;
    return { product_id, name, quantity, unit_price: price, total: price * quantity };
  });
  checkStock(state, lines);
  const delivery = deliveryTimeOf(now, delivery_time);
  const subtotal = lines.reduce((sum, { total }) => sum + total, 0);
  const total = subtotal + delivery.fee + tip;
  return { items: lines, delivery, address, subtotal, fee: delivery.fee, tip, total, currency: 'usd' };
}

/** Throws for lines of which the shop has too little. */
export function checkStock(state: State, lines: readonly ShopLine[]): void {
  const short = lines.filter(({ product_id, quantity }) => productOf(state, product_id).stock < quantity);
  if (short.length === 0) return;
  const product_ids = short.map(({ product_id }) => product_id);
  throw conflict('out_of_stock', 'The shop has too little of something.', { product_ids });
}
