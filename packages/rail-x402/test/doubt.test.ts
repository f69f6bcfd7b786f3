import { afterEach, describe, expect, it, vi } from 'vitest';
import { mount, refused, refuses } from './mount.ts';
import { NOW } from './payer.ts';

const PAID = { state: 'paid', total: { amount: 4999, currency: 'usd' } };
const UNTIL = (NOW + 300) * 1_000;
const NOWHERE = `0x${'ee'.repeat(32)}`;

afterEach(() => {
  vi.useRealTimers();
});

describe('an unclear answer', () => {
  const unclear: [string, () => Response | Promise<Response>][] = [
    ['no answer', () => Promise.reject(new Error('socket hang up'))],
    ['502', () => new Response('<html>', { status: 502 })],
    ['500 that says success', () => Response.json({ success: true, transaction: NOWHERE }, { status: 500 })],
    [
      '500 that refuses',
      () => Response.json({ success: false, errorReason: 'insufficient_funds' }, { status: 500 }),
    ],
    ['401', () => Response.json({ error: 'unauthorized' }, { status: 401 })],
    ['bad JSON', () => new Response('{"success":')],
    [
      'an endless answer',
      () => Response.json({ success: true, transaction: NOWHERE, pad: 'x'.repeat(70_000) }),
    ],
    ['settlement_pending', () => refused('settlement_pending', NOWHERE)],
    ['nonce_already_used', () => refused('invalid_exact_evm_nonce_already_used')],
    ['transaction_failed', () => refused('invalid_exact_evm_transaction_failed')],
    ['simulation_failed', () => refused('invalid_exact_evm_transaction_simulation_failed')],
    ['unexpected_settle_error', () => refused('unexpected_settle_error')],
    ['a new word', () => refused('flux_capacitor_empty')],
  ];

  it.each(unclear)('(%s) is paid when the chain shows the payment', async (_, answer) => {
    const mounted = mount();
    mounted.answer = (chain) => {
      chain.pay();
      return answer();
    };
    expect(await mounted.settle()).toMatchObject(PAID);
  });

  it.each(unclear)('(%s) is unknown when the chain does not show it', async (_, answer) => {
    const mounted = mount();
    mounted.chain.balance = 0n;
    mounted.answer = (chain) => {
      chain.mine();
      return answer();
    };
    expect(await mounted.settle()).toMatchObject({ state: 'unknown' });
  });

  it('is declined when the payer had cancelled the authorization', async () => {
    const mounted = mount();
    mounted.answer = (chain) => {
      chain.cancel();
      return refused('invalid_exact_evm_nonce_already_used');
    };
    expect(await mounted.settle()).toEqual({
      state: 'declined',
      reason: 'authorization_cancelled',
      evidence: 'provider_state',
    });
  });

  it('is paid when somebody else submitted the authorization first', async () => {
    const mounted = mount();
    mounted.chain.pay();
    mounted.answer = () => refused('invalid_exact_evm_nonce_already_used');
    expect(await mounted.settle()).toMatchObject(PAID);
  });

  it('is unknown when the facilitator in this process throws or never answers', async () => {
    const thrower = mount({ facilitator: { settle: () => Promise.reject(new Error('Signed CANARY')) } });
    expect(await thrower.settle()).toEqual({ state: 'unknown', reason: 'no_answer' });
    const silent = mount({ facilitator: { settle: () => new Promise(() => {}) }, facilitatorTimeout: 1 });
    expect(await silent.settle()).toEqual({ state: 'unknown', reason: 'no_answer' });
  });
});

describe('a refusal', () => {
  it.each([
    ['insufficient_funds', 'insufficient_funds'],
    ['invalid_exact_evm_insufficient_balance', 'insufficient_funds'],
    ['invalid_exact_evm_signature', 'invalid_signature'],
    ['kyt_risk_detected', 'blocked'],
    ['invalid_exact_evm_payload_authorization_valid_before', 'outside_window'],
  ])(
    '(%s) of the first submission declines while the authorization can still be used',
    async (code, reason) => {
      const mounted = mount();
      mounted.chain.balance = 49_989_999n;
      refuses(mounted, code);
      expect(await mounted.settle()).toEqual({
        state: 'declined',
        reason,
        code,
        evidence: 'provider_state',
        until: UNTIL,
      });
    },
  );

  it('for want of funds is unknown when the payer has enough', async () => {
    const mounted = mount();
    mounted.chain.balance = 49_990_000n;
    refuses(mounted, 'insufficient_funds');
    expect(await mounted.settle()).toEqual({ state: 'unknown', reason: 'insufficient_funds' });
  });

  it('reads the balance in the block that shows the authorization unused', async () => {
    const mounted = mount();
    mounted.chain.balance = 49_990_000n;
    refuses(mounted, 'insufficient_funds');
    mounted.chain.onAsk = (method) => {
      if (method === 'isUsed' || !mounted.chain.asked.includes('isUsed')) return;
      // The payment lands between the two questions, and only the newest block shows an empty wallet.
      mounted.chain.onAsk = () => {};
      mounted.chain.pay();
    };
    expect(await mounted.settle()).toMatchObject({ state: 'unknown' });
  });

  it('is unknown while the node shows only blocks from before it', async () => {
    const mounted = mount();
    mounted.chain.balance = 0n;
    mounted.chain.lag = 5;
    refuses(mounted, 'insufficient_funds');
    expect(await mounted.settle()).toEqual({ state: 'unknown', reason: 'insufficient_funds' });
  });

  it('waits for a block from after it', async () => {
    vi.useFakeTimers();
    const mounted = mount({ chainPatience: 10_000 });
    mounted.chain.balance = 0n;
    mounted.chain.lag = 1;
    refuses(mounted, 'insufficient_funds');
    mounted.chain.onAsk = () => {
      if (mounted.chain.asked.length > 6) mounted.chain.mine();
    };
    const settling = mounted.settle();
    await vi.runAllTimersAsync();
    expect(await settling).toMatchObject({ state: 'declined', until: UNTIL });
  });

  it('is unknown when a node fails to show the balance or anything at all', async () => {
    for (const method of ['balanceOf', 'isUsed', 'block'] as const) {
      const mounted = mount();
      mounted.chain.balance = 0n;
      mounted.chain.broken.add(method);
      refuses(mounted, 'insufficient_funds');
      expect(await mounted.settle()).toEqual({ state: 'unknown', reason: 'insufficient_funds' });
    }
  });

  it('is paid when the facilitator had broadcast all the same', async () => {
    const mounted = mount();
    mounted.answer = (chain) => {
      chain.pay();
      chain.balance = 0n;
      return refused('insufficient_funds');
    };
    expect(await mounted.settle()).toMatchObject(PAID);
  });

  it('is found paid when the payer fills their wallet up and somebody submits it before its end', async () => {
    const mounted = mount();
    mounted.chain.balance = 0n;
    refuses(mounted, 'insufficient_funds');
    expect(await mounted.settle()).toMatchObject({ state: 'declined', until: UNTIL });
    expect(await mounted.status()).toMatchObject({ state: 'unknown', unspent: true });
    mounted.chain.balance = 49_990_000n;
    mounted.chain.pay();
    expect(await mounted.status()).toMatchObject(PAID);
  });

  it('of a resend in the last seconds does not hide that the first one paid', async () => {
    const mounted = mount();
    mounted.answer = (chain) => {
      chain.pay();
      return Promise.reject(new Error('socket hang up'));
    };
    mounted.chain.lag = 1;
    expect(await mounted.settle()).toEqual({ state: 'unknown', reason: 'no_answer' });
    mounted.now = NOW + 295;
    mounted.answer = () => refused('invalid_exact_evm_payload_authorization_valid_before');
    expect((await mounted.settle('again')).state).toBe('unknown');
    mounted.chain.lag = 0;
    expect(await mounted.settle('again')).toMatchObject(PAID);
  });

  it.each([
    'insufficient_funds',
    'invalid_exact_evm_signature',
    'invalid_exact_evm_payload_authorization_valid_before',
  ])('(%s) of a resend never declines', async (code) => {
    const mounted = mount();
    mounted.chain.balance = 0n;
    refuses(mounted, code);
    expect(await mounted.settle('again')).toEqual({ state: 'unknown', reason: code });
    mounted.chain.pay();
    expect(await mounted.settle('again')).toMatchObject(PAID);
  });
});
