import { type FakeProvider, hostedRail, keyedRail } from '@railyard/conformance';
import { type Checkout, createCheckout, isRailError, type Runtime, type Store } from '@railyard/core';
import { createCart, editCart } from '@railyard/core/cart';
import { webRuntime } from '@railyard/core/runtime';
import { createSpendGate, decide } from '@railyard/core/spend';
import { memoryStore } from '@railyard/core/store';
import { openStore, temporaryFile } from './fixture.ts';

export const WHO = { tenant: 'acme', principal: 'alice' };
/** Above this a person has to approve; whoever is asked denies every third price. */
export const FREE = 800;
export const isDenied = (price: number): boolean => price > FREE && price % 3 === 0;

export const usd = (amount: number) => ({ amount, currency: 'usd' });

/** Two servers on one store, whose clocks stand where they are put. */
export interface Shop {
  readonly clock: { now: number };
  readonly engines: readonly [Checkout, Checkout];
  readonly records: { readonly store: Store; readonly runtime: Runtime };
}

export type OpenStores = (now: () => number) => readonly [Store, Store];

export const STORES: readonly (readonly [string, OpenStores])[] = [
  [
    'in memory',
    (now) => {
      const store = memoryStore({ now });
      return [store, store];
    },
  ],
  [
    'on disk, of two servers',
    (now) => {
      const file = temporaryFile();
      return [openStore({ file, now }), openStore({ file, now })];
    },
  ],
];

export function openShop(
  open: OpenStores,
  start: number,
  providerOn: (runtime: Runtime) => FakeProvider,
): Shop & { readonly provider: FakeProvider } {
  const clock = { now: start };
  const now = (): number => clock.now;
  const runtime = { ...webRuntime([{ id: 'one', bytes: new Uint8Array(32) }]), now };
  const provider = providerOn(runtime);
  const [store, other] = open(now);
  const engineOn = (on: Store): Checkout =>
    createCheckout({
      store: on,
      runtime,
      mode: 'test',
      rails: () => MOUNTS,
      limits: () => ({ maxItemQuantity: 1, maxCartTotal: { usd: 100_000 } }),
      fetch: provider.fetch,
      spend: createSpendGate({ store: on, runtime }),
    });
  return { clock, engines: [engineOn(store), engineOn(other)], records: { store, runtime }, provider };
}

const MOUNTS = [keyedRail(), hostedRail()].map((rail) => ({ rail, account: 'acct_1', active: true }));

/** A cart at version 2. */
export async function cartOf(checkout: Checkout, unitAmount: number): Promise<string> {
  const call = { ...WHO, operation: 'cart.create', key: null, body: {} };
  const { cart } = await createCart(checkout, call, { seller: 'shop', currency: 'usd' });
  const line = { item: 'item_1', variant: 'shirt', title: 'Shirt', quantity: 1, unitAmount };
  await editCart(checkout, { ...call, operation: 'cart.edit' }, cart.id, { type: 'add', line });
  return cart.id;
}

/** How a try to pay is made: with a token, or on a page. */
export type Means = { readonly token: string } | { readonly page: 'hosted' };

/** What came of a try: a type of outcome with the id of its page, or the code of an error. */
export interface Tried {
  readonly end: string;
  readonly page: string | null;
}

/** Tries to pay; where a person has to approve, one decides at once, and it is tried again. */
export async function spend(
  shop: Shop,
  checkout: Checkout,
  cart: string,
  price: number,
  means: Means,
): Promise<Tried> {
  const headers: Record<string, string> = 'token' in means ? { 'x-keyed-token': means.token } : {};
  const request = { method: 'POST', url: '/', headers, meta: {}, body: new Uint8Array() };
  const named = { operation: 'cart.checkout', key: cart, body: {}, resource: `/cart/${cart}` };
  try {
    const call = { ...WHO, ...named, cart, request, ...('page' in means && means) };
    const outcome = await checkout.pay(call);
    return { end: outcome.type, page: outcome.type === 'page' ? outcome.page.reference : null };
  } catch (error) {
    if (!isRailError(error)) throw error;
    const { approval_id: id } = error.extras.details ?? {};
    if (typeof id !== 'string' || error.code !== 'needs_approval') return { end: error.code, page: null };
    const decision = isDenied(price) ? 'denied' : 'approved';
    await decide(shop.records, WHO.tenant, id, { decision, by: 'a person' });
    return spend(shop, checkout, cart, price, means);
  }
}
