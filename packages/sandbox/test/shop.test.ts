import { describe, expect, it } from 'vitest';
import type { DeliveryTime, ShopProduct } from '../src/index.ts';
import { ADDRESS, ask, CART, openShopBench, refusalOf, type ShopBench, TOTAL } from './shop-support.ts';
import { START } from './stripe-support.ts';

/** The products that a query finds. */
async function found(bench: ShopBench, query: string): Promise<readonly string[]> {
  const { body } = await ask(bench, `GET /products${query}`, { token: null });
  return (body.products as readonly ShopProduct[]).map(({ id }) => id);
}

describe('what a shop sells', () => {
  it('is found by words, in whatever order, and by category', async () => {
    const bench = await openShopBench();
    expect(await found(bench, '?query=roast+COFFEE')).toEqual(['prd_coffee']);
    expect(await found(bench, '?query=nothing')).toEqual([]);
    expect(await found(bench, '?category=bakery')).toEqual(['prd_sourdough', 'prd_croissants']);
  });

  it('comes in pages', async () => {
    const bench = await openShopBench();
    const { body } = await ask(bench, 'GET /products?limit=2&cursor=13');
    expect([(body.products as unknown[]).length, body.next_cursor]).toEqual([2, null]);
    expect((await ask(bench, 'GET /products?limit=2')).body.next_cursor).toBe('2');
  });

  it('has a price, and may be sold out', async () => {
    const bench = await openShopBench();
    bench.local.price('prd_milk', 205);
    bench.local.stock('prd_milk', 0);
    expect((await ask(bench, 'GET /products/prd_milk')).body).toMatchObject({
      price: 205,
      currency: 'usd',
      available: false,
    });
  });
});

describe('when a shop delivers', () => {
  it('is as soon as it can, or in a slot that has not begun', async () => {
    const bench = await openShopBench();
    const { body } = await ask(bench, 'GET /delivery_times');
    const [asap, ...slots] = body.delivery_times as readonly DeliveryTime[];
    expect(asap).toMatchObject({ id: 'asap', fee: 399 });
    expect(slots.length).toBeGreaterThan(12);
    for (const { from, to } of slots) {
      expect(Date.parse(from)).toBeGreaterThan(START);
      expect(Date.parse(to) - Date.parse(from)).toBe(2 * 60 * 60 * 1000);
    }
    const slot = slots[0]?.id ?? '';
    const cart = { ...CART, delivery_time: slot };
    expect((await ask(bench, 'POST /carts', { body: cart })).body).toMatchObject({
      delivery: { id: slot },
      fee: 199,
    });
    bench.issuing.pass(24 * 60 * 60 * 1000);
    expect(refusalOf(await ask(bench, 'POST /carts', { body: cart }))).toBe('409 delivery_time_unavailable');
  });
});

describe('an account', () => {
  it('is linked by the code in a letter, and is the same the next time', async () => {
    const bench = await openShopBench();
    const link = async (): Promise<unknown> => {
      const { body } = await ask(bench, 'POST /links', { body: { email: 'Bob@Example.com' }, token: null });
      const { code, to } = bench.local.inbox().at(-1) ?? { code: '', to: '' };
      expect(to).toBe('bob@example.com');
      const said = await ask(bench, `POST /links/${String(body.id)}/confirm`, {
        body: { code },
        token: null,
      });
      expect(said.status).toBe(200);
      const used = await ask(bench, `POST /links/${String(body.id)}/confirm`, { body: { code } });
      expect(refusalOf(used)).toBe('404 not_found');
      return said.body.customer_token;
    };
    const token = String(await link());
    expect(await link()).toBe(token);
    expect((await ask(bench, 'GET /account', { token })).body).toMatchObject({ email: 'bob@example.com' });
  });

  it('is not linked by guessing, nor by a code that is old or was used', async () => {
    const bench = await openShopBench();
    const { body } = await ask(bench, 'POST /links', { body: { email: 'bob@example.com' } });
    const code = bench.local.inbox()[0]?.code ?? '';
    const wrong = code === '000000' ? '000001' : '000000';
    const confirm = async (tried: string): Promise<string> =>
      refusalOf(await ask(bench, `POST /links/${String(body.id)}/confirm`, { body: { code: tried } }));
    for (let tries = 0; tries < 5; tries += 1) expect(await confirm(wrong)).toBe('422 wrong_code');
    expect(await confirm(code)).toBe('410 link_expired');

    const second = await ask(bench, 'POST /links', { body: { email: 'bob@example.com' } });
    bench.issuing.pass(10 * 60 * 1000);
    const late = { body: { code: bench.local.inbox()[1]?.code } };
    expect(refusalOf(await ask(bench, `POST /links/${String(second.body.id)}/confirm`, late))).toBe(
      '410 link_expired',
    );
  });

  it('sees none of another’s carts and orders', async () => {
    const bench = await openShopBench();
    const { body: cart } = await ask(bench, 'POST /carts', { body: CART });
    const { body: link } = await ask(bench, 'POST /links', { body: { email: 'bob@example.com' } });
    const { code } = bench.local.inbox()[0] ?? { code: '' };
    const { body } = await ask(bench, `POST /links/${String(link.id)}/confirm`, { body: { code } });
    const token = String(body.customer_token);
    expect(refusalOf(await ask(bench, `GET /carts/${String(cart.id)}`, { token }))).toBe('404 not_found');
    expect((await ask(bench, 'GET /orders', { token })).body.orders).toEqual([]);
  });

  it.each([
    ['GET /account', { token: null }],
    ['GET /account', { token: 'cust_another' }],
    ['POST /carts', { token: null, body: CART }],
    ['GET /products', { key: null }],
    ['GET /products', { key: 'shop_test_another' }],
  ])('is needed, and the platform’s key: %s with %o', async (target, sent) => {
    expect(refusalOf(await ask(await openShopBench(), target, sent))).toBe('401 unauthorized');
  });
});

describe('a cart', () => {
  it('is priced when it is made and when it is changed', async () => {
    const bench = await openShopBench();
    const { body } = await ask(bench, 'POST /carts', { body: CART });
    expect(body).toMatchObject({ subtotal: 4497, fee: 399, tip: 103, total: TOTAL, currency: 'usd' });
    bench.local.price('prd_coffee', 1600);
    const cart = `/carts/${String(body.id)}`;
    expect((await ask(bench, `GET ${cart}`)).body.total).toBe(TOTAL);
    const { tip: _, ...without } = CART;
    expect((await ask(bench, `PUT ${cart}`, { body: without })).body).toMatchObject({
      id: body.id,
      total: 5199,
    });
  });

  it.each<[string, string, unknown]>([
    ['no body', '422 invalid_request', undefined],
    ['no JSON', '422 invalid_request', '{'],
    ['nothing in it', '422 invalid_request', { ...CART, items: [] }],
    [
      'a part of something',
      '422 invalid_request',
      { ...CART, items: [{ product_id: 'prd_milk', quantity: 0.5 }] },
    ],
    ['a product twice', '422 invalid_request', { ...CART, items: [...CART.items, ...CART.items] }],
    [
      'a product that there is not',
      '404 not_found',
      { ...CART, items: [{ product_id: 'prd_x', quantity: 1 }] },
    ],
    [
      'more than there is',
      '409 out_of_stock',
      { ...CART, items: [{ product_id: 'prd_milk', quantity: 100 }] },
    ],
    ['a misspelt field', '422 invalid_request', { ...CART, tips: 1 }],
    ['a tip that is negative', '422 invalid_request', { ...CART, tip: -1 }],
    ['a time that there is not', '409 delivery_time_unavailable', { ...CART, delivery_time: 'tomorrow' }],
    [
      'an address without a street',
      '422 invalid_request',
      { ...CART, address: { ...ADDRESS, line1: undefined } },
    ],
    ['an address abroad', '422 not_delivered_there', { ...CART, address: { ...ADDRESS, country: 'CA' } }],
  ])('with %s is refused', async (_, refusal, body) => {
    const bench = await openShopBench();
    bench.local.stock('prd_milk', 99);
    expect(refusalOf(await ask(bench, 'POST /carts', { body }))).toBe(refusal);
  });

  it('is there for an hour', async () => {
    const bench = await openShopBench();
    const { body } = await ask(bench, 'POST /carts', { body: CART });
    bench.issuing.pass(60 * 60 * 1000);
    expect(refusalOf(await ask(bench, `PUT /carts/${String(body.id)}`, { body: CART }))).toBe(
      '409 cart_expired',
    );
  });

  it('is asked for at a path of the shop', async () => {
    const bench = await openShopBench();
    for (const target of ['GET /nowhere', 'PUT /orders', 'GET /carts/'])
      expect(refusalOf(await ask(bench, target))).toBe('404 not_found');
  });
});
