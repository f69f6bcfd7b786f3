import { describe, expect, it } from 'vitest';
import {
  ask,
  CART,
  type Card,
  cardFor,
  openShopBench,
  orderFor,
  place,
  refusalOf,
  type ShopBench,
  TOTAL,
} from './shop-support.ts';

/** What the card of a test has paid. */
function moneyOf({ issuing }: ShopBench, { id }: Card): unknown {
  const { status, held, taken, payments } =
    issuing.local.issuing.money().find(({ card }) => card === id) ??
    ({} as { status?: string; held?: number; taken?: number; payments?: number });
  return { status, held, taken, payments };
}

const UNTOUCHED = { status: 'active', held: 0, taken: 0, payments: 0 };
const HELD = { status: 'canceled', held: TOTAL, taken: 0, payments: 1 };

describe('an order', () => {
  it('is paid by the card, and goes its way', async () => {
    const bench = await openShopBench();
    const card = await cardFor(bench);
    const { status, body } = await place(bench, card);
    expect([status, body]).toMatchObject([
      201,
      {
        state: 'confirmed',
        client_key: 'k1',
        total: TOTAL,
        tip: 103,
        card: { last4: card.shown.number.slice(-4) },
      },
    ]);
    expect(moneyOf(bench, card)).toEqual(HELD);
    const id = String(body.id);
    await bench.local.progress(id);
    expect(moneyOf(bench, card)).toEqual({ status: 'canceled', held: 0, taken: TOTAL, payments: 1 });
    expect((await ask(bench, `GET /orders/${id}`)).body.state).toBe('on_its_way');
    await bench.local.progress(id);
    expect((await ask(bench, `GET /orders/${id}`)).body.state).toBe('delivered');
    await expect(bench.local.progress(id)).rejects.toThrow('goes no further');
  });

  it('is placed once for a key, however often and at once it is asked for', async () => {
    const bench = await openShopBench();
    const card = await cardFor(bench);
    const body = await orderFor(bench, card);
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(bench, 'POST /orders', { body })));
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
    expect(new Set(answers.flatMap(({ body: { error } }) => error?.code ?? []))).toEqual(
      new Set(['order_in_progress']),
    );
    const again = await ask(bench, 'POST /orders', { body });
    expect(again.body.id).toBe(answers.find(({ status }) => status === 201)?.body.id);
    expect(bench.local.orders()).toHaveLength(1);
    expect(moneyOf(bench, card)).toEqual(HELD);
  });

  it('is placed once for a cart, also when two keys ask at once', async () => {
    const bench = await openShopBench();
    const body = await orderFor(
      bench,
      await cardFor(bench, { lifecycle_controls: { cancel_after: { payment_count: 2 } } }),
    );
    const asked = ['k1', 'k2'].map((client_key) =>
      ask(bench, 'POST /orders', { body: { ...body, client_key } }),
    );
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([201, 409]);
    expect(bench.local.orders()).toHaveLength(1);
  });

  it('is refused for a key or a cart that another order has', async () => {
    const bench = await openShopBench();
    const card = await cardFor(bench);
    const body = await orderFor(bench, card);
    await ask(bench, 'POST /orders', { body });
    const other = await orderFor(bench, card);
    expect(refusalOf(await ask(bench, 'POST /orders', { body: other }))).toBe('422 client_key_reused');
    const second = { ...body, client_key: 'k2' };
    expect(refusalOf(await ask(bench, 'POST /orders', { body: second }))).toBe('409 cart_already_ordered');
    expect(bench.local.orders()).toHaveLength(1);
  });

  it('is found by its key, and nothing is found by another', async () => {
    const bench = await openShopBench();
    const { body } = await place(bench, await cardFor(bench));
    expect((await ask(bench, 'GET /order_keys/k1')).body).toMatchObject({
      certain: true,
      orders: [{ id: body.id }],
    });
    expect((await ask(bench, 'GET /order_keys/k2')).body).toEqual({
      client_key: 'k2',
      certain: true,
      orders: [],
    });
    expect((await ask(bench, 'GET /orders')).body.orders).toMatchObject([{ id: body.id }]);
  });

  it('gives up its money when it is canceled, until it is on its way', async () => {
    const bench = await openShopBench();
    const card = await cardFor(bench);
    const { body } = await place(bench, card);
    const cancel = `POST /orders/${String(body.id)}/cancel`;
    expect((await ask(bench, cancel)).body.state).toBe('canceled');
    expect((await ask(bench, cancel)).body.state).toBe('canceled');
    expect(moneyOf(bench, card)).toEqual({ ...HELD, held: 0 });
    const second = await place(bench, await cardFor(bench), 'k2');
    await bench.local.progress(String(second.body.id));
    expect(refusalOf(await ask(bench, `POST /orders/${String(second.body.id)}/cancel`))).toBe('409 too_late');
  });

  it('takes from what there is, and puts it back when it is canceled', async () => {
    const bench = await openShopBench();
    bench.local.stock('prd_coffee', 3);
    const { body } = await place(bench, await cardFor(bench));
    expect(refusalOf(await ask(bench, 'POST /carts', { body: CART }))).toBe('409 out_of_stock');
    await ask(bench, `POST /orders/${String(body.id)}/cancel`);
    expect((await ask(bench, 'POST /carts', { body: CART })).status).toBe(201);
  });
});

describe('an order that is refused has no order and no money, and its key is free', () => {
  it.each<[string, string, (bench: ShopBench) => void]>([
    ['what it wants was sold', '409 out_of_stock', ({ local }) => local.stock('prd_coffee', 2)],
    ['a price has risen', '409 price_changed', ({ local }) => local.price('prd_coffee', 1500)],
    ['a price has fallen', '409 price_changed', ({ local }) => local.price('prd_coffee', 1498)],
    ['it is to be out of stock', '409 out_of_stock', ({ local }) => local.trick({ trick: 'out_of_stock' })],
    ['prices are to rise', '409 price_changed', ({ local }) => local.trick({ trick: 'price_change', by: 1 })],
    ['the card is to be declined', '402 card_declined', ({ local }) => local.trick({ trick: 'decline' })],
    [
      'the issuer declines',
      '402 card_declined',
      ({ issuing }) => issuing.local.issuing.decline({ reason: 'insufficient_funds' }),
    ],
    [
      'the shop wants more than the card allows',
      '402 card_declined',
      ({ local }) => local.trick({ trick: 'overcharge', by: 1, how: 'authorize' }),
    ],
  ])('because %s', async (_, refusal, spoil) => {
    const bench = await openShopBench();
    const card = await cardFor(bench);
    const body = await orderFor(bench, card);
    spoil(bench);
    expect(refusalOf(await ask(bench, 'POST /orders', { body }))).toBe(refusal);
    expect(bench.local.orders()).toEqual([]);
    expect(moneyOf(bench, card)).toEqual(UNTOUCHED);
    expect((await ask(bench, 'GET /order_keys/k1')).body).toMatchObject({ certain: true, orders: [] });
    bench.local.stock('prd_coffee', 9);
    bench.local.price('prd_coffee', 1499);
    expect((await place(bench, card)).status).toBe(201);
  });

  it.each([
    ['number', '4242'],
    ['cvc', '12'],
    ['exp_month', 13],
    ['exp_year', '2030'],
    ['name', 'Ada'],
  ])('because its card has a wrong %s, which nobody is told', async (name, value) => {
    const bench = await openShopBench();
    const card = await cardFor(bench);
    const body = await orderFor(bench, { ...card, shown: { ...card.shown, [name]: value } });
    const said = await ask(bench, 'POST /orders', { body });
    expect(refusalOf(said)).toBe('422 invalid_card');
    expect(said.text).not.toContain(card.shown.number);
    expect(moneyOf(bench, card)).toEqual(UNTOUCHED);
  });

  it('unless the price that has changed is agreed to, which is then what the order costs', async () => {
    const bench = await openShopBench();
    const card = await cardFor(bench);
    const body = await orderFor(bench, card);
    bench.local.price('prd_coffee', 1498);
    const said = await ask(bench, 'POST /orders', { body: { ...body, expected_total: TOTAL - 3 } });
    expect(said.body).toMatchObject({ total: TOTAL - 3, items: [{ unit_price: 1498 }] });
    expect(moneyOf(bench, card)).toEqual({ ...HELD, held: TOTAL - 3 });
  });

  it('because its total is not what the cart costs', async () => {
    const bench = await openShopBench();
    const body = { ...(await orderFor(bench, await cardFor(bench))), expected_total: TOTAL - 1 };
    const said = await ask(bench, 'POST /orders', { body });
    expect(said.body.error).toMatchObject({ code: 'price_changed', total: TOTAL, expected_total: TOTAL - 1 });
  });
});

describe('a payment that is confirming', () => {
  it('holds the money of the card, and the order waits for it', async () => {
    const bench = await openShopBench();
    const card = await cardFor(bench);
    bench.local.trick({ trick: 'confirming' });
    const { body } = await place(bench, card);
    expect([body.state, moneyOf(bench, card)]).toEqual(['confirming', HELD]);
    const [id, state] = [
      String(body.id),
      async () => (await ask(bench, 'GET /order_keys/k1')).body.orders?.[0]?.state,
    ];
    await expect(bench.local.progress(id)).rejects.toThrow('goes no further');
    await bench.local.settle(id, 'confirmed');
    expect(await state()).toBe('confirmed');
    await expect(bench.local.settle(id, 'failed')).rejects.toThrow('not confirming');
  });

  it('gives the money up when it fails', async () => {
    const bench = await openShopBench();
    const card = await cardFor(bench);
    bench.local.trick({ trick: 'confirming' });
    const { body } = await place(bench, card);
    await bench.local.settle(String(body.id), 'failed');
    expect(moneyOf(bench, card)).toEqual({ ...HELD, held: 0 });
    expect((await ask(bench, 'GET /order_keys/k1')).body.orders).toMatchObject([{ state: 'failed' }]);
  });

  it.each([
    ['active', 'confirmed', HELD],
    ['canceled', 'failed', { ...UNTOUCHED, status: 'canceled' }],
  ] as const)('can be authorized late, when the card is %s', async (status, state, money) => {
    const bench = await openShopBench();
    const card = await cardFor(bench);
    bench.local.trick({ trick: 'confirming', authorizes: 'later' });
    const { body } = await place(bench, card);
    expect([body.state, moneyOf(bench, card)]).toEqual(['confirming', UNTOUCHED]);
    await bench.issuing.sdk.issuing.cards.update(card.id, { status });
    await bench.local.settle(String(body.id), 'confirmed');
    expect([bench.local.orders()[0]?.state, moneyOf(bench, card)]).toEqual([state, money]);
  });
});

describe('a shop that takes more than was agreed', () => {
  const wide = {
    spending_controls: { spending_limits: [{ amount: 99_999, interval: 'all_time' as const }] },
  };

  it.each([
    ['authorize', 5099, 0],
    ['capture', TOTAL, 0],
    ['force', TOTAL, 100],
  ] as const)('by %s says that it takes what was agreed', async (how, held, taken) => {
    const bench = await openShopBench();
    const card = await cardFor(bench, wide);
    bench.local.trick({ trick: 'overcharge', by: 100, how });
    const { body } = await place(bench, card);
    expect(body.total).toBe(TOTAL);
    expect(moneyOf(bench, card)).toMatchObject({ held, taken });
    await bench.local.progress(String(body.id));
    expect(moneyOf(bench, card)).toMatchObject({ held: 0, taken: 5099 });
  });

  it('tries to be paid twice, which a card for one payment does not let it', async () => {
    const bench = await openShopBench();
    const card = await cardFor(bench);
    bench.local.trick({ trick: 'double_charge', how: 'authorize' });
    expect((await place(bench, card)).status).toBe(201);
    expect(moneyOf(bench, card)).toEqual(HELD);
    expect(bench.issuing.local.issuing.authorizations()).toMatchObject([
      { approved: true },
      { approved: false, request_history: [{ reason: 'card_canceled' }] },
    ]);
  });

  it('is paid twice by a card for more, and by force', async () => {
    const bench = await openShopBench();
    const [multiple, single] = [
      await cardFor(bench, { ...wide, lifecycle_controls: { cancel_after: { payment_count: 2 } } }),
      await cardFor(bench),
    ];
    bench.local.trick({ trick: 'double_charge', how: 'authorize' });
    await place(bench, multiple, 'k1');
    expect(moneyOf(bench, multiple)).toMatchObject({ held: 2 * TOTAL, payments: 2 });
    bench.local.trick({ trick: 'double_charge', how: 'force' });
    await place(bench, single, 'k2');
    expect(moneyOf(bench, single)).toMatchObject({ held: TOTAL, taken: TOTAL, payments: 2 });
  });

  it('tries a card with a little first, and gives that up at once or never', async () => {
    const bench = await openShopBench();
    const trick = { trick: 'try_card', amount: 100 } as const;
    const [kept, given] = [await cardFor(bench, wide), await cardFor(bench)];
    bench.local.trick({ ...trick, gives_up: 'never' });
    await place(bench, kept, 'k1');
    expect(moneyOf(bench, kept)).toMatchObject({ held: TOTAL + 100, payments: 2 });
    bench.local.trick({ ...trick, gives_up: 'at_once' });
    await place(bench, given, 'k2');
    expect(moneyOf(bench, given)).toMatchObject({ held: TOTAL, taken: 0 });
  });

  it('takes no order with a card that does not let itself be tried', async () => {
    const bench = await openShopBench();
    const card = await cardFor(bench);
    bench.local.trick({ trick: 'try_card', amount: 1_000_000, gives_up: 'at_once' });
    expect((await place(bench, card)).status).toBe(402);
    expect(bench.local.orders()).toEqual([]);
  });
});
