import type Stripe from 'stripe';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { StripeFault, StripeSession } from '../src/index.ts';
import { CART, LEAST, openSession, rate } from './checkout-support.ts';
import { type Bench, openBench, type Said, type Sent, START, send } from './stripe-support.ts';

const CREATE = 'POST /v1/checkout/sessions';
const NOW = START / 1000;
const LINE = 'line_items[0]';
const PRICE = `${LINE}[price_data]`;
const RATE = 'shipping_options[0][shipping_rate_data]';
const INTENT = 'payment_intent_data';

describe('a session', () => {
  it('is what the types of the official client say', () => {
    expectTypeOf<StripeSession>().toExtend<Stripe.Checkout.Session>();
  });

  it('adds up, keeps what the seller said, and has no intent yet', async () => {
    const bench = openBench();
    const session = await openSession(bench);
    expect(session).toMatchObject({
      object: 'checkout.session',
      status: 'open',
      payment_status: 'unpaid',
      amount_subtotal: 3000,
      amount_total: 3499,
      currency: 'usd',
      shipping_cost: { amount_total: 499 },
      total_details: { amount_discount: 0, amount_shipping: 499, amount_tax: 0 },
      customer_email: CART.customer_email,
      customer_details: { email: CART.customer_email, name: null },
      client_reference_id: 'cart-7',
      metadata: { cart: '7' },
      payment_intent: null,
      created: NOW,
      expires_at: NOW + 86_400,
      livemode: false,
      url: `https://checkout.stripe.com/c/pay/${session.id}`,
    });
    expect(session.id).toMatch(/^cs_test_\w+$/);
    expect(await bench.sdk.checkout.sessions.retrieve(session.id)).toEqual(session);
    expect(bench.local.intents()).toEqual([]);
    expect(bench.local.events()).toEqual([]);
  });

  it('lists what it sells, in its order', async () => {
    const bench = openBench();
    const lines = ['Tea', 'Kettle', 'Cup'].map((name) => ({
      price_data: { currency: 'usd', unit_amount: 100, product_data: { name } },
      quantity: 3,
    }));
    const { id } = await openSession(bench, { line_items: lines, shipping_options: [] });
    const { data, has_more } = await bench.sdk.checkout.sessions.listLineItems(id, { limit: 2 });
    expect(data).toMatchObject([
      { object: 'item', description: 'Tea', quantity: 3, amount_total: 300, price: { unit_amount: 100 } },
      { description: 'Kettle' },
    ]);
    expect(has_more).toBe(true);
    const rest = await bench.sdk.checkout.sessions.listLineItems(id, { starting_after: data[1]?.id ?? '' });
    expect(rest.data.map(({ description }) => description)).toEqual(['Cup']);
  });

  it('is shown with its lines, its intent and the charge of that', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    const expand = ['line_items', 'payment_intent.latest_charge'];
    const before = await bench.sdk.checkout.sessions.retrieve(id, { expand });
    expect(before.payment_intent).toBeNull();
    expect(before.line_items?.data).toHaveLength(1);
    bench.local.visit(id, 'pay');
    const after = await bench.sdk.checkout.sessions.retrieve(id, { expand });
    expect(after.payment_intent).toMatchObject({
      status: 'succeeded',
      metadata: { order: '7' },
      shipping: CART.payment_intent_data.shipping,
      latest_charge: { amount: 3499, status: 'succeeded', metadata: { order: '7' } },
    });
  });

  it('is found by intent, status, time and address, of its own account alone', async () => {
    const bench = openBench();
    const first = await openSession(bench);
    bench.pass(1000);
    const second = await openSession(bench, { customer_email: 'bob@shop.example' });
    const other = { stripeAccount: bench.facts.connected.account };
    await bench.sdk.checkout.sessions.create(CART, other);
    const payment_intent = String(bench.local.visit(first.id, 'pay').session.payment_intent);
    const found = async (params: Stripe.Checkout.SessionListParams): Promise<readonly string[]> =>
      (await bench.sdk.checkout.sessions.list(params)).data.map(({ id }) => id);
    expect(await found({})).toEqual([second.id, first.id]);
    expect(await found({ payment_intent })).toEqual([first.id]);
    expect(await found({ status: 'open' })).toEqual([second.id]);
    expect(await found({ created: { gt: NOW } })).toEqual([second.id]);
    expect(await found({ customer_details: { email: 'ada@shop.example' } })).toEqual([first.id]);
    await expect(bench.sdk.checkout.sessions.retrieve(first.id, {}, other)).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
  });

  it('is shown in a list with its intent too, and only there as one of the list', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    bench.local.visit(id, 'pay');
    const list = (expand: string): Promise<Stripe.ApiList<Stripe.Checkout.Session>> =>
      bench.sdk.checkout.sessions.list({ expand: [expand] });
    const { data } = await list('data.payment_intent');
    expect(data).toMatchObject([{ id, payment_intent: { status: 'succeeded' } }]);
    for (const wrong of ['payment_intent', 'data', 'data.customer'])
      await expect(list(wrong)).rejects.toThrow(`cannot be expanded (${wrong})`);
  });

  it('expires when told, once, and only while it is open', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    const expired = await bench.sdk.checkout.sessions.expire(id);
    expect(expired).toMatchObject({ id, status: 'expired', url: null, payment_status: 'unpaid' });
    await expect(bench.sdk.checkout.sessions.expire(id)).rejects.toMatchObject({
      statusCode: 400,
      type: 'StripeInvalidRequestError',
      message: expect.stringContaining('status of `expired`') as string,
    });
    const paid = await openSession(bench);
    bench.local.visit(paid.id, 'pay');
    await expect(bench.sdk.checkout.sessions.expire(paid.id)).rejects.toThrow('status of `complete`');
  });

  it('keeps its intent from being confirmed or canceled past it', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    const intent = String(bench.local.visit(id, 'decline').session.payment_intent);
    for (const verb of ['confirm', 'cancel'])
      expect(await send(bench, `POST /v1/payment_intents/${intent}/${verb}`)).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringContaining('expire the Checkout Session') as string } },
      });
    await bench.sdk.checkout.sessions.expire(id);
    const { status, cancellation_reason } = await bench.sdk.paymentIntents.retrieve(intent);
    expect({ status, cancellation_reason }).toEqual({ status: 'canceled', cancellation_reason: 'expired' });
  });

  it.each(['https://a.example/x', 'http://localhost:3000/', 'http://shop.localhost/', 'http://[::1]:3000/'])(
    'sends its buyer to %s',
    async (success_url) => {
      expect((await openSession(openBench(), { success_url })).success_url).toBe(success_url);
    },
  );

  it('can leave the payment to another account that is connected', async () => {
    const bench = openBench();
    const { account } = bench.facts.connected;
    const session = await openSession(bench, {
      payment_intent_data: { application_fee_amount: 100, transfer_data: { destination: account } },
    });
    bench.local.visit(session.id, 'pay');
    expect(bench.local.intents()).toMatchObject([
      { application_fee_amount: 100, transfer_data: { destination: account } },
    ]);
  });
});

/** What is refused of a form: the code, or null where there is none, and the parameter. */
const WRONG: readonly (readonly [form: string, code: string | null, param: string])[] = [
  // Misspelt, misplaced and removed parameters.
  [`${LEAST}&payment_method_types[]=card`, 'parameter_unknown', 'payment_method_types'],
  [`${LEAST}&shipping[name]=Ada`, 'parameter_unknown', 'shipping'],
  [`${LEAST}&${LINE}[name]=Tea`, 'parameter_unknown', `${LINE}[name]`],
  // What is missing.
  [LEAST.replace('mode=payment&', ''), 'parameter_missing', 'mode'],
  [LEAST.replace('success_url=', 'cancel_url='), 'parameter_missing', 'success_url'],
  ['mode=payment&success_url=https://shop.example', 'parameter_missing', 'line_items'],
  [LEAST.replace(`${LINE}[quantity]=1&`, ''), 'parameter_missing', `${LINE}[quantity]`],
  [LEAST.replace(`${PRICE}[unit_amount]=4999&`, ''), 'parameter_missing', `${PRICE}[unit_amount]`],
  [
    `mode=payment&success_url=https://shop.example&${LINE}[quantity]=1`,
    'parameter_missing',
    `${LINE}[price_data]`,
  ],
  [
    `${LEAST}&${INTENT}[shipping][name]=Ada&${INTENT}[shipping][address][city]=Oakland`,
    'parameter_missing',
    `${INTENT}[shipping][address][line1]`,
  ],
  // What is of another type, or out of range.
  [LEAST.replace('mode=payment', 'mode=pay'), null, 'mode'],
  [LEAST.replace('=4999', '=49.99'), 'parameter_invalid_integer', `${PRICE}[unit_amount]`],
  [LEAST.replace('=4999', '=-1'), 'parameter_invalid_integer', `${PRICE}[unit_amount]`],
  [LEAST.replace('=4999', '=49'), 'amount_too_small', 'line_items'],
  [LEAST.replace('=4999', '=100000000'), 'amount_too_large', 'line_items'],
  [LEAST.replace('quantity]=1', 'quantity]=0'), 'parameter_invalid_integer', `${LINE}[quantity]`],
  [LEAST.replace('=usd', '=xyz'), null, `${PRICE}[currency]`],
  [`${LEAST}&currency=eur`, null, 'currency'],
  [`${LEAST}&expires_at=${NOW + 1799}`, null, 'expires_at'],
  [`${LEAST}&expires_at=${NOW + 86_401}`, null, 'expires_at'],
  [`${LEAST}&client_reference_id=${'x'.repeat(201)}`, null, 'client_reference_id'],
  [`${LEAST}&metadata[${'x'.repeat(41)}]=1`, null, `metadata[${'x'.repeat(41)}]`],
  [`${LEAST}&${LINE}[metadata][a]=${'x'.repeat(501)}`, null, `${LINE}[metadata][a]`],
  [`${LEAST}&${INTENT}[metadata][a]=${'x'.repeat(501)}`, null, `${INTENT}[metadata][a]`],
  [`${LEAST}&customer_email=ada`, 'email_invalid', 'customer_email'],
  [LEAST.replace('https://shop', 'http://shop'), 'url_invalid', 'success_url'],
  [LEAST.replace('https://shop.example/done', '/done'), 'url_invalid', 'success_url'],
  [`${LEAST}&cancel_url=javascript:alert(1)`, 'url_invalid', 'cancel_url'],
  [
    `${LEAST}&${RATE}[display_name]=Post&${RATE}[fixed_amount][amount]=-1&${RATE}[fixed_amount][currency]=usd`,
    'parameter_invalid_integer',
    `${RATE}[fixed_amount][amount]`,
  ],
  [
    `${LEAST}&${RATE}[display_name]=Post&${RATE}[fixed_amount][amount]=1&${RATE}[fixed_amount][currency]=eur`,
    null,
    `${RATE}[fixed_amount][currency]`,
  ],
  [`${LEAST}&${RATE}[display_name]=Post`, 'parameter_missing', `${RATE}[fixed_amount]`],
  // Empty texts.
  [`${LEAST}&customer_email=`, 'parameter_invalid_empty', 'customer_email'],
  [
    `${LEAST}&${INTENT}[shipping][name]=Ada&${INTENT}[shipping][address][line1]=1&${INTENT}[shipping][address][city]=`,
    'parameter_invalid_empty',
    `${INTENT}[shipping][address][city]`,
  ],
  // What is not there.
  [`${LEAST}&${LINE}[price]=price_1`, 'resource_missing', `${LINE}[price]`],
  [
    `${LEAST}&shipping_options[0][shipping_rate]=shr_1`,
    'resource_missing',
    'shipping_options[0][shipping_rate]',
  ],
  [`${LEAST}&expand[]=customer`, null, 'expand'],
  [`${LEAST}&expand[]=payment_intent.customer`, null, 'expand'],
  [`${LEAST}&expand[]=data.payment_intent`, null, 'expand'],
  // What Stripe has and the sandbox has not.
  [LEAST.replace('mode=payment', 'mode=setup'), 'sandbox_unsupported', 'mode'],
  [`${LEAST}&ui_mode=elements`, 'sandbox_unsupported', 'ui_mode'],
  [`${LEAST}&adaptive_pricing[enabled]=true`, 'sandbox_unsupported', 'adaptive_pricing'],
  [`${LEAST}&allow_promotion_codes=true`, 'sandbox_unsupported', 'allow_promotion_codes'],
  [`${LEAST}&${LINE}[tax_rates][]=txr_1`, 'sandbox_unsupported', `${LINE}[tax_rates]`],
  [`${LEAST}&${PRICE}[product_data][images][]=x`, 'sandbox_unsupported', `${PRICE}[product_data][images]`],
  [`${LEAST}&${PRICE}[recurring][interval]=day`, 'sandbox_unsupported', `${PRICE}[recurring]`],
  [`${LEAST}&${INTENT}[capture_method]=manual`, 'sandbox_unsupported', `${INTENT}[capture_method]`],
  [
    `${LEAST}&${INTENT}[setup_future_usage]=off_session`,
    'sandbox_unsupported',
    `${INTENT}[setup_future_usage]`,
  ],
  [
    `${LEAST}&${INTENT}[shipping][name]=Ada&${INTENT}[shipping][address][line1]=1&shipping_address_collection[allowed_countries][]=US`,
    'sandbox_unsupported',
    'shipping_address_collection',
  ],
];

describe('a session is refused', () => {
  it.each(WRONG)('%s', async (form, code, param) => {
    const bench = openBench();
    const { status, body } = await send(bench, CREATE, { form, version: bench.facts.version });
    expect({ status, error: body.error }).toMatchObject({
      status: 400,
      error: { type: 'invalid_request_error', param, ...(code && { code }) },
    });
    expect(bench.local.sessions()).toEqual([]);
  });

  it('with more than 100 lines, or 5 ways of delivery', async () => {
    const bench = openBench();
    const [line] = CART.line_items;
    const lines = (count: number): typeof CART.line_items => Array.from({ length: count }, () => line!);
    expect((await openSession(bench, { line_items: lines(100) })).amount_subtotal).toBe(300_000);
    await expect(openSession(bench, { line_items: lines(101) })).rejects.toThrow('100 line items at most');
    const rates = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => rate(name, 100));
    await expect(openSession(bench, { shipping_options: rates })).rejects.toThrow('5 shipping options');
  });

  it('with lines in two currencies', async () => {
    const [line] = CART.line_items;
    const other = { quantity: 1, price_data: { ...line!.price_data, currency: 'eur' } };
    await expect(openSession(openBench(), { line_items: [line!, other] })).rejects.toThrow('one currency');
  });

  it('at either end of what is allowed it is not', async () => {
    const bench = openBench();
    for (const expires_at of [NOW + 1800, NOW + 86_400])
      expect((await openSession(bench, { expires_at })).expires_at).toBe(expires_at);
    const longest = 'x'.repeat(200);
    const { client_reference_id } = await openSession(bench, { client_reference_id: longest });
    expect(client_reference_id).toBe(longest);
  });
});

function create(bench: Bench, sent: Sent = {}): Promise<Said> {
  return send(bench, CREATE, { form: LEAST, key: 'k', ...sent });
}

describe('a call for sessions', () => {
  it('is done once for its key, and gives what it gave though the page has expired since', async () => {
    const bench = openBench();
    const first = await create(bench);
    bench.pass(86_400_000 - 1);
    await send(bench, `POST /v1/checkout/sessions/${String(first.body.id)}/expire`);
    const again = await create(bench);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(bench.local.sessions()).toHaveLength(1);
    expect(
      (await create(bench, { form: `${LEAST}&customer_email=ada@shop.example` })).body.error,
    ).toMatchObject({
      type: 'idempotency_error',
    });
  });

  it.each<readonly [StripeFault, number]>([
    [{ fault: 'cut', when: 'after' }, 1],
    [{ fault: 'cut' }, 0],
    [{ fault: 'error_less', when: 'after' }, 1],
    [{ fault: 'rate_limit' }, 0],
    [{ fault: 'no_access' }, 0],
  ])('can be spoilt: %o', async (fault, opened) => {
    const bench = openBench();
    bench.local.fault('checkout_sessions.create', fault);
    await create(bench).catch(() => {});
    expect(bench.local.sessions()).toHaveLength(opened);
    expect((await create(bench)).status).toBe(200);
    expect(bench.local.sessions()).toHaveLength(1);
  });

  it.each([
    ['retrieve', 'GET /v1/checkout/sessions/cs_test_1'],
    ['expire', 'POST /v1/checkout/sessions/cs_test_1/expire'],
    ['line_items', 'GET /v1/checkout/sessions/cs_test_1/line_items'],
    ['list', 'GET /v1/checkout/sessions'],
  ] as const)('is recorded and can be spoilt by its name: %s', async (verb, target) => {
    const bench = openBench();
    bench.local.fault(`checkout_sessions.${verb}`, { fault: 'status', status: 503 });
    expect((await send(bench, target)).status).toBe(503);
    expect((await send(bench, target)).status).toBe(verb === 'list' ? 200 : 404);
    expect(bench.local.calls().map(({ call, fault }) => [call, fault])).toEqual([
      [`checkout_sessions.${verb}`, 'status'],
      [`checkout_sessions.${verb}`, null],
    ]);
  });
});
