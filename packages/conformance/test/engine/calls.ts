import { type Cart, type CartEdit, type CartOutcome, type MutationCall, type Order } from '@railyard/core';
import { editCart } from '@railyard/core/cart';
import type { Answer } from '@railyard/core/http';
import { reconcile } from '@railyard/core/operator';
import { type OrderView, readOrder } from '@railyard/core/order';
import type { JsonObject } from '@railyard/core/rail';
import { type Authorization, encodeNonce } from '../../src/index.ts';
import { type Ask as PayingCall, put, putCart } from '../../src/simulation/ask.ts';
import { HOUR, MINUTE, type World } from './world.ts';

/** A paying call, told by what differs from the usual one. */
export type Ask = Partial<PayingCall> & Pick<PayingCall, 'cart'>;

/** Begins a paying call and gives its answer as HTTP has it. Nobody moves the clock meanwhile. */
export function begin({ checkout }: World, ask: Ask): Promise<Answer> {
  return put(checkout, { tenant: 'acme', principal: 'alice', key: 'key-1', headers: {}, body: {}, ...ask });
}

/** Makes a paying call and lets time pass until it is answered. */
export function pay(world: World, ask: Ask): Promise<Answer> {
  return world.runtime.run(begin(world, ask));
}

/** A cart of alice with one line of 49.99 usd, at version 2. */
export function cartOf({ checkout }: World, who: Omit<Editor, 'key'> = {}): Promise<string> {
  return putCart(checkout, { tenant: 'acme', principal: 'alice', ...who });
}

/** Who edits a cart, told by what differs from the usual. */
export interface Editor {
  readonly tenant?: string;
  readonly principal?: string;
  readonly key?: string | null;
}

export function editCall(change: CartEdit, who: Editor = {}): MutationCall {
  const body = JSON.parse(JSON.stringify(change)) as JsonObject;
  return { tenant: 'acme', principal: 'alice', operation: 'cart.edit', key: null, body, ...who };
}

/** Edits a cart; rejects with what the engine throws. */
export function edit(world: World, cart: string, change: CartEdit, who: Editor = {}): Promise<CartOutcome> {
  return world.runtime.run(editCart(world.checkout, editCall(change, who), cart, change));
}

/** What the tests look at in the stored record of a cart. */
export interface Stored {
  readonly cart: Cart;
  readonly attempts: readonly {
    readonly id: string;
    readonly state: string;
    readonly key: string;
    readonly reference: string | null;
    readonly sealed: string | null;
    readonly openCase: string | null;
    readonly due: number | null;
  }[];
  readonly order: Order | null;
  readonly refunds: readonly {
    readonly id: string;
    readonly state: string;
    readonly openCase: string | null;
  }[];
}

export async function recordOf({ store }: World, cart: string, tenant = 'acme'): Promise<Stored> {
  const record = await store.get<Stored>('cart', `${tenant}:${cart}`);
  if (!record) throw new Error(`There is no record of ${cart}.`);
  return record;
}

/** The order that an answer names, as its status URL shows it. */
export function orderOf({ runtime, checkout }: World, { body }: Answer): Promise<OrderView> {
  const { order_id: id, details } = body as { order_id?: string; details?: { order_id?: string } };
  const who = { tenant: 'acme', principal: 'alice' };
  return runtime.run(readOrder(checkout, who, id ?? details?.order_id ?? ''));
}

/** Lets time pass with the background work running once a minute, as it does in production. */
export async function pass(world: World, ms: number): Promise<void> {
  const { runtime, checkout } = world;
  for (let passed = 0; passed < ms; passed += MINUTE) {
    await runtime.advance(MINUTE);
    await runtime.run(reconcile(checkout));
  }
}

export const token = (name = 'tok_a') => ({ 'x-keyed-token': name });

/** An authorization over 49.99 usd, good for an hour of the world's clock unless said otherwise. */
export function signed({ runtime }: World, set: Partial<Authorization> = {}): Authorization {
  return {
    payer: '0xab',
    nonce: 'n1',
    amount: 4_999,
    currency: 'usd',
    validBefore: runtime.now() + HOUR,
    ...set,
  };
}

export const nonce = (authorization: Authorization) => ({ 'x-nonce': encodeNonce(authorization) });
