import { describe, expect, it } from 'vitest';
import { openBench, payForm, type Sent, send } from './stripe-support.ts';

const CREATE = 'POST /v1/payment_intents';
const INTENT = 'amount=4999&currency=usd';
const ENDPOINT = 'POST /v1/webhook_endpoints';
const MINT = 'POST /v1/test_helpers/shared_payment/granted_tokens';
const LIMITS = 'usage_limits[currency]=usd&usage_limits[max_amount]=4999';
const STABLE = '2026-10-28.endive';
const TOKEN = 'payment_method_data[shared_payment_granted_token]';

/** The call, what was sent, and what is refused: the code, or null where Stripe gives none, and the parameter. */
const WRONG: readonly (readonly [target: string, form: string, code: string | null, param: string])[] = [
  // Misspelt, misplaced and removed parameters.
  [CREATE, `${INTENT}&colour=red`, 'parameter_unknown', 'colour'],
  [CREATE, `${INTENT}&payment_method_types[]=card`, 'parameter_unknown', 'payment_method_types'],
  [
    CREATE,
    `${INTENT}&shared_payment_granted_token=spt_1`,
    'parameter_unknown',
    'shared_payment_granted_token',
  ],
  [
    CREATE,
    `${INTENT}&confirm=true&payment_method_data[spt]=spt_1`,
    'parameter_unknown',
    'payment_method_data[spt]',
  ],
  [
    CREATE,
    `${INTENT}&shipping[name]=Ada&shipping[address][line9]=x`,
    'parameter_unknown',
    'shipping[address][line9]',
  ],
  [
    CREATE,
    `${INTENT}&automatic_payment_methods[enabled]=true&allow_redirects=never`,
    'parameter_unknown',
    'allow_redirects',
  ],
  ['POST /v1/refunds', 'payment_intent=pi_1&currency_code=usd', 'parameter_unknown', 'currency_code'],
  [
    MINT,
    `payment_method=pm_card_visa&${LIMITS}&seller_details[network_id]=profile_1`,
    'parameter_unknown',
    'seller_details',
  ],
  [MINT, `payment_method=pm_card_visa&max_amount=4999&${LIMITS}`, 'parameter_unknown', 'max_amount'],
  ['GET /v1/payment_intents?metadata[order]=7', '', 'parameter_unknown', 'metadata'],
  ['GET /v1/payment_intents/pi_1?expand=latest_charge', '', null, 'expand'],
  // What is missing.
  [CREATE, 'currency=usd', 'parameter_missing', 'amount'],
  [CREATE, 'amount=4999', 'parameter_missing', 'currency'],
  [CREATE, `${INTENT}&shipping[name]=Ada`, 'parameter_missing', 'shipping[address]'],
  [CREATE, `${INTENT}&confirm=true`, 'parameter_missing', 'payment_method'],
  [MINT, LIMITS, 'parameter_missing', 'payment_method'],
  [
    MINT,
    'payment_method=pm_card_visa&usage_limits[currency]=usd',
    'parameter_missing',
    'usage_limits[max_amount]',
  ],
  ['GET /v1/payment_intents/search', '', 'parameter_missing', 'query'],
  ['POST /v1/refunds', 'amount=100', 'parameter_missing', 'payment_intent'],
  // What is of another type.
  [CREATE, 'amount=49.99&currency=usd', 'parameter_invalid_integer', 'amount'],
  [CREATE, 'amount=0x10&currency=usd', 'parameter_invalid_integer', 'amount'],
  [CREATE, 'amount=1e3&currency=usd', 'parameter_invalid_integer', 'amount'],
  [CREATE, 'amount=&currency=usd', 'parameter_invalid_integer', 'amount'],
  [CREATE, 'amount=-4999&currency=usd', 'parameter_invalid_integer', 'amount'],
  [CREATE, 'amount[]=4999&currency=usd', null, 'amount'],
  [CREATE, 'amount=4999&amount=4999&currency=usd', null, 'amount'],
  [CREATE, `${INTENT}&metadata=order`, null, 'metadata'],
  [CREATE, `${INTENT}&metadata[order][id]=7`, null, 'metadata[order]'],
  [CREATE, `${INTENT}&confirm=yes`, null, 'confirm'],
  [
    MINT,
    `payment_method=pm_card_visa&${LIMITS}&usage_limits[expires_at]=tomorrow`,
    'parameter_invalid_integer',
    'usage_limits[expires_at]',
  ],
  // Enums are closed.
  [CREATE, `${INTENT}&capture_method=zzz`, null, 'capture_method'],
  [
    CREATE,
    `${INTENT}&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=maybe`,
    null,
    'automatic_payment_methods[allow_redirects]',
  ],
  ['POST /v1/refunds', 'payment_intent=pi_1&reason=changed_mind', null, 'reason'],
  ['POST /v1/payment_intents/pi_1/cancel', 'cancellation_reason=bored', null, 'cancellation_reason'],
  [ENDPOINT, 'url=https://shop.test&enabled_events[]=payment_intent.paid', null, 'enabled_events[0]'],
  // What Stripe itself refuses though its types have it.
  [CREATE, 'amount=49&currency=usd', 'amount_too_small', 'amount'],
  [CREATE, 'amount=100000000&currency=usd', 'amount_too_large', 'amount'],
  [CREATE, 'amount=4999&currency=USD', null, 'currency'],
  [CREATE, 'amount=4999&currency=xyz', null, 'currency'],
  [CREATE, `${INTENT}&confirm=true&payment_method=spt_1`, 'resource_missing', 'payment_method'],
  [CREATE, `${INTENT}&confirm=true&payment_method=pm_card_visa`, null, 'return_url'],
  [CREATE, `${INTENT}&confirm=true&${TOKEN}=spt_1`, 'resource_missing', TOKEN],
  [CREATE, `${INTENT}&${TOKEN}=spt_1`, 'resource_missing', TOKEN],
  [CREATE, `${INTENT}&application_fee_amount=10`, null, 'application_fee_amount'],
  [CREATE, `${INTENT}&transfer_data[destination]=acct_1`, 'resource_missing', 'transfer_data[destination]'],
  [CREATE, `${INTENT}&metadata[${'k'.repeat(41)}]=1`, null, `metadata[${'k'.repeat(41)}]`],
  [CREATE, `${INTENT}&metadata[order]=${'7'.repeat(501)}`, null, 'metadata[order]'],
  [ENDPOINT, 'url=shop&enabled_events[]=*', 'url_invalid', 'url'],
  ['GET /v1/payment_intents?limit=101', '', 'parameter_invalid_integer', 'limit'],
  ['GET /v1/payment_intents/search?query=amount:1', '', null, 'query'],
  // What is Stripe's, and not the sandbox's: refused, not forgotten.
  [CREATE, `${INTENT}&capture_method=manual`, 'sandbox_unsupported', 'capture_method'],
  [CREATE, `${INTENT}&customer=cus_1`, 'sandbox_unsupported', 'customer'],
  [CREATE, `${INTENT}&setup_future_usage=off_session`, 'sandbox_unsupported', 'setup_future_usage'],
  [CREATE, `${INTENT}&payment_method_data[type]=klarna`, 'sandbox_unsupported', 'payment_method_data'],
];

const CALLS = [
  'GET /v1/charges/ch_1',
  'GET /v1/events',
  'GET /v1/events/evt_1',
  'POST /v1/test_helpers/shared_payment/granted_tokens',
  'POST /v1/test_helpers/shared_payment/granted_tokens/spt_1/revoke',
  'GET /v1/shared_payment/granted_tokens/spt_1',
  'POST /v1/shared_payment/issued_tokens',
  'GET /v1/shared_payment/issued_tokens/spt_1',
  'POST /v1/shared_payment/issued_tokens/spt_1/revoke',
  'POST /v1/payment_intents',
  'GET /v1/payment_intents',
  'GET /v1/payment_intents/search',
  'GET /v1/payment_intents/pi_1',
  'POST /v1/payment_intents/pi_1/confirm',
  'POST /v1/payment_intents/pi_1/cancel',
  'POST /v1/refunds',
  'GET /v1/refunds',
  'GET /v1/refunds/re_1',
  'POST /v1/refunds/re_1/cancel',
  'POST /v1/webhook_endpoints',
  'GET /v1/webhook_endpoints',
  'DELETE /v1/webhook_endpoints/we_1',
];

describe('a request that is not as Stripe has it', () => {
  it.each(WRONG)('is refused: %s %s', async (target, form, code, param) => {
    const bench = openBench();
    const { status, body } = await send(bench, target, { form });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', param });
    expect(body.error?.code ?? null).toBe(code);
    expect(bench.local.intents()).toEqual([]);
  });

  it.each(CALLS)('is refused by every call: %s', async (target) => {
    const asked = target.startsWith('POST') ? target : `${target}?colour=red`;
    const { status, body } = await send(openBench(), asked, { form: 'colour=red' });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'parameter_unknown', param: 'colour' });
  });

  it.each<readonly [string, Sent, number, string]>([
    [CREATE, { headers: { authorization: '' } }, 401, 'No API key'],
    [CREATE, { headers: { authorization: 'Bearer sk_test_another' } }, 401, 'Invalid API key'],
    [CREATE, { headers: { authorization: 'Basic c2tfdGVzdF8xOg==' } }, 401, 'Invalid API key'],
    [CREATE, { headers: { 'stripe-account': 'acct_another' } }, 403, 'does not have access to account'],
    [
      CREATE,
      { form: INTENT, headers: { 'content-type': 'application/json' } },
      400,
      'application/x-www-form-urlencoded',
    ],
    [CREATE, { form: INTENT, version: '2019-01-01' }, 400, 'Invalid Stripe API version: 2019-01-01'],
    [CREATE, { form: INTENT, key: 'k'.repeat(256) }, 400, '255 characters'],
    ['GET /v1/customers', {}, 404, 'Unrecognized request URL (GET: /v1/customers).'],
    ['POST /v1/payment_intents/pi_1/capture', {}, 404, 'Unrecognized request URL'],
    ['GET /v1/payment_intents/pi_1', {}, 404, "No such payment_intent: 'pi_1'"],
    ['GET /v1/refunds/re_1', {}, 404, "No such refund: 're_1'"],
  ])('gets the right status: %s %j', async (target, sent, status, message) => {
    const bench = openBench();
    const said = await send(bench, target, sent);
    expect(said.status).toBe(status);
    expect(said.body.error?.message).toContain(message);
    expect(said.headers.get('request-id')).toMatch(/^req_\w{24}$/);
    expect(said.body.error?.request_log_url).toContain(said.headers.get('request-id'));
  });

  it('names a version, or is refused', async () => {
    const { local, facts } = openBench();
    const response = await local.fetch('https://api.stripe.com/v1/refunds', {
      headers: { authorization: `Bearer ${facts.secretKey}` },
    });
    expect(response.status).toBe(400);
  });

  it.each([
    [CREATE, payForm('spt_1'), 400, { code: 'parameter_unknown', param: TOKEN }],
    [MINT, `payment_method=pm_card_visa&${LIMITS}`, 404, { type: 'invalid_request_error' }],
    ['GET /v1/shared_payment/granted_tokens/spt_1', '', 404, { type: 'invalid_request_error' }],
  ])('has no tokens in the stable version: %s %s', async (target, form, status, error) => {
    const said = await send(openBench(), target, { form, version: STABLE });
    expect(said.status).toBe(status);
    expect(said.body.error).toMatchObject(error);
  });

  it('keeps an odd name in its place, or refuses it', async () => {
    const bench = openBench();
    await send(bench, CREATE, { form: `${INTENT}&metadata[toString]=2&metadata[order]=7`, version: STABLE });
    expect(Object.entries(bench.local.intents()[0]?.metadata ?? {})).toEqual([
      ['toString', '2'],
      ['order', '7'],
    ]);
    const lost = await send(bench, CREATE, { form: `${INTENT}&metadata[%5F_proto__]=1` });
    expect(lost.status).toBe(400);
  });
});
