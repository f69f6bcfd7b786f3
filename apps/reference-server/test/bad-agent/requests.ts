import { ADDRESS } from '../../src/demo/shop.ts';

/** Something to ask for, over either door. */
export interface Wanted {
  readonly cart: string | null;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From `/api/agent`. */
  readonly path: string;
  readonly body?: object;
  readonly tool: string;
  /** The arguments of the tool. */
  readonly given: object;
  /** The rail that is named over MCP. */
  readonly rail?: string;
}

export function newCart(): Wanted {
  const body = { seller_handle: 'prairie-supply' };
  return { cart: null, method: 'POST', path: '/cart', body, tool: 'create_cart', given: body };
}

export function readCart(cart: string): Wanted {
  return { cart, method: 'GET', path: `/cart/${cart}`, tool: 'get_cart', given: { cart_id: cart } };
}

export function addItem(cart: string, variant_id: string, quantity: number): Wanted {
  const body = { variant_id, quantity };
  const path = `/cart/${cart}/items`;
  return { cart, method: 'POST', path, body, tool: 'add_to_cart', given: { cart_id: cart, ...body } };
}

/** None takes it out. */
export function setQuantity(cart: string, item: string, quantity: number): Wanted {
  const given = { cart_id: cart, item_id: item, quantity };
  const path = `/cart/${cart}/items/${item}`;
  return { cart, method: 'PATCH', path, body: { quantity }, tool: 'update_cart_item', given };
}

export function setAddress(cart: string, line2: string): Wanted {
  const body = { ...ADDRESS, line2 };
  const path = `/cart/${cart}/shipping-address`;
  return { cart, method: 'PUT', path, body, tool: 'set_shipping_address', given: { cart_id: cart, ...body } };
}

/** Over MCP the rail says whose challenge is wanted. */
export function checkOut(cart: string, rail: string, email?: string): Wanted {
  const body = email === undefined ? {} : { email };
  const path = `/cart/${cart}/checkout`;
  return { cart, method: 'POST', path, body, tool: 'checkout', given: { cart_id: cart, ...body }, rail };
}

/** The page of a rail; of Coinbase, the one where a buyer chooses. */
export function openPage(cart: string, rail: string): Wanted {
  const body = { cart_id: cart, payment_rail: rail };
  return {
    cart,
    method: 'POST',
    path: '/payment-link',
    body,
    tool: 'checkout',
    given: { cart_id: cart },
    rail,
  };
}

export function readOrder(cart: string, id: string): Wanted {
  const path = `/orders/${encodeURIComponent(id)}`;
  return { cart, method: 'GET', path, tool: 'order_status', given: { session_id: id } };
}
