import { createCheckout, type PaymentRail } from '@railyard/core';
import { createCart, editCart } from '@railyard/core/cart';
import { answerTo, railRequest } from '@railyard/core/http';
import { webRuntime } from '@railyard/core/runtime';
import { memoryStore } from '@railyard/core/store';

/** Takes any `x-coin` as exact payment. */
const coin: PaymentRail<'coin', string> = {
  spec: 1,
  id: 'coin',
  manifest: {
    title: 'Coins',
    payer: 'agent',
    stage: 'beta',
    settlement: 'at once',
    currencies: { usd: { min: 1 } },
    keyLifetime: null,
    writes: { headers: ['x-coin-required'], body: [], meta: [] },
  },
  detect({ headers }) {
    const id = headers['x-coin'];
    return id === undefined ? null : { fingerprint: `coin:${id}`, payload: id, facts: {}, expiresAt: null };
  },
  async challenge({ total }) {
    return { headers: { 'x-coin-required': String(total.amount) }, body: {}, meta: {}, offer: {} };
  },
  async settle({ total }, credential) {
    const reference = credential?.payload ?? '';
    return { state: 'paid', reference, total, receipt: { headers: {}, body: {}, meta: {} } };
  },
  async status() {
    return { state: 'unknown', reason: 'never_asked' };
  },
};

function call(operation: string, body: string) {
  return { tenant: 'demo', principal: 'key_1', operation, key: `key-${operation}`, body };
}

/** A whole sale: a cart, a challenge, a payment, its replay. */
async function sale(url: string): Promise<unknown> {
  const checkout = createCheckout({
    store: memoryStore(),
    runtime: webRuntime([{ id: 'k1', bytes: crypto.getRandomValues(new Uint8Array(32)) }]),
    mode: 'test',
    rails: () => [{ rail: coin, account: 'main', active: true }],
    limits: () => ({ maxItemQuantity: 10, maxCartTotal: { usd: 100_000 } }),
    fetch,
  });
  const { cart } = await createCart(checkout, call('create', ''), { seller: 'shop', currency: 'usd' });
  const line = { item: 'item_1', variant: 'tea', title: 'Tea', quantity: 1, unitAmount: 4999 };
  await editCart(checkout, call('add', 'tea'), cart.id, { type: 'add', line });

  const pay = async (headers: Record<string, string>) => {
    const request = railRequest(new Request(url, { method: 'POST', headers }), new Uint8Array());
    const outcome = await checkout.pay({ ...call('pay', ''), cart: cart.id, request, resource: url });
    const { status, body } = answerTo(outcome);
    return { type: outcome.type, status, body };
  };
  return [await pay({}), await pay({ 'x-coin': 'one' }), await pay({ 'x-coin': 'one' })];
}

export default {
  async fetch(request: Request): Promise<Response> {
    try {
      return Response.json(await sale(request.url));
    } catch (error) {
      return Response.json({ error: String(error) }, { status: 500 });
    }
  },
};
