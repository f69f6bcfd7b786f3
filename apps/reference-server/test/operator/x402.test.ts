import { describe, expect, it } from 'vitest';
import { payingFetch } from '../../src/demo/wallet.ts';
import { recordOf } from '../hosted/record.ts';
import { like } from '../matchers.ts';
import { BASE_URL } from '../shop.ts';
import { linkTo, openDarkShop } from './darkness.ts';

const CHAIN = {
  chain_id: 84_532,
  rpc_url: 'http://chain.test',
  usdc: '0x036CbD53842c5426634e7929541eC2318f3dCF7e',
} as const;
const PAYER = { address: '0x', private_key: `0x${'11'.repeat(32)}` } as const;

/** An authorization that was handed to a facilitator which never answered, and what it was signed with. */
async function unanswered() {
  const shop = await openDarkShop();
  const cart = await shop.readyCart();
  let signature = '';
  const pay = payingFetch({ payer: PAYER, chain: CHAIN }, async (input, init) => {
    const request = new Request(input, init);
    const payment = request.headers.get('payment-signature');
    if (payment !== null) {
      shop.goDark('requests');
      const shown = Buffer.from(payment, 'base64').toString();
      signature = /"signature":"(0x\w+)"/.exec(shown)?.[1] ?? '';
    }
    return shop.server.fetch(request);
  });
  const answer = await pay(`${BASE_URL}/api/agent/cart/${cart}/checkout`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.keys.network}`, 'idempotency-key': 'k' },
  });
  expect(answer.status).toBe(503);
  await shop.wait(4);
  return { shop, cart, id: await shop.caseOf(cart), signature };
}

describe('S2.11 an authorization over x402 whose facilitator never answered', () => {
  it('is shown with its public facts, and without what it was signed with', async () => {
    const { shop, id, signature } = await unanswered();
    const { body, text } = await shop.operate('GET', `/cases/${id}`);
    expect(body).toMatchObject({
      payment_rail: 'x402',
      open_case: 'unresolved_past_deadline',
      evidence: { payment: { remembered: { payer: like(/^0x/), nonce: like(/^0x/) } } },
    });
    expect(signature).toMatch(/^0x\w{100}/);
    expect(text).not.toContain(signature.slice(2));
  });

  it('is ruled unpaid only when that is insisted on, and the cart takes another payment', async () => {
    const { shop, cart, id } = await unanswered();
    expect((await shop.rule(id, { ruling: 'unpaid' })).body.details).toEqual({ fault: 'uncertain' });
    expect((await shop.rule(id, { ruling: 'unpaid', insist: true })).status).toBe(200);
    shop.goLight();
    expect((await linkTo(shop, cart, 'stripe-checkout')).body.status).toBe('action_required');
  });

  it('becomes the order when an operator has found its transfer on the chain', async () => {
    const { shop, cart, id } = await unanswered();
    const ruled = await shop.rule(id, { ruling: 'paid', reference: `0x${'ab'.repeat(32)}` });
    const { order } = await recordOf(shop, cart);
    expect(ruled.body.became).toMatchObject({ state: 'paid', order_id: order?.id });
    expect((await shop.call('GET', `/api/agent/orders/${order?.id}`)).body.status).toBe('paid');
  });
});
