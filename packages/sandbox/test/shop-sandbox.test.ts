import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Stripe from 'stripe';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hostile, type Sandbox, startSandbox } from '../src/index.ts';
import { CARDHOLDER } from './issuing-support.ts';
import { ask, CART, type ShopSaid, type ShopSent } from './shop-support.ts';
import { answers, pidOf, post, temporaryFolder, useSandbox } from './support.ts';

function shopOf({ shop }: Sandbox, target: string, sent: ShopSent = {}): Promise<ShopSaid> {
  return ask({ shop: { facts: shop, fetch } }, target, sent);
}

/** A card of the sandbox's Stripe, with what is printed on it. */
async function mint({ stripe }: Sandbox) {
  const { hostname: host, port } = new URL(stripe.url);
  const sdk = new Stripe(stripe.secretKey, { host, port, protocol: 'http', telemetry: false });
  const { id: cardholder } = await sdk.issuing.cardholders.create(CARDHOLDER);
  const { id } = await sdk.issuing.cards.create({
    cardholder,
    currency: 'usd',
    type: 'virtual',
    status: 'active',
    lifecycle_controls: { cancel_after: { payment_count: 1 } },
  });
  const { number, cvc, exp_month, exp_year } = await sdk.issuing.cards.retrieve(id, {
    expand: ['number', 'cvc'],
  });
  return { number, cvc, exp_month, exp_year };
}

async function place(sandbox: Sandbox, card: object): Promise<ShopSaid> {
  const { body } = await shopOf(sandbox, 'POST /carts', { body: CART });
  const order = { client_key: 'k1', cart_id: body.id, expected_total: body.total, card };
  return shopOf(sandbox, 'POST /orders', { body: order });
}

describe('the shop of a sandbox', () => {
  const used = useSandbox();

  it('is told by JSON what goes wrong, and shows what it holds', async () => {
    const { sandbox, yard } = used;
    const card = await mint(sandbox);
    await yard.shop.price('prd_milk', 205);
    await yard.shop.stock('prd_eggs', 0);
    expect((await shopOf(sandbox, 'GET /products/prd_milk')).body.price).toBe(205);
    expect((await shopOf(sandbox, 'GET /products/prd_eggs')).body.available).toBe(false);
    await yard.shop.trick({ trick: 'confirming' });
    await yard.shop.fault('orders.create', { fault: 'cut', when: 'after' });
    await expect(place(sandbox, card)).rejects.toThrow('fetch failed');
    const [order] = await yard.shop.orders();
    await yard.shop.settle(order?.id ?? '', 'confirmed');
    await yard.shop.progress(order?.id ?? '');
    expect((await shopOf(sandbox, 'GET /order_keys/k1')).body.orders).toMatchObject([
      { state: 'on_its_way' },
    ]);
    expect((await yard.issuing.books()).money).toMatchObject([{ held: 0, taken: 4999, status: 'canceled' }]);
    await yard.shop.loseIndex(60_000);
    expect((await shopOf(sandbox, 'GET /order_keys/k1')).body.certain).toBe(false);
    await yard.reset();
    expect((await shopOf(sandbox, 'GET /order_keys/k1')).body.certain).toBe(true);
    await shopOf(sandbox, 'POST /links', { body: { email: 'bob@example.com' } });
    expect(await yard.shop.inbox()).toMatchObject([{ to: 'bob@example.com' }]);
    expect((await yard.shop.calls()).map(({ call }) => call)).toEqual(['orders.find', 'links.create']);
  });

  it.each([
    ['', { call: 'orders.place', fault: 'cut' }, '"call" must be one of'],
    ['', { call: 'orders.create', fault: 'late' }, '"ms" must be'],
    ['', { call: 'orders.create', fault: 'cannot_tell' }, 'is no fault of'],
    ['/trick', { trick: 'overcharge', by: 1 }, '"how" must be one of'],
    ['/trick', { trick: 'generous' }, '"trick" must be one of'],
    ['/price', { product: 'prd_x', cents: 1 }, 'no such product'],
    ['/stock', { product: 'prd_milk', count: -1 }, '"count" must be'],
    ['/settle', { order: 'ord_x', outcome: 'confirmed' }, 'no such order'],
    ['/progress', {}, '"order" must be a text'],
  ])('says what is wrong with what it is told at shop%s: %o', async (path, body, sentence) => {
    const { status, text } = await post(`${used.sandbox.faultsUrl}/shop${path}`, body);
    expect(status).toBe(422);
    expect((JSON.parse(text) as { error: string }).error).toContain(sentence);
  });
});

describe('a sandbox that is killed', () => {
  it('has the orders of its shop, and no number of a card in any file', async () => {
    const folder = temporaryFolder();
    const first = await startSandbox({ folder });
    const card = await mint(first);
    await hostile(first).shop.fault('orders.create', { fault: 'cut', when: 'after' });
    await expect(place(first, card)).rejects.toThrow('fetch failed');
    process.kill(pidOf(folder), 'SIGKILL');
    await expect.poll(() => answers(first.stripe.url), { timeout: 5000 }).toBe(false);

    const second = await startSandbox({ folder });
    onTestFinished(() => second.stop());
    expect({ ...second.shop, url: '' }).toEqual({ ...first.shop, url: '' });
    const { body } = await shopOf(second, 'GET /order_keys/k1');
    expect(body).toMatchObject({ certain: true, orders: [{ state: 'confirmed', total: 4999 }] });
    await hostile(second).shop.progress(body.orders?.[0]?.id ?? '');
    expect((await hostile(second).issuing.books()).money).toMatchObject([{ taken: 4999 }]);
    const kept = join(folder, 'sandbox');
    for (const file of readdirSync(kept))
      expect(readFileSync(join(kept, file), 'latin1')).not.toContain(card.number);
  });
});
