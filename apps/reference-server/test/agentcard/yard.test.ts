import { afterAll, beforeAll, expect, test } from 'vitest';
import { buyWithCards } from '../../src/demo/agentcard.ts';
import { type Agent, agentOf } from '../mcp/client.ts';
import { openYard, type Yard } from '../yard.ts';

let yard: Yard;
let agent: Agent;
let merchant: string;
beforeAll(async () => {
  yard = await openYard();
  const { agentcard, api_key } = yard.facts;
  if (!agentcard) throw new Error('The sandbox has a shop.');
  merchant = agentcard.merchant;
  agent = await agentOf(new URL(agentcard.mcp_url), api_key);
}, 30_000);
afterAll(() => yard.stop());

/** What the cards of the sandbox's Stripe have come to. */
async function books() {
  const { cards, authorizations } = await yard.hostile.issuing.books();
  return {
    open: cards.filter(({ status }) => status === 'active').length,
    decided: authorizations.map(({ approved, request_history: [asked] }) => [approved, asked?.reason]),
  };
}

test('S3.1 S3.11 the demo links a shop of another process, buys there with a card, and buys nothing twice', async () => {
  const lines: string[] = [];

  await buyWithCards(yard.facts, (line) => void lines.push(line));

  const [order, ...others] = await yard.hostile.shop.orders();
  expect(lines.join('\n')).toContain(`order        ${order?.id}`);
  expect(others).toEqual([]);
  // Stripe has asked the server in real time.
  expect(await books()).toEqual({ open: 0, decided: [[true, 'webhook_approved']] });
});

test('S3.17 S3.18 a card that the shop charges later is approved by the server, and the same key hears of it', async () => {
  await agent.call('buy_add_to_cart', { merchant, product_id: 'prd_milk' });
  await yard.hostile.shop.trick({ trick: 'confirming', authorizes: 'later' });
  const pending = await agent.call('buy_checkout', { merchant, idempotency_key: 'late' });
  const order_id = String(pending.structuredContent.order_id);

  const before = await agent.call('buy_track_order', { merchant, order_id });
  await yard.hostile.shop.settle(order_id, 'confirmed');
  const bought = await agent.call('buy_checkout', { merchant, idempotency_key: 'late' });

  expect(pending.structuredContent).toMatchObject({ status: 'pending' });
  expect(before.structuredContent).toMatchObject({ state: 'confirming' });
  expect(bought.structuredContent).toMatchObject({ status: 'confirmed', order_id });
});
