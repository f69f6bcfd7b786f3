import { type Checkout, isRailError, type RailRequest } from '@railyard/core';
import { createCart, editCart } from '@railyard/core/cart';
import { type Answer, answerTo, problemAnswer } from '@railyard/core/http';
import type { JsonObject } from '@railyard/core/rail';

/** What a cart of the simulation comes to without a tip, in cents. */
export const SHIRT = 4_999;

/** A paying call as a client means it. */
export interface Ask {
  readonly tenant: string;
  readonly principal: string;
  readonly cart: string;
  /** The idempotency key; null for a transport without one. */
  readonly key: string | null;
  /** Headers that carry a credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** The rail whose page is asked for. */
  readonly page?: string;
  readonly body: JsonObject;
  /** Nobody vouches for the principal but the credential. */
  readonly bearer?: boolean;
}

/** Makes the call and gives its answer as HTTP has it. */
export async function put(checkout: Checkout, { headers, ...ask }: Ask): Promise<Answer> {
  const request: RailRequest = { method: 'POST', url: '/', headers, meta: {}, body: new Uint8Array() };
  try {
    return answerTo(
      await checkout.pay({ ...ask, request, operation: 'cart.checkout', resource: `/cart/${ask.cart}` }),
    );
  } catch (error) {
    if (isRailError(error)) return problemAnswer(error);
    throw error;
  }
}

/** Makes a cart with one shirt, at version 2. */
export async function putCart(
  checkout: Checkout,
  owner: { readonly tenant: string; readonly principal: string },
): Promise<string> {
  const call = { ...owner, operation: 'cart.create', key: null, body: {} };
  const { cart } = await createCart(checkout, call, { seller: 'shop', currency: 'usd' });
  const line = { item: 'item_1', variant: 'shirt', title: 'Shirt', quantity: 1, unitAmount: SHIRT };
  await editCart(checkout, { ...call, operation: 'cart.edit' }, cart.id, { type: 'add', line });
  return cart.id;
}
