import { decide } from '@railyard/core/spend';
import { describe, expect, test } from 'vitest';
import { toolsWith } from '../../src/surfaces/agentcard/mcp/tools.ts';
import { askedFor, usd } from '../spending/shop.ts';
import { type Market, openMarket } from './market.ts';
import { linkShop, MERCHANT, openShopper, strangerAt, TOTAL } from './shopper.ts';

/** Cards that can still pay, and what was taken, at the Stripe. */
function money({ stripe }: Market) {
  return {
    cards: stripe.issuing.cards().length,
    open: stripe.issuing.cards().filter(({ status }) => status === 'active').length,
    granted: stripe.issuing
      .authorizations()
      .filter(({ approved }) => approved)
      .map(({ amount, request_history: [first] }) => first?.amount ?? amount),
  };
}

/** Somebody else decides about the approval that an answer names. */
async function decideOn(
  market: Market,
  approval: unknown,
  decision: 'approved' | 'denied' = 'approved',
): Promise<void> {
  await decide({ store: market.store }, 'demo', String(approval), { decision, by: 'boss' });
}

describe('buy_checkout', () => {
  test('S3.1 S3.3 S3.11 S3.12 S3.13 S3.20 places and pays the cart with a card sized to it', async () => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    const cart = await shopper.fill();

    const { structuredContent: bought, words } = await shopper.checkout({ idempotency_key: 'one' });

    const [order] = market.shop.orders();
    const [card] = market.stripe.issuing.cards();
    expect(cart.structuredContent).toMatchObject({ total_cents: TOTAL, problem: null });
    expect(bought).toEqual({
      status: 'confirmed',
      merchant: MERCHANT,
      order_id: order?.id,
      charged_total_cents: TOTAL,
      charged_total: '7.97',
      currency: 'usd',
      tip_cents: 0,
      card_last4: card?.last4,
      test_mode: true,
      replayed: false,
    });
    expect(words).toContain('no real money');
    expect(order).toMatchObject({ state: 'confirmed', total: TOTAL });
    expect(card?.spending_controls.spending_limits?.map(({ amount }) => amount)).toEqual([TOTAL, TOTAL]);
    expect(money(market)).toEqual({ cards: 1, open: 0, granted: [TOTAL] });
  });

  test('S3.2 asks the gate, makes the card and places the order, in this order', async () => {
    const calls: string[] = [];
    const market = await openMarket({
      over: (send) => (input, init) => {
        const { pathname } = new URL(input instanceof Request ? input.url : String(input));
        calls.push(`${init?.method ?? 'GET'} ${pathname.replace(/(?:ic|crt)_\w+/, ':id')}`);
        return send(input, init);
      },
    });
    const shopper = await openShopper(market);
    await shopper.fill();
    calls.length = 0;

    await shopper.checkout();

    expect(calls.filter((call) => /POST \/v1\/issuing\/cards|POST .*\/orders/.test(call))).toEqual([
      'POST /v1/issuing/cards',
      'POST /shop/v1/orders',
    ]);
  });

  test('S3.2 places no order where no card is made', async () => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    await shopper.fill();
    market.stripe.fault('issuing_cards.create', { fault: 'no_access' });

    const { structuredContent: answer, isError } = await shopper.checkout({ idempotency_key: 'one' });

    expect(answer).toMatchObject({ status: 'error', error: 'payment_declined' });
    expect(isError).toBe(true);
    expect(market.shop.orders()).toEqual([]);
  });

  test('S3.4 adds the tip to the charge and to the card', async () => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    await shopper.fill();

    const { structuredContent: bought } = await shopper.checkout({ tip_cents: 500 });

    const [card] = market.stripe.issuing.cards();
    expect(bought).toMatchObject({ status: 'confirmed', charged_total_cents: TOTAL + 500, tip_cents: 500 });
    expect(card?.spending_controls.spending_limits?.[0]?.amount).toBe(TOTAL + 500);
    expect(market.shop.orders()[0]).toMatchObject({ tip: 500, total: TOTAL + 500 });
  });

  test('S3.4 leaves the tip of a checkout that came to nothing out of what the cart comes to', async () => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    await shopper.fill();
    market.shop.trick({ trick: 'decline' });
    await shopper.checkout({ tip_cents: 500 });

    const viewed = await shopper.call('buy_view_cart', { merchant: MERCHANT });
    const bought = await shopper.checkout({ idempotency_key: 'one' });

    expect(viewed.structuredContent).toMatchObject({ tip_cents: 0, total_cents: TOTAL });
    expect(viewed.words).toContain('7.97 usd');
    expect(bought.structuredContent).toMatchObject({ status: 'confirmed', charged_total_cents: TOTAL });
  });

  test('S3.5 S3.6 is in no list of tools, and is destructive', async () => {
    const market = await openMarket();
    const { client } = await openShopper(market);

    const { tools } = await client.listTools();
    const unlisted = toolsWith(null).get('buy_checkout')?.published;

    const names = tools.map(({ name }) => name);
    expect(names).toContain('buy_view_cart');
    expect(names).not.toContain('buy_checkout');
    expect(names).not.toContain('buy');
    const viewing = tools.find(({ name }) => name === 'buy_view_cart');
    expect(viewing?.annotations).toMatchObject({ readOnlyHint: false, destructiveHint: false });
    const spending = tools.find(({ name }) => name === 'approve_request');
    for (const one of [spending, unlisted]) expect(one?.annotations).toMatchObject({ destructiveHint: true });
  });

  test('S3.7 refuses a merchant that is unknown, or not linked', async () => {
    const market = await openMarket();
    const stranger = await strangerAt(market, market.keys.network);

    const unknown = await stranger.call('buy_checkout', { merchant: 'doordash' });
    const unlinked = await stranger.fill();
    const nameless = await stranger.call('buy_checkout', {});

    expect(unknown.structuredContent).toMatchObject({ status: 'error', error: 'not_found' });
    expect(unlinked.structuredContent).toMatchObject({
      error: 'not_found',
      details: { missing: 'linked_merchant' },
    });
    expect(nameless.structuredContent).toMatchObject({ error: 'validation' });
  });

  test('S3.8 delivers when it was asked to, and refuses what is no time', async () => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    await shopper.fill();

    const wrong = await shopper.checkout({ delivery_time: 'tomorrow' });
    const past = await shopper.checkout({ delivery_time: '2026-11-25T18:30:00Z' });
    const closed = await shopper.checkout({ delivery_time: '2026-11-27T03:00:00Z' });
    const bought = await shopper.checkout({ delivery_time: '2026-11-27T18:30:00+02:00' });

    expect(wrong.structuredContent).toMatchObject({ error: 'validation' });
    expect(past.structuredContent).toMatchObject({ error: 'validation' });
    expect(closed.structuredContent).toMatchObject({ error: 'delivery_unavailable' });
    expect(bought.structuredContent).toMatchObject({ status: 'confirmed', charged_total_cents: 398 + 199 });
    expect(market.shop.orders()[0]?.delivery.from).toMatch(/^2026-11-27T16:00/);
  });

  test('S3.10 buys once under one key, whatever is asked again', async () => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    await shopper.fill();

    const [first, copy] = await Promise.all([
      shopper.checkout({ idempotency_key: 'one' }),
      shopper.checkout({ idempotency_key: 'one' }),
    ]);
    await shopper.fill();
    const later = await shopper.checkout({ idempotency_key: 'one' });
    const other = await shopper.checkout({ idempotency_key: 'one', tip_cents: 100 });

    const { order_id } = first.structuredContent;
    expect([copy, later].map(({ structuredContent }) => structuredContent.order_id)).toEqual([
      order_id,
      order_id,
    ]);
    expect(later.structuredContent).toMatchObject({ status: 'confirmed', replayed: true });
    expect(other.structuredContent).toMatchObject({ error: 'idempotency_conflict' });
    expect(market.shop.orders()).toHaveLength(1);
    expect(money(market)).toEqual({ cards: 1, open: 0, granted: [TOTAL] });
  });
});

describe('a cart that was bought', () => {
  test('S3.20 is confirmed to no call that asks for another tip or time, and no new key is kept for it', async () => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    await shopper.fill();
    await shopper.checkout({ idempotency_key: 'one', tip_cents: 100 });

    const same = await shopper.checkout({ tip_cents: 100 });
    const others = [
      await shopper.checkout(),
      await shopper.checkout({ tip_cents: 500 }),
      await shopper.checkout({ tip_cents: 100, delivery_time: '2026-11-27T18:00:00Z' }),
      await shopper.checkout({ tip_cents: 100, idempotency_key: 'two' }),
    ];
    await shopper.fill();
    const next = await shopper.checkout({ idempotency_key: 'two' });

    expect(same.structuredContent).toMatchObject({ status: 'confirmed', tip_cents: 100, replayed: true });
    for (const { structuredContent } of others)
      expect(structuredContent).toMatchObject({ status: 'error', error: 'cart_already_completed' });
    expect(next.structuredContent).toMatchObject({ status: 'confirmed', replayed: false });
    expect(market.shop.orders()).toHaveLength(2);
  });

  test('S3.17 S3.20 nor is one that is being bought told to such a call', async () => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    await shopper.fill();
    market.shop.trick({ trick: 'confirming' });
    await shopper.checkout({ tip_cents: 100 });

    const same = await shopper.checkout({ tip_cents: 100 });
    const other = await shopper.checkout();

    expect(same.structuredContent).toMatchObject({ status: 'pending', total_cents: TOTAL + 100 });
    expect(other.structuredContent).toMatchObject({
      error: 'cart_locked',
      details: { reason: 'other_terms', earlier_purchases: [{ total_cents: TOTAL + 100 }] },
    });
  });
});

describe('an approval', () => {
  const policy = { approvalAbove: [usd(500)] };

  test('S3.9 S3.14 S3.15 is asked for, and the call goes on with it once a person has approved', async () => {
    const market = await openMarket({ policy });
    const shopper = await openShopper(market);
    await shopper.fill();

    const asked = await shopper.checkout({ idempotency_key: 'one' });
    const { approval_id } = asked.structuredContent;
    const early = await shopper.checkout({ idempotency_key: 'one', approval_id });
    expect(money(market).cards).toBe(0);
    await decideOn(market, approval_id);
    const bought = await shopper.checkout({ idempotency_key: 'one', approval_id });

    expect(asked.structuredContent).toMatchObject({
      status: 'needs_approval',
      approval_id: expect.stringMatching(/^apr_/) as string,
    });
    expect(early.structuredContent).toMatchObject({ status: 'needs_approval', approval_id });
    expect(market.inbox.received()).toHaveLength(1);
    expect(bought.structuredContent).toMatchObject({ status: 'confirmed' });
  });

  test('S3.15 approve_request makes the call again under its own key, and approves nothing', async () => {
    const market = await openMarket({ policy });
    const shopper = await openShopper(market);
    await shopper.fill();
    const asked = await shopper.checkout({ idempotency_key: 'one', tip_cents: 100 });
    const { approval_id } = asked.structuredContent;

    const early = await shopper.call('approve_request', { approval_id });
    await decideOn(market, approval_id);
    const bought = await shopper.call('approve_request', { approval_id });
    const again = await shopper.checkout({ idempotency_key: 'one', tip_cents: 100 });

    expect(early.structuredContent).toMatchObject({ status: 'needs_approval', approval_id });
    expect(bought.structuredContent).toMatchObject({ status: 'confirmed', charged_total_cents: TOTAL + 100 });
    expect(again.structuredContent).toMatchObject({
      status: 'confirmed',
      order_id: bought.structuredContent.order_id,
    });
    expect(market.shop.orders()).toHaveLength(1);
  });

  test('S3.15 is gone on with under the key that asked first, whoever tried the same since', async () => {
    const market = await openMarket({ policy });
    const shopper = await openShopper(market);
    await shopper.fill();
    const { approval_id } = (await shopper.checkout({ idempotency_key: 'one' })).structuredContent;
    await shopper.checkout({ idempotency_key: 'two' });
    await decideOn(market, approval_id);

    const bought = await shopper.call('approve_request', { approval_id });
    const first = await shopper.checkout({ idempotency_key: 'one' });
    const later = await shopper.checkout({ idempotency_key: 'two' });

    const { order_id } = bought.structuredContent;
    expect(first.structuredContent).toMatchObject({ status: 'confirmed', order_id });
    expect(later.structuredContent).toMatchObject({ error: 'cart_already_completed' });
  });

  test('S3.15 that a person has denied ends the purchase', async () => {
    const market = await openMarket({ policy });
    const shopper = await openShopper(market);
    await shopper.fill();
    const { approval_id } = (await shopper.checkout()).structuredContent;
    await decideOn(market, approval_id, 'denied');

    const answers = [
      await shopper.checkout({ approval_id }),
      await shopper.call('approve_request', { approval_id }),
    ];

    for (const { structuredContent, isError } of answers) {
      expect(structuredContent).toMatchObject({ status: 'denied', reason: 'approval_denied' });
      expect(isError).toBeUndefined();
    }
    expect(money(market).cards).toBe(0);
  });

  test('S3.15 does not stretch to another cart, nor to a price that rose', async () => {
    const market = await openMarket({ policy });
    const shopper = await openShopper(market);
    await shopper.fill();
    const { approval_id } = (await shopper.checkout({ idempotency_key: 'one' })).structuredContent;
    await decideOn(market, approval_id);
    market.shop.price('prd_bananas', 209);

    const dearer = await shopper.checkout({ idempotency_key: 'one', approval_id });
    const again = await shopper.checkout({ idempotency_key: 'one', approval_id });
    await shopper.call('buy_view_cart', { merchant: MERCHANT });
    const stretched = await shopper.checkout({ idempotency_key: 'one', approval_id });
    const anew = await shopper.checkout({ idempotency_key: 'one' });

    for (const { structuredContent } of [dearer, again])
      expect(structuredContent).toMatchObject({
        status: 'error',
        error: 'price_changed',
        details: { shown_cents: TOTAL, total_cents: TOTAL + 20 },
      });
    expect(stretched.structuredContent).toMatchObject({
      status: 'error',
      details: { reason: 'approval_for_another' },
    });
    expect(anew.structuredContent).toMatchObject({ status: 'needs_approval' });
    expect(anew.structuredContent.approval_id).not.toBe(approval_id);
    expect(money(market).cards).toBe(0);
  });

  test('S3.15 is refused for another cart, though it holds the same, for another amount, and for another merchant', async () => {
    const market = await openMarket({ policy });
    const shopper = await openShopper(market);
    await shopper.fill();
    const first = String((await shopper.checkout({ idempotency_key: 'one' })).structuredContent.approval_id);
    await decideOn(market, first);
    const dearer = await shopper.checkout({ tip_cents: 1, approval_id: first });
    await shopper.call('approve_request', { approval_id: first });
    await shopper.fill();
    const same = await shopper.checkout({ idempotency_key: 'two', approval_id: first });
    const { approval: atSeller } = await askedFor(market);
    await decideOn(market, atSeller);
    const elsewhere = await shopper.checkout({ idempotency_key: 'two', approval_id: atSeller });
    const retried = await shopper.call('approve_request', { approval_id: atSeller });

    for (const { structuredContent } of [dearer, same, elsewhere])
      expect(structuredContent).toMatchObject({
        status: 'error',
        error: 'purchase_not_accepted',
        details: { reason: 'approval_for_another' },
      });
    expect(retried.structuredContent).toMatchObject({ status: 'error', error: 'not_found' });
    expect(market.shop.orders()).toHaveLength(1);
    expect(money(market).cards).toBe(1);
  });

  test('S3.15 is not for another delivery time', async () => {
    const market = await openMarket({ policy });
    const shopper = await openShopper(market);
    await shopper.fill();
    const when = { delivery_time: '2026-11-27T18:30:00Z' };
    const { approval_id } = (await shopper.checkout(when)).structuredContent;
    await decideOn(market, approval_id);

    const other = await shopper.checkout({ delivery_time: '2026-11-27T16:30:00Z', approval_id });

    expect(other.structuredContent).toMatchObject({ details: { reason: 'approval_for_another' } });
  });

  test('S3.15 is not for another account at the merchant, and is good again once its own is linked again', async () => {
    const market = await openMarket({ policy });
    const shopper = await openShopper(market);
    await shopper.fill();
    const { approval_id } = (await shopper.checkout({ idempotency_key: 'one' })).structuredContent;
    await decideOn(market, approval_id);
    await linkShop(market, shopper, 'grace@example.com');

    const retried = await shopper.call('approve_request', { approval_id });
    await linkShop(market, shopper);
    const bought = await shopper.call('approve_request', { approval_id });

    expect(retried.structuredContent).toMatchObject({
      error: 'purchase_not_accepted',
      details: { reason: 'approval_for_another' },
    });
    expect(bought.structuredContent).toMatchObject({ status: 'confirmed' });
    expect(market.shop.orders()).toHaveLength(1);
  });

  test('S3.15 is bought in the account that it is for, though another is linked while its card is made', async () => {
    const tokens: string[] = [];
    let link: (() => Promise<void>) | null = null;
    const market = await openMarket({
      policy,
      over: (send) => async (input, init) => {
        const request = new Request(input, init);
        const { pathname } = new URL(request.url);
        const token = request.headers.get('customer-token');
        if (token !== null && request.method === 'POST') tokens.push(token);
        const meanwhile = pathname === '/v1/issuing/cards' && link;
        link = meanwhile ? null : link;
        if (meanwhile) await meanwhile();
        return send(request);
      },
    });
    const shopper = await openShopper(market);
    await shopper.fill();
    const { approval_id } = (await shopper.checkout({ idempotency_key: 'one' })).structuredContent;
    await decideOn(market, approval_id);
    link = () => linkShop(market, shopper, 'grace@example.com');

    const bought = await shopper.checkout({ idempotency_key: 'one', approval_id });

    expect(link).toBeNull();
    expect(bought.structuredContent).toMatchObject({ status: 'confirmed' });
    expect([...new Set(tokens)]).toHaveLength(1);
  });

  test('S3.15 is asked for anew where another account is bought with', async () => {
    const market = await openMarket({ policy });
    const shopper = await openShopper(market);
    await shopper.fill();
    const { approval_id } = (await shopper.checkout({ idempotency_key: 'one' })).structuredContent;
    await decideOn(market, approval_id);
    await linkShop(market, shopper, 'grace@example.com');

    const anew = await shopper.checkout({ idempotency_key: 'one' });

    expect(anew.structuredContent).toMatchObject({ status: 'needs_approval' });
    expect(anew.structuredContent.approval_id).not.toBe(approval_id);
    expect(market.inbox.received()).toHaveLength(2);
  });

  test('S3.10 S3.15 used by two checkouts at once makes one card and one order', async () => {
    const market = await openMarket({ policy });
    const shopper = await openShopper(market);
    await shopper.fill();
    const { approval_id } = (await shopper.checkout({ idempotency_key: 'one' })).structuredContent;
    await decideOn(market, approval_id);

    await Promise.all([
      shopper.checkout({ idempotency_key: 'one', approval_id }),
      shopper.checkout({ idempotency_key: 'two', approval_id }),
      shopper.call('approve_request', { approval_id }),
    ]);
    const known = await shopper.call('approve_request', { approval_id });

    expect(known.structuredContent).toMatchObject({ status: 'confirmed' });
    expect(market.shop.orders()).toHaveLength(1);
    expect(money(market)).toEqual({ cards: 1, open: 0, granted: [TOTAL] });
  });
});

describe('a purchase that does not go through', () => {
  test('S3.16 is denied with the reason, and no card is made', async () => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    const set = await shopper.call('buy_set_budget', { period: 'weekly', limit_cents: 500 });
    await shopper.fill();

    const denied = await shopper.checkout();

    expect(set.words).toBe('Budget set: $5.00 per weekly (UTC).');
    expect(denied.structuredContent).toMatchObject({
      status: 'denied',
      reason: 'budget',
      details: { left_cents: 500 },
    });
    expect(money(market).cards).toBe(0);
  });

  test('S3.16 no agent raises a budget, or gets rid of a rule of the platform', async () => {
    const market = await openMarket({ policy: { perPurchase: [usd(600)] } });
    const shopper = await openShopper(market);
    await shopper.call('buy_set_budget', { period: 'daily', limit_cents: 5_000 });
    await shopper.fill();

    const raised = await shopper.call('buy_set_budget', { period: 'daily', limit_cents: 5_001 });
    const denied = await shopper.checkout();

    expect(raised.structuredContent).toMatchObject({ details: { reason: 'budget_loosened' } });
    expect(denied.structuredContent).toMatchObject({ status: 'denied', reason: 'purchase_too_large' });
  });

  test('S3.16 a budget is lowered in the zone that it has, unless another one is named', async () => {
    const daily = { period: 'daily', timeZone: 'Asia/Tokyo', limit: usd(5_000) } as const;
    const shopper = await openShopper(await openMarket({ policy: { budgets: [daily] } }));

    const lowered = await shopper.call('buy_set_budget', { period: 'daily', limit_cents: 4_000 });
    const weekly = await shopper.call('buy_set_budget', { period: 'weekly', limit_cents: 9_000 });

    expect(lowered.words).toBe('Budget set: $40.00 per daily (Asia/Tokyo).');
    expect(lowered.structuredContent.budgets).toMatchObject([
      { period: 'daily', limit_cents: 4_000, timezone: 'Asia/Tokyo' },
    ]);
    expect(weekly.words).toBe('Budget set: $90.00 per weekly (Asia/Tokyo).');
  });

  test('S3.16 a budget in another zone holds beside the one that is there, so that no more can be spent', async () => {
    const policy = { budgets: [{ period: 'daily', timeZone: 'UTC', limit: usd(5_000) } as const] };
    const shopper = await openShopper(await openMarket({ policy }));
    const set = (limit_cents: number, timezone: string) =>
      shopper.call('buy_set_budget', { period: 'daily', limit_cents, timezone });

    const { structuredContent: beside } = await set(500, 'Asia/Tokyo');
    const { structuredContent: raised } = await set(501, 'Asia/Tokyo');
    await shopper.fill();
    const denied = await shopper.checkout();

    expect(beside.budgets).toMatchObject([
      { limit_cents: 5_000, timezone: 'UTC' },
      { limit_cents: 500, timezone: 'Asia/Tokyo' },
    ]);
    expect(raised).toMatchObject({ details: { reason: 'budget_loosened', limit_cents: 500 } });
    expect(denied.structuredContent).toMatchObject({ reason: 'budget', details: { left_cents: 500 } });
  });

  test('S3.16 a budget is the same under any spelling of its zone', async () => {
    const shopper = await openShopper(await openMarket());
    const set = (limit_cents: number, timezone: string) =>
      shopper.call('buy_set_budget', { period: 'daily', limit_cents, timezone });
    await set(5_000, 'Asia/Tokyo');

    const higher = await set(9_000, 'asia/tokyo');
    const lower = await set(4_000, 'ASIA/TOKYO');
    const offset = await set(3_000, '+09:00');

    expect(higher.structuredContent).toMatchObject({ details: { reason: 'budget_loosened' } });
    expect(lower.structuredContent.budgets).toMatchObject([{ limit_cents: 4_000, timezone: 'Asia/Tokyo' }]);
    expect(offset.structuredContent.error).toBe('validation');
  });

  test('S3.16 what may be spent in all has no zone: it is lowered, and goes on with what it took', async () => {
    const policy = { budgets: [{ period: 'total', timeZone: 'UTC', limit: usd(5_000) } as const] };
    const shopper = await openShopper(await openMarket({ policy }));
    const set = (limit_cents: number) =>
      shopper.call('buy_set_budget', { period: 'total', limit_cents, timezone: 'Asia/Tokyo' });

    expect((await set(5_001)).structuredContent).toMatchObject({ details: { reason: 'budget_loosened' } });
    expect((await set(4_000)).structuredContent.budgets).toMatchObject([
      { period: 'total', limit_cents: 4_000, timezone: 'UTC' },
    ]);
  });

  test('S3.16 no agent gives itself a budget in a currency in which nothing may be spent', async () => {
    const eur = { amount: 5_000, currency: 'eur' };
    const market = await openMarket({
      policy: { budgets: [{ period: 'daily', timeZone: 'UTC', limit: eur }] },
    });
    const shopper = await openShopper(market);
    await shopper.fill();

    const set = await shopper.call('buy_set_budget', { period: 'daily', limit_cents: 5_000 });
    const denied = await shopper.checkout();

    expect(set.structuredContent).toMatchObject({
      details: { reason: 'budget_loosened', currency: 'usd' },
    });
    expect(denied.structuredContent).toMatchObject({ status: 'denied', reason: 'currency' });
  });

  test('S3.20 tells what the merchant refuses: sold out before the checkout, or during it', async () => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    await shopper.fill();
    market.shop.trick({ trick: 'out_of_stock' });
    const during = await shopper.checkout({ idempotency_key: 'one' });
    market.shop.stock('prd_bananas', 1);
    const before = await shopper.checkout({ idempotency_key: 'one' });

    expect(during.structuredContent).toMatchObject({
      status: 'error',
      error: 'payment_declined',
      details: { reason: 'out_of_stock' },
      next_action: expect.stringContaining('buy_set_item_quantity') as string,
    });
    expect(before.structuredContent).toMatchObject({
      status: 'error',
      error: 'purchase_not_accepted',
      details: { reason: 'out_of_stock' },
    });
    expect(market.shop.orders()).toEqual([]);
    expect(money(market)).toMatchObject({ open: 0, granted: [] });
  });

  test('S3.20 charges no more than was agreed to when the price rises during the checkout', async () => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    await shopper.fill();
    market.shop.trick({ trick: 'price_change', by: 50 });

    const refused = await shopper.checkout({ idempotency_key: 'one' });
    const unseen = await shopper.checkout({ idempotency_key: 'one' });
    await shopper.call('buy_view_cart', { merchant: MERCHANT });
    const bought = await shopper.checkout({ idempotency_key: 'one' });

    expect(refused.structuredContent).toMatchObject({ details: { reason: 'price_changed' } });
    expect(unseen.structuredContent).toMatchObject({ error: 'price_changed' });
    expect(bought.structuredContent).toMatchObject({ status: 'confirmed', charged_total_cents: TOTAL + 100 });
    expect(money(market)).toMatchObject({ open: 0, granted: [TOTAL + 100] });
  });
});

describe('a quote of the merchant', () => {
  test.each([
    ['another product', { product_id: 'prd_milk' }],
    ['another quantity', { quantity: 1 }],
  ])('S3.1 of %s than was asked for is shown to the user, and not bought', async (_, other) => {
    let isOther = false;
    const market = await openMarket({
      over: (send) => async (input, init) => {
        const response = await send(input, init);
        const { pathname } = new URL(input instanceof Request ? input.url : String(input));
        if (!isOther || !pathname.endsWith('/carts')) return response;
        const body = (await response.json()) as { readonly items: readonly object[] };
        return Response.json({ ...body, items: body.items.map((item) => ({ ...item, ...other })) });
      },
    });
    const shopper = await openShopper(market);
    await shopper.fill();
    isOther = true;

    const refused = await shopper.checkout({ idempotency_key: 'one' });
    const viewed = await shopper.call('buy_view_cart', { merchant: MERCHANT });

    expect(refused.structuredContent).toMatchObject({
      error: 'purchase_not_accepted',
      details: { reason: 'other_goods' },
    });
    expect(viewed.structuredContent).toMatchObject({
      items: [{ product_id: 'prd_bananas', quantity: 2 }],
      total_cents: null,
      problem: { error: 'purchase_not_accepted' },
    });
    expect(market.shop.orders()).toEqual([]);
  });
});

describe('a purchase that is pending', () => {
  test('S3.17 S3.18 is confirmed by the same key, and placed once', async () => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    await shopper.fill();
    market.shop.trick({ trick: 'confirming' });

    const pending = await shopper.checkout({ idempotency_key: 'one' });
    const [order] = market.shop.orders();
    const still = await shopper.checkout({ idempotency_key: 'one' });
    await market.shop.settle(String(order?.id), 'confirmed');
    const bought = await shopper.checkout({ idempotency_key: 'one' });

    for (const { structuredContent } of [pending, still])
      expect(structuredContent).toMatchObject({
        status: 'pending',
        order_id: order?.id,
        total_cents: TOTAL,
        test_mode: true,
      });
    expect(bought.structuredContent).toMatchObject({ status: 'confirmed', order_id: order?.id });
    expect(market.shop.orders()).toHaveLength(1);
    expect(money(market)).toEqual({ cards: 1, open: 0, granted: [TOTAL] });
  });

  test('S3.19 under a fresh key is a mistake that is told, and buys nothing', async () => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    await shopper.fill();
    market.shop.trick({ trick: 'confirming' });
    await shopper.checkout({ idempotency_key: 'one' });

    const fresh = await shopper.checkout({ idempotency_key: 'two' });
    const more = await shopper.fill();

    expect(fresh.structuredContent).toMatchObject({
      status: 'error',
      error: 'cart_locked',
      details: { reason: 'fresh_idempotency_key' },
    });
    expect(more.structuredContent).toMatchObject({ error: 'cart_locked' });
    expect(market.shop.orders()).toHaveLength(1);
    expect(money(market).cards).toBe(1);
  });

  test('S3.18 after a lost answer of the merchant is looked for, and not placed again', async () => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    await shopper.fill();
    market.shop.fault('orders.create', { fault: 'cut', when: 'after' });

    const lost = await shopper.checkout({ idempotency_key: 'one' });
    const found = await shopper.checkout({ idempotency_key: 'one' });

    expect(lost.structuredContent).toMatchObject({
      status: 'error',
      error: 'payment_unresolved',
      retryable: true,
    });
    expect(found.structuredContent).toMatchObject({ status: 'confirmed' });
    expect(market.shop.calls().filter(({ call }) => call === 'orders.create')).toHaveLength(1);
    expect(money(market)).toEqual({ cards: 1, open: 0, granted: [TOTAL] });
  });

  test.each(['before', 'after'] as const)(
    'S3.18 is found though another account was revoked that was linked %s the one it is in',
    async (when) => {
      const revoked = new Set<string>();
      const seen: string[] = [];
      const market = await openMarket({
        over: (send) => async (input, init) => {
          const token = new Request(input, init).headers.get('customer-token');
          if (token !== null) seen.push(token);
          return token !== null && revoked.has(token)
            ? Response.json({ error: { code: 'unauthorized', message: 'No.' } }, { status: 401 })
            : send(input, init);
        },
      });
      const shopper = await openShopper(market);
      await shopper.fill();
      const old = String(seen.at(-1));
      if (when === 'before') await linkShop(market, shopper, 'grace@example.com');
      market.shop.fault('orders.create', { fault: 'cut', when: 'after' });
      await shopper.checkout({ idempotency_key: 'one' });
      if (when === 'after') {
        await linkShop(market, shopper, 'grace@example.com');
        await shopper.call('buy_order_history', { merchant: MERCHANT });
      }
      revoked.add(when === 'before' ? old : String(seen.at(-1)));

      const found = await shopper.checkout({ idempotency_key: 'one' });
      const { order_id } = found.structuredContent;
      const tracked = await shopper.call('buy_track_order', { merchant: MERCHANT, order_id });

      expect(found.structuredContent).toMatchObject({ status: 'confirmed' });
      expect(tracked.structuredContent).toMatchObject({ order_id });
      expect(market.shop.orders()).toHaveLength(1);
    },
  );

  test('S3.18 that may be in a revoked account is not placed again', async () => {
    let isRevoked = false;
    const market = await openMarket({
      over: (send) => async (input, init) =>
        isRevoked && new Request(input, init).headers.has('customer-token')
          ? Response.json({ error: { code: 'unauthorized', message: 'No.' } }, { status: 401 })
          : send(input, init),
    });
    const shopper = await openShopper(market);
    await shopper.fill();
    market.shop.fault('orders.create', { fault: 'cut', when: 'after' });
    await shopper.checkout({ idempotency_key: 'one' });
    isRevoked = true;

    const doubtful = await shopper.checkout({ idempotency_key: 'one' });

    expect(doubtful.structuredContent).toMatchObject({ error: 'payment_unresolved' });
    expect(market.shop.orders()).toHaveLength(1);
  });

  test('S3.18 is found under the account that it was placed with, after another one was linked', async () => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    await shopper.fill();
    market.shop.fault('orders.create', { fault: 'cut', when: 'after' });
    await shopper.checkout({ idempotency_key: 'one' });

    await linkShop(market, shopper, 'grace@example.com');
    const found = await shopper.checkout({ idempotency_key: 'one' });

    expect(found.structuredContent).toMatchObject({ status: 'confirmed' });
    expect(market.shop.orders()).toHaveLength(1);
  });
});
