import { money } from '@railyard/core';
import { guard } from '@railyard/core/http';
import { changePolicy } from '@railyard/core/spend';
import { expect, test } from 'vitest';
import { hashText } from '../../src/runtime.ts';
import { type HostedShop, openHostedShop, openLink } from '../hosted/shop.ts';
import { containing } from '../matchers.ts';
import { connect, openOauthShop } from '../oauth/shop.ts';
import { BASE_URL } from '../shop.ts';
import { openSpendingShop, PRICE, SPENDING, usd } from './shop.ts';

const KEY = { tenant: 'demo', principal: 'key_network' };
const NOTHING = { budgets: [{ period: 'total', limit: usd(0), timeZone: 'UTC' }] } as const;

function forbid({ store, now }: HostedShop): Promise<unknown> {
  return changePolicy({ store, runtime: { hash: hashText, now } }, KEY, () => NOTHING);
}

test('no page of any rail is opened for what may not be paid, nor is a chooser', async () => {
  const shop = await openHostedShop({ spending: SPENDING });
  const cart = await shop.readyCart();
  for (const payment_rail of ['stripe-checkout', 'coinbase', undefined]) {
    const { body } = await shop.call('POST', '/api/agent/payment-link', {
      body: { cart_id: cart, ...(payment_rail && { payment_rail }) },
    });
    expect([payment_rail, body.error]).toEqual([payment_rail, 'needs_approval']);
  }
  const challenge = await shop.call('POST', `/api/agent/cart/${cart}/checkout`, { body: {} });
  expect(challenge.body.error).toBe('needs_approval');
  expect(challenge.headers.get('www-authenticate')).toBeNull();
  expect(shop.stripe.sessions()).toEqual([]);
  expect(shop.inbox.received()).toHaveLength(1);
});

test('a card that an agent presents is not charged for what may not be paid', async () => {
  const shop = await openHostedShop({ spending: { ...SPENDING, policy: {} } });
  const cart = await shop.readyCart();
  const path = `/api/agent/cart/${cart}/checkout`;
  await shop.call('POST', path, { key: 'pay', body: {} });
  await forbid(shop);
  const card = `Payment ${shop.stripe.mint({ maxAmount: 9_999 })}`;
  for (const headers of [{ 'payment-authorization': card }, { authorization: card }]) {
    const { body } = await shop.call('POST', path, { key: 'pay', body: {}, headers });
    expect(body).toMatchObject({ error: 'denied', details: { reason: 'budget' } });
  }
  expect(shop.stripe.intents()).toEqual([]);
});

test('a person on a chooser that was opened before is told why nothing can be paid there now', async () => {
  const shop = await openHostedShop();
  const { session } = await openLink(shop, 'coinbase');
  const choose = async (): Promise<readonly [number, string]> => {
    const body = new URLSearchParams({ method: 'card-via-stripe' });
    const response = await shop.server.fetch(
      new Request(`${BASE_URL}/pay/${session}`, { method: 'POST', body }),
    );
    return [response.status, await response.text()];
  };
  await forbid(shop);
  expect(await choose()).toEqual([403, containing('a limit on spending forbids it')]);
  await changePolicy({ store: shop.store, runtime: { hash: hashText, now: shop.now } }, KEY, () => ({
    approvalAbove: [],
  }));
  expect(await choose()).toEqual([403, containing('Somebody has to approve this order before it is paid')]);
  expect(shop.stripe.sessions()).toEqual([]);
});

test('strangers who pay behind a guard are no principal: none uses up what the others have', async () => {
  const shop = await openSpendingShop({ ...NOTHING, approvalAbove: [] });
  const sell = guard({
    checkout: shop.server.checkout,
    tenant: 'demo',
    seller: 'acme',
    sale: () => ({ title: 'A report', price: money(PRICE, 'usd') }),
  });
  for (const token of ['one', 'two']) {
    const request = new Request(`${BASE_URL}/report`, { headers: { 'x-fake': token } });
    expect((await sell(request, () => new Response('It is sunny.'))).status).toBe(200);
  }
  expect(shop.provider.submitted).toEqual(['one', 'two']);
  expect(shop.inbox.received()).toEqual([]);
});

test('a client that a person has let in decides about nothing, and is not sent to ask for that', async () => {
  const shop = await openOauthShop({ spending: SPENDING });
  const { memory } = await connect(shop);
  const apiKey = String(memory.tokens()?.access_token);
  const cart = await shop.readyCart({ apiKey });
  const path = `/api/agent/cart/${cart}/checkout`;
  const { body } = await shop.call('POST', path, { apiKey, key: 'k', headers: { 'x-fake': 'token' } });
  const approval = String(body.details?.approval_id);
  const decided = await shop.call('POST', `/api/agent/approvals/${approval}/decision`, {
    apiKey,
    body: { decision: 'approved' },
  });
  expect([decided.status, decided.body.error]).toEqual([403, 'scope_insufficient']);
  expect(decided.headers.get('www-authenticate')).toBeNull();
  expect((await shop.call('GET', `/api/agent/approvals/${approval}`, { apiKey })).body.status).toBe('asked');
  expect((await shop.call('GET', '/api/agent/budget', { apiKey })).body.principal).toMatch(
    /^buyer_[0-9a-f]{24}\./,
  );
});
