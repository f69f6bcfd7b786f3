import type { Store } from '@railyard/core';
import { describe, expect, test } from 'vitest';
import { createLatch } from '../latch.ts';
import {
  chooseOn,
  finishRefunds,
  moneyAt,
  openChooser,
  type PageOf,
  pass,
  payByToken,
  payInTime,
  payLate,
  sleepForReal,
  standingOf,
  typesOf,
} from './history.ts';
import { type HostedSet, type HostedShop, openHostedShop } from './shop.ts';
import { openWire } from './wire.ts';

const CARD = 'card-via-stripe';
const COINS = 'usdc-on-base';
const PRICE = 4999;

interface Late {
  readonly how: string;
  readonly method: string;
  readonly pay: (shop: HostedShop, page: PageOf) => void;
}

/** The ways in which money comes on a page that is closed. */
const LATE: readonly Late[] = [
  { how: 'a card', method: CARD, pay: payLate },
  { how: 'USDC', method: COINS, pay: payLate },
  {
    how: 'USDC that took its time',
    method: COINS,
    pay({ coinbase }, { id }) {
      coinbase.visit(id, 'dawdle_late');
      coinbase.visit(id, 'confirm');
    },
  },
];

async function withPage(method: string, set: HostedSet = {}, wire = openWire()) {
  const shop = await openHostedShop(set, wire.over);
  const cart = await shop.readyCart();
  const chooser = await openChooser(shop, cart);
  return { shop, cart, chooser, page: await chooseOn(shop, chooser, method) };
}

describe('money on a page that is closed, by', () => {
  test.each(LATE)('$how, goes back when the cart has another order', async ({ method, pay }) => {
    const { shop, cart, chooser, page } = await withPage(method);
    expect((await payByToken(shop, cart)).status).toBe(200);
    pay(shop, page);
    await pass(shop);
    finishRefunds(shop);
    await pass(shop);

    expect(await standingOf(shop, cart)).toEqual({
      attempts: [`${page.rail} paid`, 'stripe-mpp paid'],
      refunds: [`${PRICE} refunded`],
      order: 'stripe-mpp',
    });
    expect(moneyAt(shop)).toEqual({ taken: [PRICE, PRICE], back: [PRICE] });
    expect(typesOf(shop)).toEqual(['order.paid', 'payment.late', 'refund.due', 'refund.refunded']);
    for (const session of [chooser.session, page.id]) {
      const { body } = await shop.call('GET', `/api/agent/orders/${session}`);
      expect(body).toMatchObject({ status: 'paid', payment_rail: 'stripe-mpp', amount: PRICE });
    }
  });

  test.each(LATE)(
    '$how, makes the order when the cart has none and is as it was',
    async ({ method, pay }) => {
      const { shop, cart, chooser, page } = await withPage(method);
      expect((await payByToken(shop, cart, 'pm_card_visa_chargeDeclined')).status).toBe(402);
      pay(shop, page);
      await pass(shop);

      expect(await standingOf(shop, cart)).toEqual({
        attempts: [`${page.rail} paid`, 'stripe-mpp declined'],
        refunds: [],
        order: page.rail,
      });
      expect(moneyAt(shop)).toEqual({ taken: [PRICE], back: [] });
      expect(typesOf(shop)).toEqual(['payment.late', 'order.paid']);
      const { body } = await shop.call('GET', `/api/agent/orders/${chooser.session}`);
      expect(body).toMatchObject({ status: 'paid', payment_rail: page.rail });
    },
  );

  test.each(LATE)(
    '$how, goes back when the cart has changed, which can be paid then',
    async ({ method, pay }) => {
      const { shop, cart, page } = await withPage(method);
      await shop.call('POST', `/api/agent/cart/${cart}/items`, { body: { variant_id: 'var_mug' } });
      pay(shop, page);
      await shop.ring();
      const order = () => shop.call('GET', `/api/agent/orders/${page.id}`);
      expect((await order()).body).toMatchObject({ status: 'refund_due', amount: PRICE });
      await pass(shop);
      finishRefunds(shop);
      await pass(shop);

      expect((await order()).body).toMatchObject({ status: 'refunded', payment_rail: null });
      expect(moneyAt(shop)).toEqual({ taken: [PRICE], back: [PRICE] });
      expect(typesOf(shop)).toEqual(['payment.late', 'refund.due', 'refund.refunded']);
      expect((await payByToken(shop, cart)).body).toMatchObject({ status: 'paid', amount: PRICE + 1400 });
      expect(await standingOf(shop, cart)).toMatchObject({
        refunds: [`${PRICE} refunded`],
        order: 'stripe-mpp',
      });
    },
  );
});

describe('money on the page of a method that the buyer has left', () => {
  test('goes back while the other page is open, which makes the order then', async () => {
    const { shop, cart, chooser, page } = await withPage(CARD);
    const coins = await chooseOn(shop, chooser, COINS);
    payLate(shop, page);
    await pass(shop);
    const meanwhile = await shop.call('GET', `/api/agent/orders/${chooser.session}`);
    payInTime(shop, coins);
    await pass(shop);

    expect(meanwhile.body).toMatchObject({ status: 'action_required', payment_rail: 'coinbase' });
    expect(await standingOf(shop, cart)).toEqual({
      attempts: ['stripe-checkout paid', 'coinbase paid'],
      refunds: [`${PRICE} refunded`],
      order: 'coinbase',
    });
    expect(moneyAt(shop)).toEqual({ taken: [PRICE, PRICE], back: [PRICE] });
    expect(typesOf(shop)).toEqual(['payment.late', 'refund.due', 'refund.refunded', 'order.paid']);
  });

  test.each([
    ['card to USDC', [CARD, COINS]],
    ['USDC to card', [COINS, CARD]],
    ['card to USDC and back', [CARD, COINS, CARD]],
    ['USDC to card and back', [COINS, CARD, COINS]],
  ])('goes back, after %s, and every session tells of the one order', async (_, methods) => {
    const [first = CARD, ...others] = methods;
    const { shop, cart, chooser, page } = await withPage(first);
    const pages = [page];
    for (const method of others) pages.push(await chooseOn(shop, chooser, method));
    const last = pages.at(-1) as PageOf;
    payInTime(shop, last);
    await pass(shop);
    payLate(shop, page);
    await pass(shop);
    finishRefunds(shop);
    await pass(shop);

    const closed = pages.slice(1, -1).map(({ rail }) => `${rail} cancelled`);
    expect(await standingOf(shop, cart)).toEqual({
      attempts: [`${page.rail} paid`, ...closed, `${last.rail} paid`],
      refunds: [`${PRICE} refunded`],
      order: last.rail,
    });
    expect(moneyAt(shop)).toEqual({ taken: [PRICE, PRICE], back: [PRICE] });
    expect(typesOf(shop)).toEqual(['order.paid', 'payment.late', 'refund.due', 'refund.refunded']);
    for (const session of [chooser.session, ...pages.map(({ id }) => id)]) {
      const { body } = await shop.call('GET', `/api/agent/orders/${session}`);
      expect(body).toMatchObject({ status: 'paid', payment_rail: last.rail, reference: last.id });
    }
  });
});

test.each(['duplicate', 'reorder'] as const)('webhooks that %s make one refund', async (fault) => {
  const { shop, cart, page } = await withPage(CARD);
  await payByToken(shop, cart);
  shop.stripe.webhooks({ fault, times: 9 });
  payLate(shop, page);
  await pass(shop);

  expect(await standingOf(shop, cart)).toMatchObject({ refunds: [`${PRICE} refunded`], order: 'stripe-mpp' });
  expect(moneyAt(shop)).toEqual({ taken: [PRICE, PRICE], back: [PRICE] });
  expect(typesOf(shop)).toEqual(['order.paid', 'payment.late', 'refund.due', 'refund.refunded']);
});

test.each([
  { method: CARD, closing: /^< 200 POST .*\/expire$/, closed: /^< 200 GET .*\/cs_\w+$/ },
  { method: COINS, closing: /^> POST .*\/deactivate$/, closed: /^< 200 POST .*\/deactivate$/ },
])(
  'money that comes in the moment of closing, by $method, is not forgotten',
  async ({ method, closing, closed }) => {
    const wire = openWire();
    const asked = createLatch();
    let isLate = false;
    const before = (store: Store): Store => ({
      ...store,
      async update(keys, change) {
        if (isLate) asked.open();
        return store.update(keys, change);
      },
    });
    const { shop, cart, page } = await withPage(method, { before, sleep: sleepForReal }, wire);
    const rung: Promise<number>[] = [];
    // The provider has told that the page is closed, and the server does not hear it before the webhook is looked into.
    wire.once(closing, () =>
      wire.once(closed, async () => {
        payLate(shop, page);
        isLate = true;
        rung.push(shop.ring());
        await asked.opened;
      }),
    );
    const edited = await shop.call('POST', `/api/agent/cart/${cart}/items`, {
      body: { variant_id: 'var_mug' },
    });
    await Promise.all(rung);
    await pass(shop);
    finishRefunds(shop);
    await pass(shop);

    expect([edited.status, rung.length]).toEqual([200, 1]);
    expect(await standingOf(shop, cart)).toEqual({
      attempts: [`${page.rail} paid`],
      refunds: [`${PRICE} refunded`],
      order: null,
    });
    expect(moneyAt(shop)).toEqual({ taken: [PRICE], back: [PRICE] });
  },
);
