import { refundOrder } from '@railyard/core/operator';
import { describe, expect, it } from 'vitest';
import { recordOf } from '../hosted/record.ts';
import { type DarkShop, linkTo, openCoinbase, openDarkShop } from './darkness.ts';

interface Way {
  readonly rail: string;
  readonly pay: (shop: DarkShop, cart: string) => Promise<void>;
}

const WAYS: readonly Way[] = [
  {
    rail: 'stripe-checkout',
    async pay(shop, cart) {
      const { body } = await linkTo(shop, cart, 'stripe-checkout');
      shop.stripe.visit(String(body.session_id), 'pay');
    },
  },
  {
    rail: 'coinbase',
    async pay(shop, cart) {
      await openCoinbase(shop, cart);
      shop.coinbase.visit(shop.coinbase.checkouts()[0]?.id ?? '', 'pay');
    },
  },
  {
    rail: 'stripe-mpp',
    async pay(shop, cart) {
      const path = `/api/agent/cart/${cart}/checkout`;
      await shop.call('POST', path, { key: 'token' });
      const headers = { 'payment-authorization': `Payment ${shop.stripe.mint({ maxAmount: 4999 })}` };
      await shop.call('POST', path, { key: 'token', headers });
    },
  },
];

/** An order whose refund its provider never answered for two days, whether or not it was made. */
async function unanswered({ pay }: Way, how: 'made' | 'not made') {
  const shop = await openDarkShop();
  const cart = await shop.readyCart();
  await pay(shop, cart);
  await shop.reconcile();
  await shop.ring();
  const order = (await recordOf(shop, cart)).order?.id ?? '';
  const lost = { fault: 'cut', when: how === 'made' ? 'after' : 'before' } as const;
  shop.stripe.fault('refunds.create', lost);
  shop.coinbase.fault('checkouts.refund', lost);
  await refundOrder(shop.server.checkout, { tenant: 'demo', order, key: 'r', reason: 'broken' });
  shop.goDark('requests');
  await shop.wait();
  const { body } = await shop.operate('GET', '/cases');
  const [one] = body.cases as readonly { readonly case_id: string; readonly rulings: readonly string[] }[];
  return { shop, cart, id: one?.case_id ?? '', rulings: one?.rulings };
}

/** Refunds that were made at the provider. */
const given = ({ stripe, coinbase }: DarkShop): number =>
  stripe.refunds().length + coinbase.checkouts().flatMap(({ refunds }) => refunds ?? []).length;

const fault = (word: string) => ({ status: 422, body: { details: { fault: word } } });

describe.each(WAYS)('S2.11 a refund on $rail of which nobody knows for two days', (way) => {
  it('is made again, once, when an operator insists that it was not made', async () => {
    const { shop, cart, id, rulings } = await unanswered(way, 'not made');
    expect(rulings).toEqual(['refunded', 'again', 'given_up']);
    expect(await shop.rule(id, { ruling: 'again' })).toMatchObject(fault('uncertain'));
    shop.goLight();
    const ruled = await shop.rule(id, { ruling: 'again', insist: true }, 'k');
    expect(await shop.rule(id, { ruling: 'again', insist: true }, 'k')).toMatchObject({ body: ruled.body });
    await shop.wait(1);

    expect(given(shop)).toBe(1);
    expect((await recordOf(shop, cart)).refunds.map(({ state }) => state)).toEqual([
      'failed',
      expect.any(String),
    ]);
  });

  it('is done when its provider is back and shows it, whatever an operator insists on', async () => {
    const { shop, cart, id } = await unanswered(way, 'made');
    shop.goLight();
    const answer = await shop.rule(id, { ruling: 'again', insist: true });
    await shop.wait(1);

    expect([answer.status, given(shop)]).toEqual([422, 1]);
    expect((await recordOf(shop, cart)).refunds).toHaveLength(1);
    expect((await shop.operate('GET', '/rulings')).body).toMatchObject({ rulings: [] });
  });

  it('is over when an operator rules that it was made, or gives it up', async () => {
    for (const ruling of [
      { ruling: 'refunded', reference: 're_1' },
      { ruling: 'given_up', insist: true },
    ]) {
      const { shop, cart, id } = await unanswered(way, 'not made');
      const { status } = await shop.rule(id, ruling);
      expect(status).toBe(200);
      expect((await shop.operate('GET', '/cases')).body).toMatchObject({ cases: [] });
      shop.goLight();
      await shop.wait(2);
      expect([given(shop), (await recordOf(shop, cart)).refunds.length]).toEqual([0, 1]);
    }
  });
});
