import { describe, expect, it } from 'vitest';
import { broken, closed, intent, json, reset } from './answers.ts';
import { formOf, lastOf, mount, NOW } from './mount.ts';

describe('what is sent', () => {
  it('is this, to the byte', async () => {
    const mounted = mount([json(intent('succeeded'))]);
    await mounted.settle();
    const sent = lastOf(mounted);
    expect(`${sent.method} ${sent.path}`).toBe('POST /v1/payment_intents');
    expect(sent.body).toBe(
      [
        'amount=4999',
        'automatic_payment_methods[allow_redirects]=never',
        'automatic_payment_methods[enabled]=true',
        'confirm=true',
        'currency=usd',
        'metadata[mpp_challenge_id]=challenge_1',
        'metadata[railyard_attempt]=attempt_1',
        'metadata[railyard_cart]=cart_1',
        'metadata[railyard_order]=order_1',
        'metadata[railyard_tenant]=tenant_1',
        'payment_method_data[shared_payment_granted_token]=spt_CANARY',
      ].join('&'),
    );
    expect([...sent.headers].filter(([name]) => !name.startsWith('user-agent'))).toEqual([
      ['accept', 'application/json'],
      ['authorization', 'Bearer sk_test_CANARY'],
      ['content-length', String(sent.body.length)],
      ['content-type', 'application/x-www-form-urlencoded'],
      ['idempotency-key', 'key_1'],
      ['stripe-version', '2026-08-26.preview'],
      ['x-stripe-client-user-agent', expect.stringContaining('"httplib":"fetch"')],
    ]);
  });

  it('tells Stripe nothing of this machine', async () => {
    const mounted = mount([json(intent('succeeded')), json(intent('succeeded'))]);
    await mounted.settle();
    await mounted.settle();
    for (const { headers } of mounted.sent) {
      expect(headers.has('x-stripe-client-telemetry')).toBe(false);
      expect(headers.get('x-stripe-client-user-agent')).not.toMatch(/platform|telemetry/);
    }
  });

  it('is the same again, whatever the options, the store and the day have become', async () => {
    const first = mount([json(intent('succeeded'))], {
      connect: { account: 'acct_1', applicationFeeAmount: 100 },
    });
    await first.settle();
    const { params, ...rest } = await first.prepared();
    const shuffled = Object.fromEntries(Object.entries(params as object).toReversed());
    const later = mount([json(intent('succeeded'))], {
      previewVersion: '2027-01-01.preview',
      connect: { account: 'acct_2', transferTo: 'acct_3', applicationFeeAmount: 7 },
    });
    await later.settle({
      prepared: { params: shuffled, ...rest },
      now: () => NOW + 80_000_000,
      first: false,
    });
    const [one, other] = [lastOf(first), lastOf(later)];
    expect(other.body).toBe(one.body);
    expect([...other.headers]).toEqual([...one.headers]);
  });

  it('charges on the account, for the seller and with the fee of a platform', async () => {
    const mounted = mount([json(intent('succeeded'))], {
      connect: {
        account: 'acct_1',
        onBehalfOf: 'acct_2',
        transferTo: 'acct_3',
        transferGroup: 'group 1',
        applicationFeeAmount: ({ amount }) => Math.floor(amount / 10),
      },
    });
    await mounted.settle();
    const form = Object.fromEntries(formOf(lastOf(mounted)));
    expect(form).toMatchObject({
      application_fee_amount: '499',
      on_behalf_of: 'acct_2',
      'transfer_data[destination]': 'acct_3',
      transfer_group: 'group 1',
    });
    expect(lastOf(mounted).headers.get('stripe-account')).toBe('acct_1');
  });

  it('goes where apiUrl says, once, and follows no redirect', async () => {
    const asked: (readonly [string, RequestInit['redirect']])[] = [];
    const mounted = mount([], { apiUrl: 'http://127.0.0.1:4242' });
    const send: typeof fetch = async (input, init) => {
      asked.push([new Request(input).url, init?.redirect]);
      return reset();
    };
    await mounted.settle({ fetch: send });
    expect(asked).toEqual([['http://127.0.0.1:4242/v1/payment_intents', 'error']]);
  });

  it('names the version of the general API wherever no token is sent', async () => {
    const mounted = mount([json(intent('requires_action')), broken, json(closed)]);
    await mounted.settle();
    expect(mounted.sent.map(({ headers }) => headers.get('stripe-version'))).toEqual([
      '2026-08-26.preview',
      '2026-10-28.endive',
      '2026-10-28.endive',
    ]);
  });
});
