import { afterEach, describe, expect, it, vi } from 'vitest';
import { circle } from '../src/index.ts';
import { type Mounted, mount, SUPPORTED } from './mount.ts';
import { NOW } from './payer.ts';

const PAID = { state: 'paid', total: { amount: 4999, currency: 'usd' } };
const NOWHERE = `0x${'ee'.repeat(32)}`;
const ID = '5b3f6c1e-9d2a-4f08-b1c7-2e9a14d0c3aa';
const URL = 'https://api.circle.com/v1/facilitator/x402';

afterEach(() => {
  vi.useRealTimers();
});

interface CircleSays {
  readonly status?: string;
  readonly transaction?: string | null;
}

type Mounting = Parameters<typeof mount>[0];

/** A rail whose facilitator leaves every payment pending, and says this of it afterwards. */
function pendingAt(says: (mounted: Mounted) => CircleSays | Response, options: Mounting = {}): Mounted {
  const mounted = mount({ facilitator: circle({ apiKey: 'key' }), ...options });
  mounted.answer = () =>
    Response.json({ success: false, errorReason: 'settlement_pending', paymentId: ID, transaction: '' });
  mounted.tell = (url) => {
    if (url.endsWith('/supported')) return Response.json(SUPPORTED);
    const said = says(mounted);
    return said instanceof Response ? said : Response.json({ paymentId: ID, ...said });
  };
  return mounted;
}

describe('the profile of Circle', () => {
  it('bears its key, or none', async () => {
    const call = { name: 'settle', method: 'POST', url: URL, body: null } as const;
    expect(await circle({ apiKey: 'key' }).headers?.(call)).toEqual({ authorization: 'Bearer key' });
    expect(circle()).toEqual({ url: URL, statusPath: 'status' });
    expect(circle({ url: 'https://api-sandbox.circle.com/x402' }).url).toBe(
      'https://api-sandbox.circle.com/x402',
    );
    expect(() => circle({ apiKey: '' })).toThrow(/empty apiKey\. .*circle\(\)\.$/);
  });
});

describe('a payment that is left pending', () => {
  it('is remembered with its facilitator, and asked for until it is in a block', async () => {
    vi.useFakeTimers();
    let looks = 0;
    const mounted = pendingAt(
      ({ chain }) => {
        looks += 1;
        return looks < 3
          ? { status: 'pending', transaction: null }
          : { status: 'completed', transaction: chain.pay() };
      },
      { chainPatience: 10_000 },
    );
    const settling = mounted.settle();
    await vi.runAllTimersAsync();
    expect(await settling).toMatchObject(PAID);
    expect(mounted.remembered).toEqual({ facilitator: 'api.circle.com', facilitatorPayment: ID });
    expect(mounted.read.slice(1)).toEqual(Array.from({ length: 3 }, () => `${URL}/status/${ID}`));
  });

  it('is unknown, with the transaction that was named, until the chain shows it', async () => {
    const mounted = pendingAt(() => ({ status: 'completed', transaction: NOWHERE }));
    expect(await mounted.settle()).toEqual({
      state: 'unknown',
      reason: 'settlement_pending',
      reference: NOWHERE,
    });
    expect(await mounted.status()).toEqual({
      state: 'unknown',
      reason: 'not_used_yet',
      unspent: true,
      reference: NOWHERE,
    });
  });

  it('is paid by the chain, whatever the facilitator says of it later', async () => {
    for (const said of [
      { status: 'failed', transaction: null },
      { status: 'pending', transaction: NOWHERE },
      { status: 'new' },
      new Response('', { status: 404 }),
    ]) {
      const mounted = pendingAt(() => said);
      await mounted.settle();
      mounted.chain.pay();
      expect(await mounted.status()).toMatchObject(PAID);
    }
  });

  it('is found at once by the transaction that the facilitator names later', async () => {
    let transaction: string | null = null;
    const mounted = pendingAt(() => ({ status: 'pending', transaction }));
    await mounted.settle();
    transaction = mounted.chain.pay();
    mounted.chain.mine(5_000);
    mounted.chain.asked.length = 0;
    expect(await mounted.status()).toMatchObject(PAID);
    expect(mounted.chain.asked).toEqual(['receipt']);
  });

  it('never declines because the facilitator says so, where there is a chain to ask', async () => {
    const mounted = pendingAt(({ chain }) => {
      chain.mine();
      return { status: 'failed', transaction: null };
    });
    expect(await mounted.settle()).toEqual({ state: 'unknown', reason: 'settlement_pending' });
    expect(await mounted.status()).toMatchObject({ state: 'unknown', unspent: true });
    mounted.chain.mineAt(NOW + 301);
    expect(await mounted.status()).toEqual({ state: 'expired' });
  });

  it('is not asked for once its facilitator is not configured any more', async () => {
    const mounted = pendingAt(() => ({ status: 'completed', transaction: NOWHERE }), { alone: true });
    await mounted.settle();
    const other = mount({ alone: true });
    Object.assign(other.remembered, mounted.remembered);
    expect(await other.status()).toEqual({ state: 'unknown', reason: 'no_chain_to_ask' });
    expect(other.read).toEqual([]);
  });
});

describe("without a chain to ask, the facilitator's later word", () => {
  it.each([
    [
      { status: 'completed', transaction: NOWHERE },
      { ...PAID, reference: NOWHERE },
    ],
    [
      { status: 'completed', transaction: null },
      { state: 'unknown', reason: 'no_transaction' },
    ],
    [
      { status: 'pending', transaction: null },
      { state: 'pending', retryAfter: 2 },
    ],
    [
      { status: 'failed', transaction: null },
      {
        state: 'declined',
        reason: 'settlement_failed',
        evidence: 'provider_state',
        until: (NOW + 300) * 1_000,
      },
    ],
    [
      { status: 'refunded', transaction: null },
      { state: 'unknown', reason: 'no_answer' },
    ],
  ])('(%j) has to do', async (said, outcome) => {
    const mounted = pendingAt(() => said, { alone: true });
    expect(await mounted.settle()).toMatchObject(outcome);
    expect(await mounted.status()).toMatchObject(outcome);
  });

  it('is waited for', async () => {
    vi.useFakeTimers();
    let looks = 0;
    const mounted = pendingAt(
      () => {
        looks += 1;
        return looks < 3 ? { status: 'pending' } : { status: 'completed', transaction: NOWHERE };
      },
      { alone: true, chainPatience: 10_000 },
    );
    const settling = mounted.settle();
    await vi.runAllTimersAsync();
    expect(await settling).toMatchObject(PAID);
  });
});

it('a pending payment of a facilitator that tells nothing later is not asked for', async () => {
  const mounted = pendingAt(() => ({ status: 'completed', transaction: NOWHERE }), {
    facilitator: 'https://facilitator.example',
  });
  expect(await mounted.settle()).toEqual({ state: 'unknown', reason: 'settlement_pending' });
  expect(mounted.remembered).toEqual({});
});

it('the answer of a facilitator counts also when it cannot be remembered', async () => {
  const mounted = pendingAt(({ chain }) => ({ status: 'completed', transaction: chain.pay() }));
  const context = { ...mounted.context, remember: () => Promise.reject(new Error('The store is down.')) };
  const { purchase } = await import('./payer.ts');
  expect(await mounted.rail.settle(purchase, await mounted.credential(), context)).toMatchObject(PAID);
});
