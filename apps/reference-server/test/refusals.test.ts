import { expect, test } from 'vitest';
import { DECLINING_CARDS } from '../src/sandbox-facts.ts';
import { openCardShop } from './cards/shop.ts';
import { fakeProvider, fakeRail } from './fake-rail.ts';
import { containing } from './matchers.ts';
import { fillCart, openAgent } from './mcp/client.ts';
import { payingClient, REQUIRED } from './mcp/paying.ts';
import { BASE_URL, openShop, payFor, railsFrom } from './shop.ts';

test.each([
  ['card_declined', 'The bank refused the card: pay with another one.'],
  ['token_too_small', 'make one for the whole total'],
  ['insufficient_funds', 'There is not enough money'],
  ['something_else', 'Pay with another credential.'],
])('a decline for %s says what was wrong, and on which rail it can be paid', async (reason, words) => {
  const provider = { ...fakeProvider(), answer: () => ({ state: 'declined', reason, evidence: 'same_key' }) };
  const rail = fakeRail(provider as ReturnType<typeof fakeProvider>);
  const shop = await openShop({ rails: railsFrom(() => [{ rail, account: 'one', active: true }]) });
  const { status, body } = await payFor(shop, await shop.readyCart(), 'token');
  expect([status, body.error]).toEqual([402, 'payment_declined']);
  expect(body.next_action).toContain(words);
  expect(body.next_action).toContain('It can be paid on fake: the challenge is in this answer.');
});

test.each(['wrong_amount', 'wrong_terms'])(
  'a payment that is refused as %s is told what the cart comes to now',
  async (refused) => {
    const rail = { ...fakeRail(fakeProvider()), check: async () => ({ refused, message: 'It is not.' }) };
    const shop = await openShop({ rails: railsFrom(() => [{ rail, account: 'one', active: true }]) });
    const { body } = await payFor(shop, await shop.readyCart(), 'token');
    expect(body).toMatchObject({
      error: 'credential_invalid',
      next_action: containing('The cart comes to 49.99 usd now'),
    });
    expect(body.next_action).toContain('pay the challenge in this answer');
  },
);

test.each([
  ['wrong_purchase', 'Pay the challenge in this answer'],
  ['body_changed', 'Pay the challenge in this answer'],
  ['not_quoted', 'The cart comes to 49.99 usd. Show the user this total, then send the same call again'],
  ['challenge_expired', 'Make a new payment from the challenge in this answer'],
])('a payment that is refused as %s is told nothing of a total that has changed', async (refused, words) => {
  const rail = { ...fakeRail(fakeProvider()), check: async () => ({ refused, message: 'It is not.' }) };
  const shop = await openShop({ rails: railsFrom(() => [{ rail, account: 'one', active: true }]) });
  const { body } = await payFor(shop, await shop.readyCart(), 'token');
  expect(body.next_action).toContain(words);
  expect(body.next_action).not.toContain(' now');
});

test('a decline that a page alone can mend names the call for the page, and no other way', async () => {
  const declined = { state: 'declined', reason: 'authentication_required', evidence: 'same_key' };
  const rail = fakeRail({ ...fakeProvider(), answer: () => declined } as ReturnType<typeof fakeProvider>);
  const shop = await openShop({ rails: railsFrom(() => [{ rail, account: 'one', active: true }]) });
  const { body } = await payFor(shop, await shop.readyCart(), 'token');
  expect(body.next_action).toContain(`POST ${BASE_URL}/api/agent/payment-link with the cart_id.`);
  expect(body.next_action).not.toContain('challenge');
});

test('over MCP a payment for a cart that was changed since is told the new total, with a new challenge', async () => {
  const shop = await openCardShop();
  const agent = await openAgent(shop);
  const cart_id = await fillCart(agent);
  const asked = await agent.call('checkout', { cart_id });
  const { challenges } = asked.meta[REQUIRED] as { readonly challenges: readonly object[] };
  await agent.call('add_to_cart', { cart_id, variant_id: 'var_mug' });
  const payload = { spt: shop.stripe.mint({ maxAmount: 4_999, paymentMethod: 'pm_card_visa' }) };
  const credential = { challenge: challenges[0], payload };
  const refused = await agent.call('checkout', { cart_id }, { 'org.paymentauth/credential': credential });
  expect(refused.structuredContent).toMatchObject({
    error: 'credential_invalid',
    details: { reason: 'wrong_terms' },
    amount: 6_399,
    amount_decimal: '63.99',
  });
  expect(refused.words).toContain('The cart comes to 63.99 usd now');
  expect(refused.words).toContain('Show the user this total, then pay the challenge in this answer.');
  expect(refused.meta).toHaveProperty([REQUIRED]);
  expect(shop.stripe.intents()).toEqual([]);
});

test.each(DECLINING_CARDS)('the card %s, which the sandbox names, is refused', async (paymentMethod) => {
  const shop = await openCardShop();
  const path = `/api/agent/cart/${await shop.readyCart()}/checkout`;
  await shop.call('POST', path, { key: 'k' });
  const token = shop.stripe.mint({ maxAmount: 4_999, paymentMethod });
  const headers = { 'payment-authorization': `Payment ${token}` };
  const { status, body } = await shop.call('POST', path, { key: 'k', headers });
  expect([status, body.error]).toEqual([402, 'payment_declined']);
});

test('over MCP the words of a decline say why', async () => {
  const shop = await openCardShop();
  const agent = await openAgent(shop);
  const cart_id = await fillCart(agent);
  const { payer } = payingClient(agent.client, shop.stripe, ['pm_card_visa_chargeDeclined']);
  const declined = await payer.callTool({ name: 'checkout', arguments: { cart_id } }).catch(String);
  expect(JSON.stringify(declined)).toContain('The bank refused the card: pay with another one.');
});
