import { describe, expect, it } from 'vitest';
import { recordOf } from '../hosted/record.ts';
import { BASE_URL } from '../shop.ts';
import { type DarkShop, linkTo, openCoinbase, openDarkShop } from './darkness.ts';

interface Way {
  readonly rail: string;
  /** Begins a payment of which the server does not learn. */
  readonly begin: (shop: DarkShop, cart: string) => Promise<void>;
  /** The money is taken at the provider, without the server. */
  readonly pay: (shop: DarkShop) => void;
}

const WAYS: readonly Way[] = [
  {
    rail: 'coinbase',
    async begin(shop, cart) {
      await openCoinbase(shop, cart);
      shop.goDark('requests');
    },
    pay: ({ coinbase }) => coinbase.visit(coinbase.checkouts()[0]?.id ?? '', 'pay'),
  },
  {
    rail: 'stripe-checkout',
    async begin(shop, cart) {
      await linkTo(shop, cart, 'stripe-checkout');
      shop.goDark('requests');
    },
    pay: ({ stripe }) => stripe.visit(stripe.sessions()[0]?.id ?? '', 'pay'),
  },
  {
    rail: 'stripe-mpp',
    async begin(shop, cart) {
      shop.stripe.listen(`${BASE_URL}/webhooks/stripe-mpp/${shop.stripe.facts.profile}`);
      await shop.call('POST', `/api/agent/cart/${cart}/checkout`, { key: 'token' });
      shop.goDark('answers');
      const headers = { 'payment-authorization': `Payment ${shop.stripe.mint({ maxAmount: 4999 })}` };
      await shop.call('POST', `/api/agent/cart/${cart}/checkout`, { key: 'token', headers });
    },
    pay: () => {},
  },
];

async function inDoubt({ begin, pay }: Way, how: 'paid' | 'unpaid') {
  const shop = await openDarkShop();
  const cart = await shop.readyCart();
  await begin(shop, cart);
  if (how === 'paid') pay(shop);
  shop.goDark('requests');
  await shop.wait();
  const id = await shop.caseOf(cart);
  return { shop, cart, id };
}

describe.each(WAYS)('S2.11 a payment on $rail whose provider was dark for two days', (way) => {
  it('is listed and shown to an operator, with what is recorded and without secrets', async () => {
    const { shop, cart, id } = await inDoubt(way, 'paid');
    const { body: list } = await shop.operate('GET', '/cases');
    expect(list).toMatchObject({
      cases: [
        {
          case_id: id,
          about: 'payment',
          open_case: 'unresolved_past_deadline',
          cart_id: cart,
          payment_rail: way.rail,
          amount: 4999,
          currency: 'usd',
          rulings: ['paid', 'unpaid'],
        },
      ],
      next: null,
    });
    const { body, text } = await shop.operate('GET', `/cases/${id}`);
    expect(body).toMatchObject({ evidence: { payment: { looks: 48 }, order_id: null }, ruled: [] });
    for (const secret of ['sealed', 'spt_', shop.stripe.facts.secretKey]) expect(text).not.toContain(secret);
    expect(shop.logged.join('\n')).toContain(`railyard case show ${id} --tenant demo`);
  });

  it('is ruled unpaid only when that is insisted on, and the cart takes another payment', async () => {
    const { shop, cart, id } = await inDoubt(way, 'unpaid');
    expect(await shop.rule(id, { ruling: 'unpaid' })).toMatchObject({
      status: 422,
      body: { details: { fault: 'uncertain' } },
    });
    const ruled = await shop.rule(id, { ruling: 'unpaid', insist: true });
    expect([ruled.status, ruled.body.became]).toMatchObject([200, { state: 'cancelled' }]);
    expect(ruled.body).toMatchObject({
      by: 'Ada (key_operator_demo)',
      insisted: true,
      reason: 'Seen there.',
    });

    shop.goLight();
    const other = await linkTo(shop, cart, way.rail === 'coinbase' ? 'stripe-checkout' : 'coinbase');
    expect([other.status, other.body.status]).toEqual([200, 'action_required']);
    expect((await shop.operate('GET', '/cases')).body).toMatchObject({ cases: [] });
    expect((await shop.operate('GET', '/rulings')).body).toMatchObject({ rulings: [ruled.body], next: null });
    expect((await shop.operate('GET', `/cases/${id}`)).body).toMatchObject({
      open_case: null,
      ruled: [ruled.body],
    });
  });

  it('becomes the order when an operator rules that it was paid, once', async () => {
    const { shop, cart, id } = await inDoubt(way, 'paid');
    const call = { ruling: 'paid', reference: 'pi_seen_there' };
    const ruled = await shop.rule(id, call, 'k');
    expect(await shop.rule(id, call, 'k')).toMatchObject({ status: 200, body: ruled.body });
    const { order } = await recordOf(shop, cart);
    expect(order?.reference).toBe('pi_seen_there');
    expect(ruled.body.became).toMatchObject({ state: 'paid', order_id: order?.id });
    const read = await shop.call('GET', `/api/agent/orders/${order?.id}`);
    expect(read.body).toMatchObject({ status: 'paid', amount: 4999 });
  });

  it('becomes the order when its provider is back and shows the money, whatever an operator insists on', async () => {
    const { shop, cart, id } = await inDoubt(way, 'paid');
    shop.goLight();
    const ruled = await shop.rule(id, { ruling: 'unpaid', insist: true });
    expect([ruled.status, ruled.body.details]).toMatchObject([422, { fault: 'shown_paid' }]);
    expect((await recordOf(shop, cart)).order).not.toBeNull();
    expect((await shop.operate('GET', '/rulings')).body).toMatchObject({ rulings: [] });
  });

  it('is late money when its provider is back after the ruling, and rings', async () => {
    const { shop, cart, id } = await inDoubt(way, 'paid');
    await shop.rule(id, { ruling: 'unpaid', insist: true });
    shop.goLight();
    await shop.ring();
    expect((await recordOf(shop, cart)).order).not.toBeNull();
    expect(shop.logged.join('\n')).not.toContain('"level":60');
  });
});
