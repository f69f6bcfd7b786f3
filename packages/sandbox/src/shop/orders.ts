import { createHash } from 'node:crypto';
import { knownCustomer } from './accounts.ts';
import { checkEmpty, checkQuery, type OrderBody, parseKey, parseOrder, parsePage } from './body.ts';
import { cartOf, checkOrderable, priced } from './carts.ts';
import { conflict, missing, ShopError } from './errors.ts';
import type { ShopTrick } from './kinds.ts';
import type { Bought, ShopOrder } from './objects.ts';
import { drawId } from './open.ts';
import { charge, chargeMore, giveUp, tryCard } from './payment.ts';
import { cursorOf, productOf } from './products.ts';
import type { HeldCart, HeldOrder } from './state.ts';
import { misfortune } from './tricks.ts';
import { type Running, timeOf, type Work } from './work.ts';

/**
 * Takes an order, once for each key of its customer: who asks again gets the order that there is. A refusal is
 * certain, and the key free, unless it speaks of an order: of one that is in progress, or that has the key or the cart.
 */
export async function createOrder(work: Work, late: Promise<unknown> | null): Promise<ShopOrder> {
  const body = parseOrder(work.body);
  const { id: customer } = knownCustomer(work);
  const { placing } = work.books;
  const name = `${customer} ${body.client_key}`;
  if (placing.has(name)) throw conflict('order_in_progress', 'An order with this key is being placed.');
  placing.add(name);
  try {
    await late;
    return knownOrder(work, body) ?? (await placeOrder(work, body));
  } finally {
    placing.delete(name);
  }
}

/** The order with the same key; null when there is none, or when the index is lost. Throws when it is another order. */
function knownOrder(work: Work, body: OrderBody): ShopOrder | null {
  const [held] = ordersWith(work, body.client_key);
  if (!held) return null;
  if (held.digest === digestOf(body)) return held.object;
  throw new ShopError(422, 'client_key_reused', 'This key was used for another order.');
}

async function placeOrder(work: Work, body: OrderBody): Promise<ShopOrder> {
  const { state, books } = work;
  const cart = cartOf(work, body.cart_id);
  checkOrderable(work, cart);
  const trick = books.tricks.take(() => true);
  misfortune(state, cart.object, trick);
  const bought = agreedOn(work, cart, body.expected_total);
  books.placing.add(cart.object.id);
  try {
    await tryCard(work, body.card, trick);
    const held = openOrder(work, cart.customer, { body, bought, takes: takesOf(body, trick) });
    if (trick?.trick === 'confirming' && trick.authorizes === 'later')
      books.cards.set(held.object.id, body.card);
    else await charge(work, held, body.card, authorizedOf(body, trick));
    await chargeMore(work, held, trick);
    const isSlow = trick?.trick === 'confirming';
    held.object = { ...held.object, state: isSlow ? 'confirming' : 'confirmed' };
    const current = state.carts.get(cart.object.id) ?? cart;
    current.order = held.object.id;
    state.orders.set(held.object.id, held);
    for (const { product_id, quantity } of held.object.items) productOf(state, product_id).stock -= quantity;
    return held.object;
  } finally {
    books.placing.delete(cart.object.id);
  }
}

/** What is in a cart, at today's prices. Throws when those are not what was agreed. */
function agreedOn({ state, now }: Work, { object }: HeldCart, expected: number): Bought {
  const { items, address, delivery, tip } = object;
  const bought = priced(state, now, { items, address, delivery_time: delivery.id, tip });
  const { total } = bought;
  if (total === expected) return bought;
  throw conflict('price_changed', 'The cart no longer costs that.', { total, expected_total: expected });
}

function takesOf({ expected_total }: OrderBody, trick: ShopTrick | null): number {
  return trick?.trick === 'overcharge' && trick.how !== 'force' ? expected_total + trick.by : expected_total;
}

function authorizedOf({ expected_total }: OrderBody, trick: ShopTrick | null): number {
  return trick?.trick === 'overcharge' && trick.how === 'authorize'
    ? expected_total + trick.by
    : expected_total;
}

function openOrder(
  { state, now }: Work,
  customer: string,
  { body, bought, takes }: { readonly body: OrderBody; readonly bought: Bought; readonly takes: number },
): HeldOrder {
  const object: ShopOrder = {
    id: drawId(state, 'ord'),
    client_key: body.client_key,
    cart_id: body.cart_id,
    state: 'confirming',
    ...bought,
    card: { last4: body.card.number.slice(-4) },
    placed_at: timeOf(now),
    updated_at: timeOf(now),
  };
  return { customer, digest: digestOf(body), object, token: null, authorizations: [], takes };
}

/** Follows from all that is asked for, and not from the card. */
function digestOf({ cart_id, expected_total }: OrderBody): string {
  return createHash('sha256').update(`${cart_id} ${expected_total}`).digest('hex');
}

/** The orders that a customer has placed with a key: one, unless the index was lost in between. */
function ordersWith(work: Work, key: string): readonly HeldOrder[] {
  if (work.now < work.books.indexLostUntil) return [];
  return ownOrders(work).filter(({ object }) => object.client_key === key);
}

function ownOrders(work: Work): readonly HeldOrder[] {
  const { id: customer } = knownCustomer(work);
  return [...work.state.orders.values()].filter((held) => held.customer === customer);
}

/** What became of a key. It is certain unless the index is lost, or an order with it is being placed. */
export function findOrder(work: Work): object {
  checkQuery(work.query, []);
  const client_key = parseKey(work.id);
  const { id: customer } = knownCustomer(work);
  const orders = ordersWith(work, client_key).map(({ object }) => object);
  const isLost = work.now < work.books.indexLostUntil;
  return { client_key, orders, certain: !isLost && !work.books.placing.has(`${customer} ${client_key}`) };
}

/** The customer's orders, newest first. */
export function listOrders(work: Work): object {
  const page = parsePage(work.query, []);
  const all = ownOrders(work)
    .map(({ object }) => object)
    .toReversed();
  return { orders: all.slice(page.from, page.from + page.limit), next_cursor: cursorOf(all, page) };
}

export function retrieveOrder(work: Work): ShopOrder {
  checkQuery(work.query, []);
  return ownOrder(work).object;
}

/** Ends an order that is not on its way, and gives up its money. Repeated: no change. */
export async function cancelOrder(work: Work): Promise<ShopOrder> {
  checkEmpty(work.body);
  const held = ownOrder(work);
  const { state } = held.object;
  if (state === 'canceled' || state === 'failed') return held.object;
  if (state === 'on_its_way' || state === 'delivered')
    throw conflict('too_late', 'The order is on its way.', { state });
  await endOrder(work, held, 'canceled');
  return held.object;
}

/** Ends an order without its money, and puts back what it was of. */
export async function endOrder(
  running: Running,
  held: HeldOrder,
  state: 'canceled' | 'failed',
): Promise<void> {
  moveOrder(running, held, state);
  running.books.cards.delete(held.object.id);
  for (const { product_id, quantity } of held.object.items)
    productOf(running.state, product_id).stock += quantity;
  await giveUp(running, held);
}

/** Moves an order to another state, and has it written again with all that has changed in it. */
export function moveOrder(running: Running, held: HeldOrder, state: ShopOrder['state']): void {
  held.object = { ...held.object, state, updated_at: timeOf(running.now) };
  running.state.orders.set(held.object.id, held);
}

function ownOrder(work: Work): HeldOrder {
  const { id: customer } = knownCustomer(work);
  const held = work.state.orders.get(work.id);
  if (held?.customer === customer) return held;
  throw missing('order');
}
