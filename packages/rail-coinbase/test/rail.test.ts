import type { CheckoutAction, CoinbaseCall, CoinbaseFault } from '@railyard/sandbox';
import { describe, expect, it } from 'vitest';
import * as door from '../src/index.ts';
import { mount, NOW } from './mount.ts';
import { shop } from './shop.ts';

const PAID = { state: 'paid', total: { amount: 4_999, currency: 'usd' } };
const HOUR = 3_600_000;

it('exports the factory, and nothing else that runs', () => {
  expect(Object.keys(door)).toEqual(['coinbase']);
});

it('S1.24 says what it is: USDC on Base, paid by people in dollars, in beta', () => {
  const { id, manifest } = mount().rail;
  expect([id, manifest]).toMatchObject([
    'coinbase',
    { payer: 'human', stage: 'beta', settlement: 'USDC on Base', currencies: { usd: { min: 1 } } },
  ]);
});

it('carries no credential, and is never asked for a challenge', async () => {
  const { rail } = mount();
  const headers = { authorization: 'Payment spt_1', 'payment-signature': 'e30', cookie: 'a=b' };
  const request = { method: 'POST', url: 'https://shop.example', headers, meta: {}, body: new Uint8Array() };
  expect(rail.detect(request)).toBeNull();
  await expect(rail.challenge(undefined as never, undefined as never)).rejects.toThrow(/page/);
});

describe('a page over a Coinbase that keeps its rules', () => {
  it('S1.20 S1.24 S1.25 is opened once, and paid once, whoever asks how often', async () => {
    const { local, ...yard } = shop();
    const attempt = yard.try();
    const open = await attempt.open();
    expect(open).toEqual({
      state: 'action_required',
      reference: local.checkouts()[0]?.id,
      url: local.checkouts()[0]?.url,
      methods: ['usdc-on-base'],
      expiresAt: NOW + HOUR,
    });
    for (const ask of [attempt.again, attempt.status, attempt.lost]) expect(await ask()).toEqual(open);
    expect(local.checkouts()).toHaveLength(1);
    expect(local.checkouts()[0]?.amount).toBe('49.99');

    local.visit(attempt.page(), 'pay');
    for (const ask of [attempt.again, attempt.status, attempt.lost, attempt.cancel])
      expect(await ask()).toMatchObject({ ...PAID, refunds: [] });
    expect(local.checkouts()).toHaveLength(1);
  });

  it('sends the buyer back, paid or not', async () => {
    const { local, ...yard } = shop();
    const [paying, leaving] = [yard.try(), yard.try()];
    await paying.open();
    await leaving.open();
    const back = 'https://shop.example/orders/order_1_of_cart_1';
    expect(local.visit(leaving.page(), 'leave').redirect).toBe(back);
    expect(local.visit(paying.page(), 'pay').redirect).toBe(back);
  });

  it.each([
    ['confirm', PAID],
    ['fail', { state: 'declined', reason: 'payment_failed', evidence: 'provider_state' }],
  ] as const)('is pending while the payment is on its way, until it ends: %s', async (end, settlement) => {
    const { local, ...yard } = shop();
    const attempt = yard.try();
    await attempt.open();
    local.visit(attempt.page(), 'dawdle');
    for (const ask of [attempt.again, attempt.status, attempt.lost, attempt.cancel])
      expect(await ask()).toMatchObject({ state: 'pending' });
    local.visit(attempt.page(), end);
    expect(await attempt.status()).toMatchObject(settlement);
  });

  it('expires when its time is over, and not sooner', async () => {
    const { wait, ...yard } = shop({ expiresIn: 600 });
    const attempt = yard.try();
    await attempt.open();
    wait(599_000);
    expect(await attempt.status()).toMatchObject({ state: 'action_required', expiresAt: NOW + 600_000 });
    wait(1_000);
    expect(await attempt.status()).toEqual({ state: 'expired' });
    expect(await attempt.cancel()).toEqual({ state: 'expired' });
    expect(await attempt.again()).toEqual({ state: 'expired' });
  });

  it.each<[string, CheckoutAction | 'cancel', object]>([
    ['cancelled', 'cancel', { state: 'cancelled' }],
    ['expired', 'expire', { state: 'expired' }],
    ['declined', 'fail', { state: 'declined' }],
  ])('is paid when money lands after all, although it had been %s', async (_, end, settlement) => {
    const { local, ...yard } = shop();
    const attempt = yard.try();
    await attempt.open();
    if (end === 'cancel') await attempt.cancel();
    else local.visit(attempt.page(), end);
    expect(await attempt.status()).toMatchObject(settlement);

    local.visit(attempt.page(), 'pay_late');
    const events = (await yard.rung()).slice(-1);
    expect(events).toEqual([
      { tenant: 'tenant_1', cart: 'cart_1', attempt: 'attempt_1', deployment: 'shop' },
    ]);
    for (const ask of [attempt.status, attempt.lost, attempt.cancel]) expect(await ask()).toMatchObject(PAID);
  });

  it('is in doubt when its time was over before it could be opened, and is not opened any more', async () => {
    const { wait, local, ...yard } = shop({ expiresIn: 600 });
    const attempt = yard.try();
    local.fault('checkouts.create', { fault: 'cut', when: 'before' });
    expect(await attempt.open()).toEqual({ state: 'unknown', reason: 'no_answer' });
    wait(600_000);
    // Nobody can be sure of the first call, until no clock can be so far behind.
    expect(await attempt.again()).toEqual({ state: 'unknown', reason: 'request_refused' });
    expect(await attempt.lost()).toEqual({ state: 'unknown', reason: 'not_found' });
    wait(600_001);
    expect(await attempt.lost()).toEqual({ state: 'expired' });
    expect(local.checkouts()).toEqual([]);
  });

  it('is found long after its key is forgotten, among all the others of that day', async () => {
    const { wait, local, ...yard } = shop();
    const attempts = Array.from({ length: 120 }, () => yard.try());
    for (const attempt of attempts) await attempt.open();
    const [first] = attempts;
    local.visit(first?.page() ?? '', 'pay');
    wait(400 * HOUR);
    expect(await first?.lost()).toMatchObject({ ...PAID, reference: first?.page() });
    expect(await yard.try().lost()).toMatchObject({ state: 'unknown' });
  });
});

const SPOILED = ['cut', 'bad_gateway', 'html', 'truncated', 'error_less', 'not_json'] as const;
const FAULTS: readonly CoinbaseFault[] = [
  ...(['before', 'after'] as const).flatMap((when) => [
    ...SPOILED.map((fault) => ({ fault, when })),
    ...[400, 401, 403, 404, 409, 429, 500, 503].map((status) => ({ fault: 'status' as const, status, when })),
  ]),
  { fault: 'rate_limit' },
  { fault: 'in_use' },
  { fault: 'unauthorized' },
];

describe.each(FAULTS)('when a call meets %o', (fault) => {
  it.each<CoinbaseCall>(['checkouts.create', 'checkouts.retrieve'])(
    'one page is opened by a repeat, after %s',
    async (call) => {
      const { local, ...yard } = shop();
      const attempt = yard.try();
      local.fault(call, fault);
      // Its own answer that it has let nobody in.
      const isDeclined = call === 'checkouts.create' && fault.fault === 'unauthorized';
      expect(await attempt.open()).toMatchObject({ state: isDeclined ? 'declined' : 'unknown' });
      const isThere = call === 'checkouts.retrieve' || ('when' in fault && fault.when === 'after');
      const page = { state: 'action_required' };
      expect(await attempt.lost()).toMatchObject(isThere ? page : { state: 'unknown', reason: 'not_found' });
      expect(await attempt.again()).toMatchObject(page);
      expect(local.checkouts()).toHaveLength(1);
    },
  );

  it('a page is closed by a repeat', async () => {
    const { local, ...yard } = shop();
    const attempt = yard.try();
    await attempt.open();
    local.fault('checkouts.deactivate', fault);
    const first = await attempt.cancel();
    const isClosed = 'when' in fault && fault.when === 'after';
    expect(first).toMatchObject({ state: isClosed ? 'cancelled' : 'action_required' });
    expect(await attempt.cancel()).toEqual({ state: 'cancelled' });
  });

  it('money goes back once, by a repeat', async () => {
    const { local, ...yard } = shop();
    const attempt = yard.try();
    await attempt.open();
    local.visit(attempt.page(), 'pay');
    local.fault('checkouts.refund', fault);
    expect(await attempt.refund('first')).toMatchObject({ state: 'unknown' });
    expect(await attempt.refund('again')).toMatchObject({ state: 'pending' });
    expect(local.checkouts()[0]?.refunds).toHaveLength(1);
  });
});

describe('a refund over a Coinbase that keeps its rules', () => {
  const part = { amount: { amount: 1_000, currency: 'usd' } };

  it.each([
    ['completed', { state: 'refunded' }],
    ['failed', { state: 'failed', reason: 'refund_failed' }],
  ] as const)('is pending until it has %s, also long after its key is forgotten', async (outcome, end) => {
    const { wait, local, ...yard } = shop();
    const attempt = yard.try();
    await attempt.open();
    local.visit(attempt.page(), 'pay');
    expect(await attempt.refund('first')).toMatchObject({ state: 'pending' });
    expect(await attempt.refund('again')).toMatchObject({ state: 'pending' });
    local.finishRefund(local.checkouts()[0]?.refunds?.[0]?.id ?? '', outcome);
    wait(400 * HOUR);
    expect(await attempt.refund('again')).toMatchObject(end);
    expect(await attempt.status()).toMatchObject({
      ...PAID,
      refunds: [{ id: 'refund_1', state: end.state, amount: PAID.total }],
    });
    expect(local.checkouts()[0]?.refunds).toHaveLength(1);
  });

  it('is one of several, each once, until nothing is left', async () => {
    const { local, ...yard } = shop();
    const attempt = yard.try();
    await attempt.open();
    local.visit(attempt.page(), 'pay');
    for (const id of ['refund_1', 'refund_2', 'refund_2', 'refund_1'])
      expect(await attempt.refund('again', { ...part, id, key: `key_of_${id}` })).toMatchObject({
        state: 'pending',
      });
    const rest = { id: 'refund_3', key: 'key_of_refund_3', amount: { amount: 3_000, currency: 'usd' } };
    expect(await attempt.refund('first', rest)).toEqual({ state: 'failed', reason: 'refund_refused' });
    expect(local.checkouts()[0]?.refunds).toHaveLength(2);
  });

  it('rings, and a person hears of one that failed', async () => {
    const { local, ...yard } = shop();
    const attempt = yard.try();
    await attempt.open();
    local.visit(attempt.page(), 'pay');
    await attempt.refund('first');
    const refund = local.checkouts()[0]?.refunds?.[0]?.id ?? '';
    local.finishRefund(refund, 'failed');
    const ours = { tenant: 'tenant_1', cart: 'cart_1', attempt: 'attempt_1', deployment: 'shop' };
    expect(await yard.rung()).toEqual([
      ours,
      { ...ours, alarm: { word: 'refund_failed', reference: refund } },
    ]);
  });
});
