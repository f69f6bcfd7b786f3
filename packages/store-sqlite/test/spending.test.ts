import { type FakeProvider, fakeProvider, keyedRail } from '@railyard/conformance';
import { type Checkout, createCheckout, isRailError, type Store } from '@railyard/core';
import { createCart, editCart } from '@railyard/core/cart';
import { webRuntime } from '@railyard/core/runtime';
import { changePolicy, createSpendGate, readBudgets } from '@railyard/core/spend';
import { memoryStore } from '@railyard/core/store';
import { expect, it } from 'vitest';
import { openStore, temporaryFile } from './fixture.ts';

const WHO = { tenant: 'acme', principal: 'alice' };
const SPENDS = 1_000;
const LIMIT = 123_456;
const runtime = webRuntime([{ id: 'one', bytes: new Uint8Array(32) }]);

/** An engine as one server has it. */
function engineOn(store: Store, provider: FakeProvider): Checkout {
  return createCheckout({
    store,
    runtime,
    mode: 'test',
    rails: () => [{ rail: keyedRail(), account: 'acct_1', active: true }],
    limits: () => ({ maxItemQuantity: 1, maxCartTotal: { usd: 100_000 } }),
    fetch: provider.fetch,
    spend: createSpendGate({ store, runtime }),
  });
}

async function cartOf(checkout: Checkout, unitAmount: number): Promise<string> {
  const call = { ...WHO, operation: 'cart.create', key: null, body: {} };
  const { cart } = await createCart(checkout, call, { seller: 'shop', currency: 'usd' });
  const line = { item: 'item_1', variant: 'shirt', title: 'Shirt', quantity: 1, unitAmount };
  await editCart(checkout, { ...call, operation: 'cart.edit' }, cart.id, { type: 'add', line });
  return cart.id;
}

/** What a try to pay ends in; the bank declines every seventh. */
async function spend(checkout: Checkout, cart: string, at: number): Promise<string> {
  const token = at % 7 === 0 ? `tok_declined_${at}` : `tok_${at}`;
  const headers = { 'x-keyed-token': token };
  const request = { method: 'POST', url: '/', headers, meta: {}, body: new Uint8Array() };
  const call = { ...WHO, operation: 'cart.checkout', key: cart, body: {}, resource: `/cart/${cart}` };
  try {
    const outcome = await checkout.pay({ ...call, cart, request });
    return outcome.type;
  } catch (error) {
    if (isRailError(error)) return error.code;
    throw error;
  }
}

const STORES: readonly (readonly [string, () => readonly [Store, Store]])[] = [
  [
    'in memory',
    () => {
      const store = memoryStore();
      return [store, store];
    },
  ],
  [
    'on disk, of two servers',
    () => {
      const file = temporaryFile();
      return [openStore({ file }), openStore({ file })];
    },
  ],
];

it.each(STORES)(
  'a thousand spends at once never pass one budget by a cent, %s',
  { timeout: 60_000 },
  async (_, open) => {
    const [store, other] = open();
    const provider = fakeProvider(runtime);
    const engines = [engineOn(store, provider), engineOn(other, provider)] as const;
    const records = { store, runtime };
    await changePolicy(records, WHO, () => ({
      budgets: [{ period: 'total', limit: { amount: LIMIT, currency: 'usd' }, timeZone: 'UTC' }],
    }));
    const tries = await Promise.all(
      Array.from({ length: SPENDS }, async (__, at) => {
        const price = 50 + ((at * 7_919) % 997);
        const checkout = engines[at % 2 === 0 ? 0 : 1];
        return { at, price, checkout, cart: await cartOf(checkout, price) };
      }),
    );

    const ends = await Promise.all(tries.map(({ at, checkout, cart }) => spend(checkout, cart, at)));

    const taken = provider.charges.reduce((sum, { amount }) => sum + amount, 0);
    const paid = tries.filter((___, index) => ends[index] === 'paid');
    expect(new Set(ends)).toEqual(new Set(['paid', 'challenge', 'denied']));
    expect(taken).toBe(paid.reduce((sum, { price }) => sum + price, 0));
    expect(taken).toBeLessThanOrEqual(LIMIT);
    expect(await readBudgets(records, WHO)).toMatchObject([{ left: LIMIT - taken }]);

    // What was denied while others were under way can be spent now, to the last cent and not one more.
    let left = LIMIT - taken;
    for (const { at, checkout, price, cart } of tries.filter((___, index) => ends[index] === 'denied')) {
      if (at % 7 === 0) continue;
      expect(await spend(checkout, cart, at)).toBe(price <= left ? 'paid' : 'denied');
      if (price <= left) left -= price;
    }
    expect(provider.charges.reduce((sum, { amount }) => sum + amount, 0)).toBe(LIMIT - left);
    expect(await readBudgets(records, WHO)).toMatchObject([{ left }]);
  },
);
