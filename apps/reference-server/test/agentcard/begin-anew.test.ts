import { randomUUID } from 'node:crypto';
import { decide } from '@railyard/core/spend';
import { expect, test } from 'vitest';
import { operatorKey } from '../operator/darkness.ts';
import { usd } from '../spending/shop.ts';
import { orderInDoubt } from './doubt.ts';
import { type Market, openMarket } from './market.ts';
import { MERCHANT, openShopper, type Shopper, TOTAL } from './shopper.ts';

const MINUTE = 60_000;
const merchant = MERCHANT;

async function declined({ shop }: Market, shopper: Shopper, times: number): Promise<void> {
  for (let nth = 0; nth < times; nth += 1) {
    shop.trick({ trick: 'decline' });
    await shopper.checkout({ idempotency_key: `declined-${nth}` });
  }
}

/** A purchase of bananas under the key `one` that a person has to decide about; `order` is the merchant's id of it. */
async function openCase() {
  const market = await openMarket();
  const shopper = await openShopper(market);
  const order = await orderInDoubt(market, shopper);
  for (let round = 0; round < 4; round += 1) {
    market.advance(30 * MINUTE);
    await market.reconcile();
  }
  return { market, shopper, order };
}

/** An operator finds out what came of the only case. */
async function rule(market: Market, ruling: object): Promise<void> {
  const apiKey = await operatorKey(market);
  const { body } = await market.call('GET', '/api/operator/cases', { apiKey });
  const [one] = body.cases as readonly { readonly case_id: string }[];
  const call = { apiKey, key: randomUUID(), body: { by: 'Ada', reason: 'Seen there.', ...ruling } };
  await market.call('POST', `/api/operator/cases/${one?.case_id}/ruling`, call);
}

test('a cart that was declined twenty times locks nobody out: the same things are in another one', async () => {
  const market = await openMarket();
  const shopper = await openShopper(market);
  await shopper.fill();
  await declined(market, shopper, 20);

  const used = await shopper.checkout({ idempotency_key: 'one' });
  const unseen = await shopper.checkout({ idempotency_key: 'two' });
  const viewed = await shopper.call('buy_view_cart', { merchant });
  const old = await shopper.checkout({ idempotency_key: 'one' });
  const bought = await shopper.checkout({ idempotency_key: 'two' });

  expect(used.structuredContent).toMatchObject({
    error: 'too_many_attempts',
    next_action: expect.stringContaining('another cart') as string,
  });
  expect(unseen.structuredContent).toMatchObject({ error: 'price_changed' });
  expect(viewed.structuredContent).toMatchObject({
    status: 'open',
    total_cents: TOTAL,
    earlier_purchases: [],
  });
  expect(old.structuredContent).toMatchObject({
    error: 'purchase_not_accepted',
    details: { reason: 'other_cart' },
  });
  expect(bought.structuredContent).toMatchObject({ status: 'confirmed', charged_total_cents: TOTAL });
  expect(market.shop.orders().filter(({ state }) => state !== 'failed')).toHaveLength(1);
});

test('buy_clear_cart begins anew, whatever the cart before was tried', async () => {
  const market = await openMarket();
  const shopper = await openShopper(market);
  await shopper.fill();
  await declined(market, shopper, 20);

  const cleared = await shopper.call('buy_clear_cart', { merchant });
  await shopper.fill();
  const old = await shopper.checkout({ idempotency_key: 'declined-0' });
  const bought = await shopper.checkout({ idempotency_key: 'one' });

  expect(cleared.structuredContent).toMatchObject({ status: 'empty', items: [] });
  expect(old.structuredContent).toMatchObject({ details: { reason: 'other_cart' } });
  expect(bought.structuredContent).toMatchObject({ status: 'confirmed' });
});

test('S3.15 what was cleared away is not bought by an approval that comes later', async () => {
  const market = await openMarket({ policy: { approvalAbove: [usd(500)] } });
  const shopper = await openShopper(market);
  await shopper.fill();
  const asked = await shopper.checkout({ idempotency_key: 'one' });
  const approval_id = String(asked.structuredContent.approval_id);
  await shopper.call('buy_clear_cart', { merchant });
  await decide(market, 'demo', approval_id, { decision: 'approved', by: 'boss' });

  const late = await shopper.call('approve_request', { approval_id });

  expect(late.structuredContent).toMatchObject({ status: 'error', details: { reason: 'other_cart' } });
  expect(market.stripe.issuing.cards()).toEqual([]);
});

test('S3.18 S3.19 a cart with a case locks nobody out, and what may be in it is told and not bought twice', async () => {
  const { market, shopper } = await openCase();
  const doubt = {
    status: 'in_doubt',
    items: [{ product_id: 'prd_bananas', quantity: 2 }],
    total_cents: TOTAL,
    currency: 'usd',
    since: expect.stringMatching(/^2026-11-26T12:/) as string,
  };

  const fresh = await shopper.checkout({ idempotency_key: 'two' });
  const added = await shopper.call('buy_add_to_cart', { merchant, product_id: 'prd_milk' });
  const other = await shopper.checkout({ idempotency_key: 'milk' });
  const again = await shopper.fill();
  const twice = await shopper.checkout({ idempotency_key: 'three' });
  const old = await shopper.checkout({ idempotency_key: 'one' });

  expect(fresh.structuredContent).toMatchObject({
    error: 'cart_locked',
    details: { reason: 'fresh_idempotency_key', earlier_purchases: [doubt] },
  });
  expect(added.structuredContent).toMatchObject({
    status: 'open',
    items: [{ product_id: 'prd_milk' }],
    earlier_purchases: [doubt],
  });
  expect(added.words).toContain('earlier_purchases');
  expect(other.structuredContent).toMatchObject({ status: 'confirmed' });
  expect(again.structuredContent).toMatchObject({ earlier_purchases: [doubt] });
  expect(twice.structuredContent).toMatchObject({
    error: 'cart_locked',
    details: { reason: 'may_be_bought', earlier_purchases: [doubt] },
  });
  expect(old.structuredContent).toMatchObject({ status: 'error', error: 'payment_unresolved' });
  expect(market.shop.orders()).toHaveLength(2);
});

test('S3.19 clearing a cart with a case frees the shopper, and forgets nothing', async () => {
  const { shopper } = await openCase();

  const cleared = await shopper.call('buy_clear_cart', { merchant });
  await shopper.call('buy_clear_cart', { merchant });
  await shopper.fill();
  const twice = await shopper.checkout({ idempotency_key: 'two' });

  expect(cleared.structuredContent).toMatchObject({
    status: 'empty',
    earlier_purchases: [{ status: 'in_doubt', total_cents: TOTAL }],
  });
  expect(twice.structuredContent).toMatchObject({ details: { reason: 'may_be_bought' } });
});

test('S3.10 once a case is ruled unpaid its key buys nothing beside the cart of now, which can be bought', async () => {
  const { market, shopper } = await openCase();
  await shopper.fill();
  await rule(market, { ruling: 'unpaid', insist: true });
  market.stripe.reset();
  market.shop.reset();

  const viewed = await shopper.call('buy_view_cart', { merchant });
  const bought = await shopper.checkout({ idempotency_key: 'two' });
  const old = await shopper.checkout({ idempotency_key: 'one' });

  expect(viewed.structuredContent).toMatchObject({ earlier_purchases: [] });
  expect(bought.structuredContent).toMatchObject({ status: 'confirmed' });
  expect(old.structuredContent).toMatchObject({ details: { reason: 'other_cart' } });
});

test('S3.10 S3.19 once a case is ruled paid its key tells of it, and none of it is bought again before a cart has told', async () => {
  const { market, shopper, order } = await openCase();
  await shopper.fill();
  await market.shop.settle(order, 'confirmed');
  await rule(market, { ruling: 'paid', reference: order });

  const old = await shopper.checkout({ idempotency_key: 'one' });
  const unaware = await shopper.checkout({ idempotency_key: 'two' });
  const viewed = await shopper.call('buy_view_cart', { merchant });
  const again = await shopper.call('buy_view_cart', { merchant });
  const more = await shopper.checkout({ idempotency_key: 'two' });

  const made = [{ status: 'bought', order_id: order, total_cents: TOTAL }];
  expect(old.structuredContent).toMatchObject({ status: 'confirmed', order_id: order });
  expect(unaware.structuredContent).toMatchObject({
    error: 'cart_locked',
    details: { reason: 'was_bought', earlier_purchases: made },
  });
  expect(viewed.structuredContent).toMatchObject({ earlier_purchases: made });
  expect(viewed.words).toContain('was made after all');
  expect(again.structuredContent).toMatchObject({ earlier_purchases: [] });
  expect(more.structuredContent).toMatchObject({ status: 'confirmed' });
});

test('S3.19 a purchase under way is cleared away by nobody', async () => {
  const market = await openMarket();
  const shopper = await openShopper(market);
  await shopper.fill();
  market.shop.trick({ trick: 'confirming' });
  await shopper.checkout({ idempotency_key: 'one' });

  const cleared = await shopper.call('buy_clear_cart', { merchant });
  const fresh = await shopper.checkout({ idempotency_key: 'two' });

  expect(cleared.structuredContent).toMatchObject({ error: 'cart_locked' });
  expect(fresh.structuredContent).toMatchObject({ details: { reason: 'fresh_idempotency_key' } });
});
