import { describe, expect, it } from 'vitest';
import type { TokenTerms } from '../src/index.ts';
import { type Bench, idOf, openBench, payForm, type Said, START, send } from './stripe-support.ts';

const CREATE = 'POST /v1/payment_intents';
const TOKEN = 'payment_method_data[shared_payment_granted_token]';
const payWith = (bench: Bench, token: string, amount = 4999, headers = {}): Promise<Said> =>
  send(bench, CREATE, { form: payForm(token, amount), headers });
const look = (bench: Bench, token: string): Promise<Said> =>
  send(bench, `GET /v1/shared_payment/granted_tokens/${token}`);

describe('a Shared Payment Token', () => {
  it('pays, and is consumed when its limit is reached', async () => {
    const bench = openBench();
    const token = bench.local.mint({ maxAmount: 4999 });
    expect(token).toMatch(/^spt_[A-Za-z0-9]{24}$/);
    const paid = await payWith(bench, token);
    expect(paid.body).toMatchObject({ status: 'succeeded', amount_received: 4999, object: 'payment_intent' });
    expect((await look(bench, token)).body).toMatchObject({
      deactivated_at: START / 1000,
      deactivated_reason: 'consumed',
      usage_details: { amount_captured: { currency: 'usd', value: 4999 } },
    });
    const again = await payWith(bench, token);
    expect(again.status).toBe(400);
    expect(again.body.error).toMatchObject({ type: 'invalid_request_error', param: TOKEN });
    expect(bench.local.intents()).toHaveLength(1);
  });

  it('pays in parts, up to its limit', async () => {
    const bench = openBench();
    const token = bench.local.mint({ maxAmount: 1000 });
    expect((await payWith(bench, token, 600)).status).toBe(200);
    expect((await payWith(bench, token, 401)).body.error?.message).toContain('no more than 400 usd');
    expect((await payWith(bench, token, 400)).status).toBe(200);
    expect(bench.local.tokens()).toMatchObject([{ deactivated_reason: 'consumed' }]);
  });

  it('keeps for a payment under way what that will take', async () => {
    const bench = openBench();
    const token = bench.local.mint({ maxAmount: 1000, paymentMethod: 'pm_usBankAccount_success' });
    const first = idOf(await payWith(bench, token, 600));
    expect((await payWith(bench, token, 600)).status).toBe(400);
    bench.local.finish(first, 'failed');
    expect((await payWith(bench, token, 600)).body).toMatchObject({ status: 'processing' });
  });

  it('is as good as before when the bank declined', async () => {
    const bench = openBench();
    const token = bench.local.mint({ maxAmount: 4999, paymentMethod: 'pm_card_visa_chargeDeclined' });
    expect((await payWith(bench, token)).status).toBe(402);
    expect((await look(bench, token)).body).toMatchObject({ deactivated_reason: null });
  });

  it.each<readonly [string, TokenTerms, string]>([
    ['more than it allows', { maxAmount: 4998 }, 'no more than 4998 usd'],
    ['in another currency', { maxAmount: 4999, currency: 'eur' }, 'is for eur, not for usd'],
  ])('does not pay %s', async (_, terms, message) => {
    const bench = openBench();
    const { status, body } = await payWith(bench, bench.local.mint(terms));
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ param: TOKEN });
    expect(body.error?.message).toContain(message);
    expect(bench.local.intents()).toEqual([]);
  });

  it('does not pay once it has expired', async () => {
    const bench = openBench();
    const token = bench.local.mint({ maxAmount: 4999, expiresAt: START / 1000 + 60 });
    bench.pass(59_999);
    expect((await look(bench, token)).body).toMatchObject({ deactivated_at: null });
    bench.pass(1);
    expect((await payWith(bench, token)).body.error?.message).toContain('deactivated: expired');
    expect((await look(bench, token)).body).toMatchObject({
      deactivated_at: START / 1000 + 60,
      deactivated_reason: 'expired',
    });
  });

  it.each(['by its agent', 'by the test helper'])('does not pay once revoked %s', async (by) => {
    const bench = openBench();
    const token = bench.local.mint({ maxAmount: 4999 });
    if (by === 'by its agent') bench.local.revoke(token);
    else await send(bench, `POST /v1/test_helpers/shared_payment/granted_tokens/${token}/revoke`);
    expect((await payWith(bench, token)).body.error?.message).toContain('deactivated: revoked');
  });

  it('is only for the account that it was granted to', async () => {
    const bench = openBench();
    const { connected } = bench.facts;
    const theirs = { 'stripe-account': connected.account };
    const token = bench.local.mint({ maxAmount: 4999, account: connected.account });
    expect((await payWith(bench, token)).body.error).toMatchObject({
      code: 'resource_missing',
      param: TOKEN,
    });
    expect((await look(bench, token)).status).toBe(404);
    const paid = await payWith(bench, token, 4999, theirs);
    expect(paid.status).toBe(200);
    expect((await send(bench, `GET /v1/payment_intents/${idOf(paid)}`)).status).toBe(404);
    expect((await send(bench, `GET /v1/payment_intents/${idOf(paid)}`, { headers: theirs })).status).toBe(
      200,
    );
  });

  it('is issued by an agent to a profile, and the agent sees how far it is used', async () => {
    const bench = openBench();
    const { agent, profile } = bench.facts;
    const headers = { authorization: `Bearer ${agent.secretKey}` };
    const limits = `usage_limits[currency]=usd&usage_limits[max_amount]=4999&usage_limits[expires_at]=${START / 1000 + 60}`;
    const form = `payment_method=pm_card_visa&${limits}&seller_details[network_business_profile]=${profile}&seller_details[external_id]=shop_7&shared_metadata[order]=7`;
    const issued = await send(bench, 'POST /v1/shared_payment/issued_tokens', { form, headers });
    expect(issued.body).toMatchObject({ object: 'shared_payment.issued_token', status: 'active' });
    const token = idOf(issued);
    expect((await look(bench, token)).body).toMatchObject({
      object: 'shared_payment.granted_token',
      agent_details: { network_business_profile: agent.profile },
      payment_method_details: { type: 'card', card: { last4: '4242' } },
      shared_metadata: { order: '7' },
    });
    await payWith(bench, token);
    const seen = await send(bench, `GET /v1/shared_payment/issued_tokens/${token}`, { headers });
    expect(seen.body).toMatchObject({ status: 'deactivated', deactivated_reason: 'consumed' });
    expect((await send(bench, `GET /v1/shared_payment/issued_tokens/${token}`)).status).toBe(404);
  });

  it('is not issued to a profile that nobody has, nor for what is no payment method', async () => {
    const bench = openBench();
    const limits = 'usage_limits[currency]=usd&usage_limits[max_amount]=4999';
    const issue = (form: string): Promise<Said> =>
      send(bench, 'POST /v1/shared_payment/issued_tokens', { form: `${form}&${limits}` });
    const stray = await issue(
      'payment_method=pm_card_visa&seller_details[network_business_profile]=profile_1',
    );
    expect(stray.body.error).toMatchObject({ param: 'seller_details[network_business_profile]' });
    const { profile } = bench.facts;
    const odd = await issue(`payment_method=pm_1&seller_details[network_business_profile]=${profile}`);
    expect(odd.body.error).toMatchObject({ code: 'resource_missing', param: 'payment_method' });
  });

  it('shows what Stripe advises about its risk', async () => {
    const bench = openBench();
    const token = bench.local.mint({ maxAmount: 4999, advice: 'block' });
    expect((await look(bench, token)).body).toMatchObject({
      risk_details: { insights: { fraudulent_dispute: { recommended_action: 'block' } } },
    });
  });
});
