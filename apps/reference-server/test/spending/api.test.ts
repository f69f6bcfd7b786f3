import { changePolicy } from '@railyard/core/spend';
import { describe, expect, test } from 'vitest';
import { type ApiKey, newApiKey, storedKeys } from '../../src/keys.ts';
import { containing } from '../matchers.ts';
import { fillCart, openAgent } from '../mcp/client.ts';
import type { Reply, Shop } from '../shop.ts';
import { askedFor, HOUR, openSpendingShop, PRICE, tryToPay, usd } from './shop.ts';

const DECIDES: ApiKey['scopes'] = ['checkout:read', 'checkout:write', 'approval:write'];

async function deciderOf({ store }: Shop, key: Partial<ApiKey> = {}): Promise<string> {
  const secret = newApiKey('test');
  const made = { id: 'key_decider', tenant: 'demo', seller: null, scopes: DECIDES, ...key };
  await storedKeys(store).register(secret, made);
  return secret;
}

const read = ({ call }: Shop, id: string, apiKey: string): Promise<Reply> =>
  call('GET', `/api/agent/approvals/${id}`, { apiKey });
const decideBy = ({ call }: Shop, id: string, apiKey: string, decision: string): Promise<Reply> =>
  call('POST', `/api/agent/approvals/${id}/decision`, { apiKey, body: { decision } });

describe('an agent that needs an approval', () => {
  test('is told what to do next, until when, and no link', async () => {
    const shop = await openSpendingShop();
    const { reply, approval } = await askedFor(shop);
    expect(reply.status).toBe(403);
    expect(reply.body.details).toEqual({
      approval_id: approval,
      expires_at: '2026-11-27T12:00:00.000Z',
    });
    expect(reply.body.next_action).toContain(
      `Ask GET http://shop.test/api/agent/approvals/${approval} once a minute, until 2026-11-27T12:00:00.000Z`,
    );
    expect(reply.body.next_action).toContain(
      'with the body, and the key in the header Idempotency-Key, as they were',
    );
    expect(reply.body).not.toHaveProperty('retryable');
    expect(shop.provider.submitted).toEqual([]);
  });

  test('is told the same over MCP, waits, and calls again with the same key', async () => {
    const shop = await openSpendingShop();
    const agent = await openAgent(shop);
    const cart_id = await fillCart(agent);
    const meta = { 'railyard/idempotency_key': 'one-key', 'railyard/payment_rail': 'stripe-checkout' };
    const asked = await agent.call('checkout', { cart_id }, meta);
    const { approval_id } = asked.structuredContent.details ?? {};
    expect([asked.isError, asked.structuredContent.error]).toEqual([true, 'needs_approval']);
    expect(asked.structuredContent.next_action).toContain(
      `get_approval with approval_id "${String(approval_id)}"`,
    );
    expect(asked.structuredContent.next_action).toContain(
      'the key in _meta["railyard/idempotency_key"], as they were',
    );
    expect(JSON.stringify(asked)).not.toContain('/approve/');

    const waiting = await agent.call('get_approval', { approval_id });
    expect(waiting.structuredContent).toMatchObject({ status: 'asked', cart_id, amount: PRICE });
    expect(waiting.words).toContain('Nobody has decided yet');
    expect((await agent.call('checkout', { cart_id }, meta)).structuredContent.error).toBe('needs_approval');
    await shop.press(shop.link(), 'approved');
    expect((await agent.call('get_approval', { approval_id })).words).toContain(
      'Call checkout again as before',
    );
    const page = await agent.call('checkout', { cart_id }, meta);
    expect([page.isError, page.structuredContent.status]).toEqual([undefined, 'action_required']);
  });

  test('is told that it was denied, and to stop', async () => {
    const shop = await openSpendingShop();
    const { cart, approval } = await askedFor(shop);
    await shop.press(shop.link(), 'denied');
    expect((await tryToPay(shop, cart)).body).toMatchObject({
      error: 'denied',
      details: { reason: 'approval_denied', approval_id: approval },
      next_action: containing('Stop: a person has denied this purchase.'),
    });
    expect((await read(shop, approval, shop.keys.network)).body.status).toBe('denied');
  });

  test('cannot pay another cart or another amount with the approval', async () => {
    const shop = await openSpendingShop();
    const { cart, approval } = await askedFor(shop);
    await shop.press(shop.link(), 'approved');
    const another = await askedFor(shop);
    expect(another.reply.body.error).toBe('needs_approval');
    expect(another.approval).not.toBe(approval);
    await shop.call('POST', `/api/agent/cart/${cart}/items`, { body: { variant_id: 'var_mug' } });
    const changed = await tryToPay(shop, cart);
    expect(changed.body.error).toBe('needs_approval');
    expect(changed.body.details?.approval_id).not.toBe(approval);
    expect(shop.provider.submitted).toEqual([]);
  });

  test('makes one order with two checkouts at once under two keys', async () => {
    const shop = await openSpendingShop();
    const { cart } = await askedFor(shop);
    await shop.press(shop.link(), 'approved');
    const replies = await Promise.all(
      ['a', 'b', 'c'].map((key) =>
        shop.call('POST', `/api/agent/cart/${cart}/checkout`, { key, headers: { 'x-fake': `token-${key}` } }),
      ),
    );
    const orders = replies.filter(({ status }) => status === 200).map(({ body }) => body.order_id);
    expect(new Set(orders).size).toBe(1);
    expect(shop.provider.submitted).toHaveLength(1);
  });
});

describe('an approval over the API', () => {
  test('shows what will be paid to whoever asked, and to nobody else', async () => {
    const shop = await openSpendingShop();
    const { cart, approval } = await askedFor(shop);
    expect((await read(shop, approval, shop.keys.network)).body).toEqual({
      approval_id: approval,
      status: 'asked',
      cart_id: cart,
      seller_handle: 'acme',
      items: [{ variant_id: 'var_stove', title: 'Stove', quantity: 1, unit_price_cents: 4499 }],
      subtotal_cents: 4499,
      delivery_fee_cents: 500,
      ship_to: {
        name: 'Ada Lovelace',
        line1: '12 Analytical Way',
        line2: null,
        city: 'Lincoln',
        region: 'NE',
        postal_code: '68508',
        country: 'US',
        phone: null,
      },
      merchant_account: null,
      delivery_time: null,
      tip_cents: 0,
      amount: PRICE,
      amount_decimal: '49.99',
      currency: 'usd',
      asked_by: { kind: 'api_key', id: 'key_network', name: null },
      expires_at: '2026-11-27T12:00:00.000Z',
      decided_at: null,
    });
    for (const apiKey of [shop.keys.neighbour, shop.keys.otherTenant, shop.keys.readOnly]) {
      const reply = await read(shop, approval, apiKey);
      expect([reply.status, reply.body.error]).toEqual([404, 'not_found']);
    }
    expect((await read(shop, 'apr_none', shop.keys.network)).status).toBe(404);
    expect((await read(shop, approval, shop.keys.writeOnly)).body.error).toBe('scope_insufficient');
  });

  test('is decided by a key that may, and the agent’s retry acts', async () => {
    const shop = await openSpendingShop();
    const { cart, approval } = await askedFor(shop);
    const decider = await deciderOf(shop);
    expect((await read(shop, approval, decider)).body.status).toBe('asked');
    const decided = await decideBy(shop, approval, decider, 'approved');
    expect(decided.body).toMatchObject({ status: 'approved', decided_at: '2026-11-26T12:00:00.000Z' });
    expect(shop.provider.submitted).toEqual([]);
    expect(await tryToPay(shop, cart)).toMatchObject({ status: 200 });
    expect((await read(shop, approval, decider)).body.status).toBe('used');
    const stored = await shop.store.get('approval', `demo:${approval}`);
    expect(stored).toMatchObject({ decided: { by: 'key_decider' } });
  });

  test('keeps its first decision, which the second answer tells', async () => {
    const shop = await openSpendingShop();
    const { approval } = await askedFor(shop);
    const decider = await deciderOf(shop);
    await decideBy(shop, approval, decider, 'denied');
    const second = await decideBy(shop, approval, decider, 'approved');
    expect([second.status, second.body.status]).toEqual([200, 'denied']);
    expect(second.headers.get('idempotent-replayed')).toBeNull();
  });

  test('gives the first answer again under the same key, whatever has come of it, and takes no other decision under it', async () => {
    const shop = await openSpendingShop();
    const { cart, approval } = await askedFor(shop);
    const sent = { apiKey: await deciderOf(shop), key: 'one-key' };
    const path = `/api/agent/approvals/${approval}/decision`;
    const first = await shop.call('POST', path, { ...sent, body: { decision: 'approved' } });
    await tryToPay(shop, cart);
    const again = await shop.call('POST', path, { ...sent, body: { decision: 'approved' } });
    expect([again.text, again.headers.get('idempotent-replayed')]).toEqual([first.text, 'true']);
    const other = await shop.call('POST', path, { ...sent, body: { decision: 'denied' } });
    expect([other.status, other.body.error]).toEqual([409, 'idempotency_conflict']);
  });

  test('is another request once the question is asked anew: an old key decides nothing about it, and says so', async () => {
    const shop = await openSpendingShop();
    const { cart, approval } = await askedFor(shop);
    const sent = { apiKey: await deciderOf(shop), key: 'one-key', body: { decision: 'approved' } };
    const path = `/api/agent/approvals/${approval}/decision`;
    const first = await shop.call('POST', path, sent);
    shop.advance(24 * HOUR);
    expect((await shop.call('POST', path, sent)).text).toBe(first.text);

    await tryToPay(shop, cart);

    const late = await shop.call('POST', path, sent);
    expect([late.status, late.body.error]).toEqual([409, 'idempotency_conflict']);
    expect((await read(shop, approval, shop.keys.network)).body.status).toBe('asked');
    expect((await shop.call('POST', path, { ...sent, key: 'two' })).body.status).toBe('approved');
  });

  test('is decided under a key with which it came too late for the question before', async () => {
    const shop = await openSpendingShop();
    const { cart, approval } = await askedFor(shop);
    const sent = { apiKey: await deciderOf(shop), key: approval, body: { decision: 'approved' } };
    const path = `/api/agent/approvals/${approval}/decision`;
    shop.advance(24 * HOUR);
    for (const _ of [1, 2]) {
      const late = await shop.call('POST', path, sent);
      expect([late.body.status, late.headers.get('idempotent-replayed')]).toEqual(['expired', null]);
    }

    await tryToPay(shop, cart);

    expect((await shop.call('POST', path, sent)).body.status).toBe('approved');
    expect(await tryToPay(shop, cart)).toMatchObject({ status: 200 });
  });

  test('is not decided by an agent’s key, by one that asks itself, or by another tenant or seller', async () => {
    const shop = await openSpendingShop();
    const { cart, approval } = await askedFor(shop);
    expect((await decideBy(shop, approval, shop.keys.network, 'approved')).body.error).toBe(
      'scope_insufficient',
    );
    for (const key of [{ tenant: 'other' }, { seller: 'west' }]) {
      const stranger = await deciderOf(shop, { ...key, id: `key_${Object.values(key).join('')}` });
      expect((await read(shop, approval, stranger)).status).toBe(404);
      expect((await decideBy(shop, approval, stranger, 'approved')).body.error).toBe('not_found');
    }
    expect((await tryToPay(shop, cart)).body.error).toBe('needs_approval');

    const decider = await deciderOf(shop);
    const own = await askedFor(shop, decider);
    const refused = await decideBy(shop, own.approval, decider, 'approved');
    expect(refused.body).toMatchObject({ error: 'denied', details: { reason: 'own_purchase' } });
    expect((await tryToPay(shop, own.cart, decider)).body.error).toBe('needs_approval');
  });

  test('is expired when its time is over, and then nothing is decided', async () => {
    const shop = await openSpendingShop();
    const { cart, approval } = await askedFor(shop);
    const decider = await deciderOf(shop);
    shop.advance(24 * HOUR);
    expect((await read(shop, approval, shop.keys.network)).body.status).toBe('expired');
    expect((await decideBy(shop, approval, decider, 'approved')).body.status).toBe('expired');
    expect((await tryToPay(shop, cart)).body.error).toBe('needs_approval');
  });

  test('takes no other decision, and none without a key of its request', async () => {
    const shop = await openSpendingShop();
    const { approval } = await askedFor(shop);
    const apiKey = await deciderOf(shop);
    const path = `/api/agent/approvals/${approval}/decision`;
    for (const body of [{ decision: 'used' }, {}, { decision: 'approved', by: 'me' }])
      expect((await shop.call('POST', path, { apiKey, body })).status).toBe(422);
    const keyless = await shop.call('POST', path, { apiKey, key: null, body: { decision: 'approved' } });
    expect(keyless.body.error).toBe('missing_idempotency_key');
  });
});

describe('what a caller may spend', () => {
  test('is everything unless it is said otherwise', async () => {
    const shop = await openSpendingShop({});
    expect((await shop.call('GET', '/api/agent/budget')).body).toEqual({
      principal: 'key_network',
      policy: 'platform',
      budgets: [],
      max_purchase: null,
      approval_above: null,
      sellers: null,
      rails: null,
    });
  });

  test('is the platform’s for each key apart, with what is left', async () => {
    const shop = await openSpendingShop({
      budgets: [{ period: 'daily', limit: usd(2 * PRICE), timeZone: 'America/New_York' }],
      perPurchase: [usd(PRICE)],
      approvalAbove: [usd(PRICE)],
      payees: { never: ['west'] },
      rails: { only: ['fake'] },
    });
    await tryToPay(shop, await shop.readyCart());
    const budget = {
      period: 'daily',
      limit_cents: 2 * PRICE,
      left_cents: PRICE,
      currency: 'usd',
      time_zone: 'America/New_York',
      resets_on: '2026-11-27',
    };
    expect((await shop.call('GET', '/api/agent/budget')).body).toMatchObject({
      policy: 'platform',
      budgets: [budget],
      max_purchase: { usd: PRICE },
      approval_above: { usd: PRICE },
      sellers: { never: ['west'] },
      rails: { only: ['fake'] },
    });
    const neighbour = await openAgent(shop, shop.keys.neighbour);
    expect((await neighbour.call('get_budget')).structuredContent).toMatchObject({
      principal: 'key_neighbour',
      budgets: [{ left_cents: 2 * PRICE }],
    });
  });

  test('is changed for one key while the server runs, and refuses what is over it on every rail and door', async () => {
    const shop = await openSpendingShop({});
    const cart = await shop.readyCart();
    await changePolicy(shop, { tenant: 'demo', principal: 'key_network' }, () => ({
      budgets: [{ period: 'total', limit: usd(PRICE - 1), timeZone: 'UTC' }],
    }));
    const agent = await openAgent(shop);
    const link = await shop.call('POST', '/api/agent/payment-link', { body: { cart_id: cart } });
    const replies = [
      await tryToPay(shop, cart),
      link,
      await shop.call('POST', `/api/agent/cart/${cart}/checkout`, { body: {} }),
    ];
    for (const { body } of replies)
      expect(body).toMatchObject({
        error: 'denied',
        details: { reason: 'budget', left_cents: PRICE - 1 },
        next_action: containing('GET http://shop.test/api/agent/budget'),
      });
    for (const rail of ['fake', 'stripe-checkout', undefined]) {
      const meta = rail === undefined ? {} : { 'railyard/payment_rail': rail };
      const { structuredContent } = await agent.call('checkout', { cart_id: cart }, meta);
      expect([rail, structuredContent.error]).toEqual([rail, 'denied']);
    }
    expect(shop.provider.submitted).toEqual([]);
    const theirs = await shop.readyCart({ apiKey: shop.keys.neighbour });
    expect(await tryToPay(shop, theirs, shop.keys.neighbour)).toMatchObject({ status: 200 });
  });

  test('begins anew with the day of its zone, also on the days on which clocks change', async () => {
    // In Berlin, 28 March 2027 has 23 hours, and 31 October 25.
    const shop = await openSpendingShop({
      budgets: [{ period: 'daily', limit: usd(PRICE), timeZone: 'Europe/Berlin' }],
    });
    const reset = async (): Promise<unknown> => {
      const { body } = await shop.call('GET', '/api/agent/budget');
      return (body.budgets as readonly { readonly resets_on: string; readonly left_cents: number }[])[0];
    };
    const until = (time: string): void => shop.advance(Date.parse(time) - shop.runtime.now());
    for (const [last, first, next] of [
      ['2027-03-28T21:59:59Z', '2027-03-28T22:00:00Z', '2027-03-30'],
      ['2027-10-31T22:59:59Z', '2027-10-31T23:00:00Z', '2027-11-02'],
    ] as const) {
      until(last);
      expect(await tryToPay(shop, await shop.readyCart())).toMatchObject({ status: 200 });
      expect((await tryToPay(shop, await shop.readyCart())).body.error).toBe('denied');
      until(first);
      expect(await reset()).toMatchObject({ left_cents: PRICE, resets_on: next });
    }
  });
});
