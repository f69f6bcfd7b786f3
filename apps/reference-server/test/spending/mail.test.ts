import { decide } from '@railyard/core/spend';
import { expect, test } from 'vitest';
import { storedApprovers } from '../../src/approvals/approvers.ts';
import { AGENT_SCOPES, newApiKey, storedKeys } from '../../src/keys.ts';
import type { Mail } from '../../src/mail.ts';
import { EMAIL } from '../buyers/desk.ts';
import { fillCart } from '../mcp/client.ts';
import { connect, openOauthShop } from '../oauth/shop.ts';
import {
  APPROVER,
  askedFor,
  HOUR,
  openSpendingShop,
  SPENDING,
  type SpendingShop,
  tryToPay,
  usd,
} from './shop.ts';

const KEY = { tenant: 'demo', principal: 'key_network' };

test('goes to whoever decides for the platform, with what it comes to and no word of who asks', async () => {
  const shop = await openSpendingShop();
  await askedFor(shop);
  const { to, subject, text } = shop.letter();
  expect([to, subject]).toEqual([APPROVER, 'Approve 49.99 USD at Acme?']);
  expect(text).toContain('until 27 November 2026 at 12:00 UTC');
  expect(text).not.toMatch(/Lovelace|Stove|key_network/);
});

test('goes to whoever is named for the key, until nobody is', async () => {
  const shop = await openSpendingShop();
  const approvers = storedApprovers(shop.store);
  await approvers.set(KEY, 'ann@shop.example');
  await askedFor(shop);
  expect(shop.letter().to).toBe('ann@shop.example');
  await askedFor(shop, shop.keys.neighbour);
  expect(shop.letter().to).toBe(APPROVER);
  await approvers.set(KEY, null);
  await askedFor(shop);
  expect(shop.letter().to).toBe(APPROVER);
});

test('goes to the person who let the client in, and tells them on the page which one asks', async () => {
  const shop = await openOauthShop({ spending: SPENDING });
  const agent = await connect(shop);
  const cart_id = await fillCart(agent);
  const reply = await agent.call('checkout', { cart_id }, { 'railyard/payment_rail': 'fake' });
  expect(reply.structuredContent.error).toBe('needs_approval');
  const [letter] = shop.inbox.received();
  expect(letter?.to).toBe(EMAIL);
  const [url = ''] = /http\S+/.exec(letter?.text ?? '') ?? [];
  const page = await (await shop.server.fetch(new Request(url))).text();
  expect(page).toContain('The app <bdi>Parrot</bdi> wants to pay');
  expect(JSON.stringify([reply, shop.logged])).not.toContain(url);
});

test('is sent once for each question, and again only when the cart has changed', async () => {
  const shop = await openSpendingShop();
  const { cart } = await askedFor(shop);
  for (const _ of [1, 2]) await tryToPay(shop, cart);
  expect(shop.inbox.received()).toHaveLength(1);
  await shop.call('POST', `/api/agent/cart/${cart}/items`, { body: { variant_id: 'var_mug' } });
  await tryToPay(shop, cart);
  expect(shop.inbox.received()).toHaveLength(2);
});

test('is sent by the next try when it did not leave, and the agent is told the same', async () => {
  let isAway = true;
  const sent: string[] = [];
  const mail: Mail = {
    async send({ to }) {
      if (isAway) throw new Error(`550 <${to}> is away`);
      sent.push(to);
    },
  };
  const shop = await openSpendingShop(SPENDING.policy, { buyers: { secret: 'a secret', mail } });
  const { cart, reply } = await askedFor(shop);
  expect(reply.body.error).toBe('needs_approval');
  isAway = false;
  expect((await tryToPay(shop, cart)).body).toEqual({ ...reply.body });
  expect(sent).toEqual([APPROVER]);
  expect(shop.logged.join('\n')).toContain('Nobody was asked to approve a purchase. The mail did not leave.');
  expect(shop.logged.join('\n')).not.toContain(APPROVER);
});

test('has an operator told how somebody is named where nobody is, and goes out then', async () => {
  const shop = await openSpendingShop(SPENDING.policy, { spending: { ...SPENDING, approver: null } });
  const { cart, reply } = await askedFor(shop);
  expect(reply.body.error).toBe('needs_approval');
  expect(shop.logged.join('\n')).toContain('railyard budget set key_network --tenant demo --approver EMAIL');
  await storedApprovers(shop.store).set(KEY, 'ann@shop.example');
  await tryToPay(shop, cart);
  expect(shop.letter().to).toBe('ann@shop.example');
});

/** An agent tries to pay, and changes its cart, again and again. */
async function pester(shop: SpendingShop, apiKey: string, times: number): Promise<string> {
  const cart = await shop.readyCart({ apiKey });
  for (let time = 0; time < times; time += 1) {
    const body = { variant_id: time % 2 ? 'var_mug' : 'var_stove' };
    await shop.call('POST', `/api/agent/cart/${cart}/items`, { apiKey, body });
    expect((await tryToPay(shop, cart, apiKey)).body.error).toBe('needs_approval');
  }
  return cart;
}

test('does not flood whoever decides when an agent changes its cart again and again', async () => {
  const shop = await openSpendingShop({ approvalAbove: [usd(0)] });
  const cart = await pester(shop, shop.keys.network, 12);
  expect(shop.inbox.received()).toHaveLength(10);
  shop.advance(HOUR);
  await tryToPay(shop, cart);
  expect(shop.inbox.received()).toHaveLength(11);
});

test('goes out for one agent although another has had all of its letters sent', async () => {
  const shop = await openSpendingShop({ approvalAbove: [usd(0)] });
  await pester(shop, shop.keys.network, 32);
  const before = shop.inbox.received().length;
  await pester(shop, shop.keys.neighbour, 1);
  expect(shop.inbox.received()).toHaveLength(before + 1);
});

test('does not flood whoever decides when many agents ask at once', async () => {
  const shop = await openSpendingShop({ approvalAbove: [usd(0)] });
  for (let agent = 0; agent < 4; agent += 1) {
    const apiKey = newApiKey('test');
    const key = { id: `key_agent_${agent}`, tenant: 'demo', seller: null, scopes: AGENT_SCOPES };
    await storedKeys(shop.store).register(apiKey, key);
    await pester(shop, apiKey, 10);
  }
  expect(shop.inbox.received()).toHaveLength(30);
});

test('is not needed by what the policy allows, and everything is allowed unless it says otherwise', async () => {
  for (const policy of [{}, { approvalAbove: [usd(4_999)] }]) {
    const shop = await openSpendingShop(policy);
    expect(await tryToPay(shop, await shop.readyCart())).toMatchObject({ status: 200 });
    expect(shop.inbox.received()).toHaveLength(0);
  }
});

test('questions and letters are forgotten when their time is over', async () => {
  const shop = await openSpendingShop();
  const { approval } = await askedFor(shop);
  await decide(shop, 'demo', approval, { decision: 'denied', by: 'operator' });
  const kept = (): readonly string[] =>
    shop.store.held().flatMap(({ space }) => (['approval', 'spending'].includes(space) ? [space] : []));
  expect(kept().toSorted()).toEqual(['approval', 'spending', 'spending']);
  shop.advance(92 * 24 * HOUR);
  shop.server.background.start();
  await expect.poll(kept).toEqual([]);
  await shop.server.background.stop();
});
