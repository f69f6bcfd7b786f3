import { decide } from '@railyard/core/spend';
import { expect, test } from 'vitest';
import { usd } from '../spending/shop.ts';
import { type Market, openMarket } from './market.ts';
import { MERCHANT, openShopper, type Shopper, strangerAt } from './shopper.ts';

/** The cards as Stripe has shown them to the server, and what else is nobody's business. */
interface Seen {
  readonly numbers: Set<string>;
  readonly codes: Set<string>;
}

/** A market in which whatever the server is shown of a card is noted. */
async function watchedMarket(seen: Seen): Promise<Market> {
  return openMarket({
    over: (send) => async (input, init) => {
      const response = await send(input, init);
      const text = await response.clone().text();
      for (const [, number = ''] of text.matchAll(/"number":\s*"(\d{12,19})"/g)) seen.numbers.add(number);
      for (const [, cvc = ''] of text.matchAll(/"cvc":\s*"(\d{3,4})"/g)) seen.codes.add(cvc);
      return response;
    },
  });
}

test('S3.12 the number of a card, its code and the token of an account come up nowhere, whatever goes wrong', async () => {
  const seen: Seen = { numbers: new Set(), codes: new Set() };
  const market = await watchedMarket(seen);
  const answers: unknown[] = [];
  const shopper = await openShopper(market);
  const buy = async (key: string): Promise<void> => {
    await shopper.fill();
    answers.push(await shopper.checkout({ idempotency_key: key }));
    answers.push(await shopper.checkout({ idempotency_key: key }));
  };

  await buy('fine');
  market.shop.trick({ trick: 'decline' });
  await buy('declined');
  market.shop.fault('orders.create', { fault: 'cut', when: 'after' });
  await buy('lost');
  market.shop.fault('orders.create', { fault: 'html', when: 'before' });
  await buy('unreadable');
  answers.push(await shopper.call('buy_order_history', { merchant: MERCHANT }));
  await market.stripe.deliver(market.server.fetch);
  for (let round = 0; round < 15; round += 1) {
    market.advance(60_000);
    await market.reconcile();
  }

  const { token } = market.shop.facts.customer;
  const places = {
    answers: JSON.stringify(answers),
    records: JSON.stringify(market.store.held()),
    log: market.logged.join('\n'),
    mail: JSON.stringify(market.inbox.received()),
  };
  expect(seen.numbers.size).toBeGreaterThan(2);
  const secrets = [...seen.numbers, token, market.shop.facts.apiKey];
  const isIn = (text: string): boolean =>
    secrets.some((secret) => text.includes(secret)) ||
    [...seen.codes].some((code) => new RegExp(`"cvc":\\s*"${code}"`).test(text));
  const leaks = Object.entries(places).flatMap(([place, text]) => (isIn(text) ? [place] : []));
  expect(leaks).toEqual([]);
  expect(places.records).toContain('card_last4');
});

const SPELLINGS: Readonly<Record<string, (number: string) => string>> = {
  'as it is': (number) => `ord_${number}`,
  'split by dashes': (number) => `ord-${number.match(/.{4}/g)?.join('-')}`,
};

test.each(Object.entries(SPELLINGS))(
  'S3.12 a merchant who calls the order by the number of the card, %s, brings it nowhere',
  async (_, spell) => {
    let name = '';
    const market = await openMarket({
      over: (send) => async (input, init) => {
        const request = new Request(input, init);
        const sent = request.method === 'POST' ? await request.clone().text() : '';
        const [, number] = /"number":"(\d{12,19})"/.exec(sent) ?? [];
        if (number !== undefined) name = spell(number);
        const response = await send(request);
        if (name === '' || !request.url.includes('/order')) return response;
        const text = await response.text();
        return new Response(text.replaceAll(/ord_\w+/g, name), response);
      },
    });
    const shopper = await openShopper(market);
    await shopper.fill();
    market.shop.fault('orders.create', { fault: 'cut', when: 'after' });
    const answers: unknown[] = [];
    for (let round = 0; round < 15; round += 1) {
      answers.push(await shopper.checkout({ idempotency_key: 'one' }));
      market.advance(60_000);
      await market.reconcile();
    }
    await market.stripe.deliver(market.server.fetch);
    answers.push(await shopper.call('buy_order_history', { merchant: MERCHANT }));
    answers.push(await shopper.call('buy_track_order', { merchant: MERCHANT, order_id: 'ord_1' }));

    const seen = [answers, market.store.held(), market.logged, market.inbox.received()];
    expect(name).toMatch(/\d{4}$/);
    expect(JSON.stringify(seen)).not.toContain(name);
    expect(JSON.stringify(seen).replaceAll('-', '')).not.toContain(name.replaceAll(/\D/g, ''));
    expect(answers.at(-2)).toMatchObject({ structuredContent: { orders: [{ merchant: MERCHANT }] } });
  },
);

test('S3.12 neither a card nor the token of an account goes where a merchant redirects to', async () => {
  const redirects: string[] = [];
  const market = await openMarket({
    over: (send) => (input, init) => {
      const request = new Request(input, init);
      if (request.url.includes('corner-market.test')) redirects.push(request.redirect);
      return send(request);
    },
  });
  const shopper = await openShopper(market);
  await shopper.fill();
  await shopper.checkout({ idempotency_key: 'one' });
  await shopper.call('buy_order_history', { merchant: MERCHANT });

  expect(market.shop.orders()).toHaveLength(1);
  expect(new Set(redirects)).toEqual(new Set(['error']));
});

/** Tools that name something of somebody, and what is asked of them. */
function asked(order_id: string, approval_id: string): readonly (readonly [string, object])[] {
  const merchant = MERCHANT;
  return [
    ['buy_add_to_cart', { merchant, product_id: 'prd_milk' }],
    ['buy_set_item_quantity', { merchant, product_id: 'prd_bananas', quantity: 1 }],
    ['buy_remove_from_cart', { merchant, product_id: 'prd_bananas' }],
    ['buy_view_cart', { merchant }],
    ['buy_clear_cart', { merchant }],
    ['buy_track_order', { merchant, order_id }],
    ['buy_order_history', { merchant }],
    ['approve_request', { approval_id }],
  ];
}

test.each(['otherTenant', 'neighbour'] as const)(
  'S3.7 S3.15 no tool gives "%s" anything of what another caller has linked, asked for or bought',
  async (name) => {
    const market = await openMarket({ policy: { approvalAbove: [usd(1_000)] } });
    const owner = await openShopper(market);
    await owner.fill();
    const bought = await owner.checkout({ idempotency_key: 'one' });
    await owner.fill();
    const waiting = await owner.checkout({ idempotency_key: 'two', tip_cents: 900 });
    const { approval_id } = waiting.structuredContent;
    const stranger = await strangerAt(market, market.keys[name]);

    const order_id = String(bought.structuredContent.order_id);
    for (const [tool, given] of asked(order_id, String(approval_id))) {
      const { structuredContent } = await stranger.call(tool, given);
      expect({ tool, ...structuredContent }).toMatchObject({ tool, status: 'error', error: 'not_found' });
    }
    const none = await stranger.checkout({ idempotency_key: 'two', tip_cents: 900, approval_id });
    expect(none.structuredContent).toMatchObject({ status: 'error', error: 'cart_empty' });
    const listed = await stranger.call('buy_list_merchants');
    expect(listed.structuredContent.merchants).toMatchObject([{ merchant: MERCHANT, linked: false }]);
  },
);

test.each(['otherTenant', 'neighbour'] as const)(
  'S3.15 an approval of somebody else’s buys nothing in the cart of "%s", who has a link and a key of the same name',
  async (name) => {
    const market = await openMarket({ policy: { approvalAbove: [usd(500)] } });
    const [owner, other] = [
      await openShopper(market),
      await openShopper(market, market.keys[name]),
    ] satisfies [Shopper, Shopper];
    await owner.fill();
    await other.fill();
    const { approval_id } = (await owner.checkout({ idempotency_key: 'one' })).structuredContent;
    const [tenant, id] = ['demo', String(approval_id)];
    await decide(market, tenant, id, { decision: 'approved', by: 'boss' });

    const taken = await other.checkout({ idempotency_key: 'one', approval_id });
    const retried = await other.call('approve_request', { approval_id });
    const read = await market.call('GET', `/api/agent/approvals/${id}`, { apiKey: market.keys[name] });
    const waiting = await other.checkout({ idempotency_key: 'one' });

    for (const { structuredContent } of [taken, retried])
      expect(structuredContent).toMatchObject({ status: 'error', error: 'not_found' });
    expect(read).toMatchObject({ status: 404, body: { error: 'not_found' } });
    expect(waiting.structuredContent).toMatchObject({ status: 'needs_approval' });
    expect(market.stripe.issuing.cards()).toEqual([]);
  },
);

test('S3.7 a key that is for one seller finds no merchant', async () => {
  const market = await openMarket();
  const shopper = await strangerAt(market, market.keys.acmeOnly);

  const listed = await shopper.call('buy_list_merchants');
  const answers = [
    await shopper.fill(),
    await shopper.checkout(),
    await shopper.call('buy_link_merchant', { merchant: MERCHANT, email: 'ada@example.com' }),
    await shopper.call('buy_search_products', { merchant: MERCHANT, query: 'bananas' }),
  ];

  expect(listed.structuredContent.merchants).toEqual([]);
  for (const { structuredContent } of answers)
    expect(structuredContent).toMatchObject({ error: 'not_found', details: { missing: 'merchant' } });
});

test.each(['otherTenant', 'neighbour'] as const)(
  'S3.12 a card and what it has bought are in no answer to "%s"',
  async (name) => {
    const market = await openMarket();
    const owner = await openShopper(market);
    await owner.fill();
    const bought = await owner.checkout({ idempotency_key: 'one' });
    const [card] = market.stripe.issuing.cards();
    const other = await openShopper(market, market.keys[name]);

    const tried = await other.checkout({ idempotency_key: 'one' });
    const viewed = await other.call('buy_view_cart', { merchant: MERCHANT });
    const listed = await market.call('GET', '/api/agent/orders', { apiKey: market.keys[name] });

    expect(bought.structuredContent).toMatchObject({ card_last4: card?.last4 });
    expect(tried.structuredContent).toMatchObject({ error: 'cart_empty' });
    const order = String(market.shop.orders()[0]?.id);
    for (const secret of [String(card?.id), order, `"card_last4":"${card?.last4}"`])
      expect(JSON.stringify([tried, viewed, listed])).not.toContain(secret);
  },
);

test('the carts of a merchant are no carts of the other tools', async () => {
  const market = await openMarket();
  const shopper = await openShopper(market);
  await shopper.fill();
  const [held] = market.store.held().filter(({ space }) => space === 'cart');
  const cart = String(held?.key.split(':')[1]);

  const read = await market.call('GET', `/api/agent/cart/${cart}`);
  const paid = await market.call('POST', `/api/agent/cart/${cart}/checkout`);
  const linked = await market.call('POST', '/api/agent/payment-link', {
    body: { cart_id: cart, payment_rail: 'card' },
  });

  for (const { status } of [read, paid, linked]) expect(status).toBeGreaterThanOrEqual(400);
  for (const { status } of [read, paid, linked]) expect(status).toBeLessThan(500);
  expect(market.shop.orders()).toEqual([]);
});
