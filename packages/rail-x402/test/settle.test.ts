import type { Settlement } from '@railyard/core/rail';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { transferLog, usedLog } from './fake-chain.ts';
import { FACILITATOR, type Mounted, mount, refused, refuses, settled } from './mount.ts';
import { headerOf, NOW, purchase, requestWith, SEPOLIA_USDC, stranger } from './payer.ts';

const PAID = { state: 'paid', total: { amount: 4999, currency: 'usd' } };
const NOWHERE = `0x${'ee'.repeat(32)}`;

/** Settles for an engine that waits until then. */
async function settleUntil(mounted: Mounted, signal: AbortSignal): Promise<Settlement> {
  return mounted.rail.settle(purchase, await mounted.credential(), { ...mounted.context, signal });
}

afterEach(() => {
  vi.useRealTimers();
});

describe("a facilitator's success", () => {
  it('is paid once the chain shows the use and the exact transfer', async () => {
    const mounted = mount();
    const settlement = await mounted.settle();
    expect(settlement).toMatchObject(PAID);
    expect(settlement).toMatchObject({
      receipt: { body: { transaction: (settlement as { reference: string }).reference } },
    });
    expect(mounted.chain.asked).toEqual(['receipt']);
  });

  it('is pending while the chain shows nothing of it', async () => {
    const mounted = mount();
    mounted.answer = () => settled(NOWHERE);
    expect(await mounted.settle()).toEqual({ state: 'pending', reference: NOWHERE, retryAfter: 2 });
    mounted.answer = () => Response.json({ success: true });
    expect(await mounted.settle()).toEqual({ state: 'pending', retryAfter: 2 });
  });

  it('is pending while the node cannot be asked', async () => {
    const mounted = mount();
    mounted.chain.broken.add('receipt');
    expect(await mounted.settle()).toMatchObject({ state: 'pending' });
  });

  it('is pending until enough blocks stand', async () => {
    const mounted = mount({ confirmations: 3 });
    expect(await mounted.settle()).toMatchObject({ state: 'pending' });
    mounted.answer = () => new Response('', { status: 502 });
    mounted.chain.mine(2);
    expect(await mounted.settle('again')).toMatchObject(PAID);
  });

  it('is found by the authorization when it names no transaction, or a wrong one', async () => {
    for (const named of [undefined, NOWHERE]) {
      const mounted = mount();
      mounted.answer = (chain) => {
        const reference = chain.pay();
        return Response.json({ success: true, transaction: named, reference });
      };
      expect(await mounted.settle()).toMatchObject(PAID);
    }
  });

  it('waits for a node that is a little behind', async () => {
    vi.useFakeTimers();
    const mounted = mount({ chainPatience: 10_000 });
    mounted.chain.lag = 3;
    mounted.chain.onAsk = () => {
      if (mounted.chain.asked.length > 12) mounted.chain.lag = 0;
    };
    const settling = mounted.settle();
    await vi.runAllTimersAsync();
    expect(await settling).toMatchObject(PAID);
  });

  it('waits for the blocks that must stand on it', async () => {
    vi.useFakeTimers();
    const mounted = mount({ chainPatience: 10_000, confirmations: 3 });
    mounted.chain.onAsk = (method) => {
      if (method === 'receipt' && mounted.chain.asked.length > 4) mounted.chain.mine();
    };
    const settling = mounted.settle();
    await vi.runAllTimersAsync();
    expect(await settling).toMatchObject(PAID);
  });

  it('stops waiting when the engine does', async () => {
    const giveUp = new AbortController();
    const mounted = mount({ chainPatience: 3_600_000 });
    mounted.answer = () => settled(NOWHERE);
    mounted.chain.onAsk = () => giveUp.abort();
    expect(await settleUntil(mounted, giveUp.signal)).toMatchObject({ state: 'pending' });
  });

  it.each([
    ['another payee', [usedLog(), transferLog(stranger.address.toLowerCase())]],
    ['another amount', [usedLog(), transferLog(undefined, 1n)]],
    ['another payer', [usedLog(), transferLog(undefined, undefined, stranger.address.toLowerCase())]],
    ['no transfer', [usedLog()]],
    // One transaction, two authorizations: the good transfer belongs to the second.
    [
      'a transfer of another authorization',
      [
        usedLog(),
        transferLog(stranger.address.toLowerCase()),
        usedLog({ ...usedKey(), nonce: `0x${'2'.repeat(64)}` }),
        transferLog(),
      ],
    ],
    ['a transfer of another token', [usedLog(), { ...transferLog(), address: `0x${'cc'.repeat(20)}` }]],
  ])('never makes a sale of %s', async (_, logs) => {
    const mounted = mount();
    mounted.answer = (chain) => settled(chain.transact(logs));
    expect(await mounted.settle()).toEqual({
      state: 'declined',
      reason: 'authorization_spent',
      evidence: 'provider_state',
    });
  });

  it('is nothing when its transaction reverted or holds the events of another contract', async () => {
    const mounted = mount();
    mounted.answer = (chain) => settled(chain.transact([usedLog(), transferLog()], 'reverted'));
    expect(await mounted.settle()).toMatchObject({ state: 'pending' });
    const other = `0x${'cc'.repeat(20)}`;
    for (const logs of [
      [usedLog(), transferLog()].map((log) => ({ ...log, address: other })),
      [{ ...usedLog(), address: other }, transferLog()],
    ]) {
      mounted.answer = (chain) => settled(chain.transact(logs));
      expect(await mounted.settle()).toMatchObject({ state: 'pending' });
    }
  });

  it('does not pay for terms that are younger than the transfer', async () => {
    for (const named of ['named', 'searched']) {
      const mounted = mount();
      const old = mounted.chain.pay();
      mounted.chain.mine(100);
      mounted.now = NOW + 202;
      mounted.answer = () => settled(named === 'named' ? old : NOWHERE);
      const later = { ...purchase, quotedAt: (NOW + 190) * 1_000 };
      const settlement = await mounted.rail.settle(later, await mounted.credential(), mounted.context);
      expect(settlement).toEqual({
        state: 'declined',
        reason: 'authorization_spent_before',
        evidence: 'provider_state',
      });
    }
  });
});

describe('what is sent', () => {
  it('is one settlement, with the same bytes on a resend', async () => {
    const mounted = mount();
    await mounted.settle();
    await mounted.settle('again');
    const [first, second] = mounted.sent;
    expect(mounted.sent.length).toBe(2);
    expect(first).toEqual(second);
    expect(first?.url).toBe(`${FACILITATOR}/settle`);

    const sent = JSON.parse(first?.body ?? '') as Record<string, Record<string, unknown>>;
    expect(sent.x402Version).toBe(2);
    expect(sent.paymentPayload?.accepted).toEqual(sent.paymentRequirements);
    expect(sent.paymentRequirements).toMatchObject({
      amount: '49990000',
      network: 'eip155:84532',
      asset: SEPOLIA_USDC,
    });
  });

  it('is nothing when the payment does not match the purchase', async () => {
    const mounted = mount();
    const dearer = { ...purchase, total: { amount: 5000, currency: 'usd' } };
    const settlement = await mounted.rail.settle(dearer, await mounted.credential(), mounted.context);
    expect(settlement).toEqual({ state: 'declined', reason: 'wrong_amount', evidence: 'not_sent' });
    expect(await mounted.rail.settle(purchase, null, mounted.context)).toMatchObject({
      evidence: 'not_sent',
    });
    expect(mounted.sent).toEqual([]);
  });

  it('goes to a facilitator in this process without the network', async () => {
    const asked: unknown[] = [];
    const mounted = mount({
      facilitator: {
        async settle(payment, requirement) {
          asked.push([payment.x402Version, requirement.amount]);
          return { success: true, transaction: mounted.chain.pay(), network: requirement.network };
        },
      },
    });
    expect(await mounted.settle()).toMatchObject(PAID);
    expect(asked).toEqual([[2, '49990000']]);
    expect(mounted.sent).toEqual([]);
  });
});

describe('nothing is sent once the engine has stopped waiting', () => {
  const UNSENT = { state: 'unknown', reason: 'no_answer' };

  it('to a facilitator in this process', async () => {
    const asked: unknown[] = [];
    const mounted = mount({
      facilitator: {
        async settle(payment) {
          asked.push(payment);
          return { success: true, transaction: mounted.chain.pay() };
        },
      },
    });
    expect(await settleUntil(mounted, AbortSignal.abort())).toEqual(UNSENT);
    expect(asked).toEqual([]);
  });

  it('to a facilitator over HTTP, also while its headers were made', async () => {
    const giveUp = new AbortController();
    const mounted = mount({
      facilitator: {
        url: FACILITATOR,
        async headers({ name }) {
          if (name === 'settle') giveUp.abort();
          return {};
        },
      },
    });
    expect(await settleUntil(mounted, giveUp.signal)).toEqual(UNSENT);
    expect(mounted.read).toEqual([`${FACILITATOR}/supported`]);
    expect(mounted.sent).toEqual([]);
  });
});

describe('without a chain to ask', () => {
  it("the facilitator's word has to do", async () => {
    const mounted = mount({ alone: true });
    mounted.answer = () => settled(NOWHERE);
    expect(await mounted.settle()).toMatchObject({ ...PAID, reference: NOWHERE });
    mounted.answer = () => refused('insufficient_funds');
    expect(await mounted.settle()).toMatchObject({ state: 'declined', reason: 'insufficient_funds' });
    expect(await mounted.settle('again')).toMatchObject({ state: 'unknown' });
    mounted.answer = () => refused('settlement_pending', NOWHERE);
    expect(await mounted.settle()).toEqual({
      state: 'unknown',
      reason: 'settlement_pending',
      reference: NOWHERE,
    });
    mounted.answer = () => Response.json({ success: true });
    expect(await mounted.settle()).toMatchObject({ state: 'unknown' });
  });

  it('a later look is unknown', async () => {
    expect(await mount({ alone: true }).status()).toEqual({ state: 'unknown', reason: 'no_chain_to_ask' });
  });
});

it("keeps nothing of a facilitator's error text", async () => {
  const mounted = mount();
  for (const code of ['insufficient_funds', 'settlement_pending', 'Signed CANARY']) {
    refuses(mounted, code);
    expect(JSON.stringify(await mounted.settle())).not.toContain('CANARY');
  }
  expect(mounted.rail.detect(requestWith({ 'payment-signature': headerOf('CANARY') }))).toBeDefined();
});

function usedKey() {
  const [, from, nonce] = usedLog().topics;
  return { token: usedLog().address, payer: `0x${from?.slice(26)}`, nonce: nonce ?? '' };
}
