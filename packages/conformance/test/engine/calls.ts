import {
  type Cart,
  type CartEdit,
  type CartOutcome,
  isRailError,
  type MutationCall,
  type Order,
  type OrderView,
  type RailRequest,
} from '@railyard/core';
import { type Answer, answerTo, problemAnswer } from '@railyard/core/http';
import { reconcile } from '@railyard/core/operator';
import type { JsonObject } from '@railyard/core/rail';
import { type Authorization, encodeNonce } from '../../src/index.ts';
import { HOUR, MINUTE, type World } from './world.ts';

/** A paying call, told by what differs from the usual one. */
export interface Ask {
  readonly cart: string;
  /** The idempotency key; null for a transport without one. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** The rail whose page is asked for. */
  readonly page?: string;
  readonly body?: JsonObject;
  readonly principal?: string;
  readonly tenant?: string;
}

/** Begins a paying call and gives its answer as HTTP has it. Nobody moves the clock meanwhile. */
export async function begin({ checkout }: World, ask: Ask): Promise<Answer> {
  const { cart, key = 'key-1', headers = {}, page, body = {}, principal = 'alice', tenant = 'acme' } = ask;
  const request: RailRequest = { method: 'POST', url: '/', headers, meta: {}, body: new Uint8Array() };
  const call = {
    tenant,
    principal,
    cart,
    operation: 'cart.checkout',
    key,
    body,
    request,
    resource: `/cart/${cart}`,
  };
  try {
    return answerTo(await checkout.pay(page === undefined ? call : { ...call, page }));
  } catch (error) {
    if (isRailError(error)) return problemAnswer(error);
    throw error;
  }
}

/** Makes a paying call and lets time pass until it is answered. */
export function pay(world: World, ask: Ask): Promise<Answer> {
  return world.runtime.run(begin(world, ask));
}

/** A cart of alice with one line of 49.99 usd, at version 2. */
export async function cartOf(
  world: World,
  who: { principal?: string; tenant?: string } = {},
): Promise<string> {
  const { tenant = 'acme', principal = 'alice' } = who;
  const call = { tenant, principal, operation: 'cart.create', key: null, body: {} };
  const { cart } = await world.checkout.createCart(call, { seller: 'shop', currency: 'usd' });
  const line = { item: 'item_1', variant: 'shirt', title: 'Shirt', quantity: 1, unitAmount: 4_999 };
  await edit(world, cart.id, { type: 'add', line }, { ...who, key: null });
  return cart.id;
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
  return world.runtime.run(world.checkout.editCart(editCall(change, who), cart, change));
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
  readonly refunds: readonly { readonly state: string; readonly openCase: string | null }[];
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
  return runtime.run(checkout.readOrder(who, id ?? details?.order_id ?? ''));
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
