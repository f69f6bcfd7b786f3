import { describe, expect, it } from 'vitest';
import { formOf, mount, purchase } from './mount.ts';
import { broken, NOW, session } from './stripe.ts';

const HOUR = 3_600_000;

describe('the call that opens a page', () => {
  it('S1.8, S1.9, S2.7, S2.8 is this, to the byte: no payment_method_types, no ui_mode', async () => {
    const { settle, sent } = mount([session()]);
    await settle();
    expect(sent).toMatchObject([{ call: 'POST /v1/checkout/sessions', redirect: 'error' }]);
    const [first] = sent;
    expect(formOf(first?.body ?? '').map(([name, value]) => `${name}=${value}`)).toEqual([
      'adaptive_pricing[enabled]=false',
      'cancel_url=https://shop.example/orders/order_1?try=attempt_1',
      'client_reference_id=order_1',
      'customer_email=ada@example.com',
      `expires_at=${NOW / 1_000 + 85_800}`,
      'line_items[0][price_data][currency]=usd',
      'line_items[0][price_data][product_data][name]=Sencha – 100 g',
      'line_items[0][price_data][unit_amount]=2500',
      'line_items[0][quantity]=2',
      'line_items[1][price_data][currency]=usd',
      'line_items[1][price_data][product_data][name]=Cup',
      'line_items[1][price_data][unit_amount]=2000',
      'line_items[1][quantity]=1',
      'line_items[2][price_data][currency]=usd',
      'line_items[2][price_data][product_data][name]=Delivery',
      'line_items[2][price_data][unit_amount]=1550',
      'line_items[2][quantity]=1',
      'metadata[railyard_attempt]=attempt_1',
      'metadata[railyard_cart]=cart_1',
      'metadata[railyard_deployment]=shop',
      'metadata[railyard_order]=order_1',
      'metadata[railyard_tenant]=tenant_1',
      'mode=payment',
      'payment_intent_data[metadata][railyard_attempt]=attempt_1',
      'payment_intent_data[metadata][railyard_cart]=cart_1',
      'payment_intent_data[metadata][railyard_deployment]=shop',
      'payment_intent_data[metadata][railyard_order]=order_1',
      'payment_intent_data[metadata][railyard_tenant]=tenant_1',
      'payment_intent_data[shipping][address][city]=Springfield',
      'payment_intent_data[shipping][address][country]=US',
      'payment_intent_data[shipping][address][line1]=1 Main Street',
      'payment_intent_data[shipping][address][postal_code]=62701',
      'payment_intent_data[shipping][address][state]=IL',
      'payment_intent_data[shipping][name]=Ada Buyer',
      'success_url=https://shop.example/orders/order_1?try=attempt_1',
    ]);
    expect([...(first?.headers ?? [])]).toEqual([
      ['authorization', 'Bearer sk_test_CANARY'],
      ['content-type', 'application/x-www-form-urlencoded'],
      ['idempotency-key', 'key_1'],
      ['stripe-version', '2026-10-28.endive'],
    ]);
  });

  it('is the same to the byte whatever the options, the store and the clock have become', async () => {
    const first = mount([broken], { account: 'acct_1' });
    await first.settle();
    const { params, ...rest } = await first.prepared();
    const turned = Object.fromEntries(Object.entries(params as object).toReversed());
    const later = mount([broken], {
      account: 'acct_2',
      expiresIn: 1_800,
      returnUrl: () => 'https://elsewhere.example',
    });
    const prepared = { params: turned, ...rest };
    await later.settle({ prepared, first: false, now: () => NOW + 22 * HOUR, deployment: 'other' });
    const [one, other] = [first.sent[0], later.sent[0]];
    expect(other?.body).toBe(one?.body);
    expect([...(other?.headers ?? [])]).toEqual([...(one?.headers ?? [])]);
    expect(one?.headers.get('stripe-account')).toBe('acct_1');
  });

  it('goes where apiUrl says', async () => {
    const { settle, sent } = mount([broken], { apiUrl: 'http://127.0.0.1:4242/' });
    await settle();
    expect(sent[0]?.url).toBe('http://127.0.0.1:4242/v1/checkout/sessions');
  });

  it('is not made without terms', async () => {
    const { settle, sent } = mount([session()]);
    for (const prepared of [null, {}, { params: [] }, { params: 'mode=payment' }])
      expect(await settle({ prepared })).toEqual({ state: 'unknown', reason: 'not_prepared' });
    expect(sent).toEqual([]);
  });

  it('is not made when nobody waits any more', async () => {
    const { settle, sent } = mount([session()]);
    expect(await settle({ signal: AbortSignal.abort() })).toEqual({ state: 'unknown', reason: 'no_answer' });
    expect(sent).toEqual([]);
  });
});

describe('the end of a page', () => {
  it.each([
    [1_800, 2_400],
    [2_400, 2_400],
    [7_200, 7_200],
    [85_800, 85_800],
    [86_400, 85_800],
    [undefined, 85_800],
  ])(
    'S2.13 of an expiresIn of %s is %i seconds on: ten minutes within what Stripe takes, as clocks differ',
    async (expiresIn, seconds) => {
      const { prepared } = mount([], expiresIn === undefined ? {} : { expiresIn });
      expect(await prepared()).toMatchObject({ params: { expires_at: NOW / 1_000 + seconds } });
    },
  );
});

describe('what a buyer comes back to', () => {
  it('may name the session, which Stripe fills in', async () => {
    const url = 'https://shop.example/back?session={CHECKOUT_SESSION_ID}';
    const { prepared } = mount([], { returnUrl: () => url });
    expect(await prepared()).toMatchObject({ params: { success_url: url, cancel_url: url } });
  });

  it('is told whose payment it is', async () => {
    const asked: unknown[] = [];
    const returnUrl = (payment: unknown): string => {
      asked.push(payment);
      return 'https://shop.example';
    };
    await mount([], { returnUrl }).prepared();
    expect(asked).toEqual([
      { attempt: 'attempt_1', tenant: 'tenant_1', cart: 'cart_1', order: purchase.order },
    ]);
  });

  it.each([
    '',
    '/back',
    'shop.example',
    'javascript:alert(1)',
    'https://',
    `https://shop.example/${'x'.repeat(5_000)}`,
  ])('cannot be %j', async (url) => {
    await expect(mount([], { returnUrl: () => url }).prepared()).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(/returnUrl.* https /) as unknown,
    });
  });

  it('is encrypted where money is live, and may be of this machine where it is not', async () => {
    const url = 'http://127.0.0.1:3000/back';
    const returnUrl = (): string => url;
    expect(await mount([], { returnUrl }).prepared()).toMatchObject({ params: { success_url: url } });
    const live = mount([], { returnUrl, secretKey: 'sk_live_CANARY' });
    await expect(live.prepared()).rejects.toMatchObject({ code: 'configuration' });
  });
});
