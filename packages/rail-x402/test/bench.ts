import type { Fate, RailBench, RailSubject, RailWorld } from '@railyard/conformance';
import { fromUnits, type Money, type Purchase, type RailRequest, toUnits } from '@railyard/core/rail';
import { toHex } from 'viem';
import { circle, type X402Options, x402 } from '../src/index.ts';
import type { Authorization, Payment } from '../src/wire/payment.ts';
import { type FakeChain, fakeChain, authorization as known, transferLog, usedLog } from './fake-chain.ts';
import { nodeOf } from './fake-node.ts';
import { FACILITATOR, refused, SUPPORTED, settled } from './mount.ts';
import {
  DIALECTS,
  headerOf,
  NOW,
  PAY_TO,
  payer,
  requestWith,
  type Signing,
  SPELLINGS,
  signedPayment,
} from './payer.ts';
import { wallet } from './shop.ts';

const NODE_KEY = 'KEY_OF_THE_NODE';
const FACILITATOR_KEY = 'KEY_OF_THE_FACILITATOR';
const HEADERS: Readonly<Record<string, string>> = {
  v2: 'payment-signature',
  v1: 'x-payment',
  bare: 'x-payment',
};

/** When a facilitator says how a payment went: in its answer, or only when asked again. */
type Telling = 'at once' | 'later';

/** The rail over a facilitator, a node and a chain, for payers of one dialect. */
export function bench(
  dialect: string,
  options: Partial<X402Options> = {},
  telling: Telling = 'at once',
): RailSubject {
  return (world) => {
    const yard = facilitatorOf(world, telling);
    const payments = payerOf(dialect, world, yard.fates);
    return {
      ...yard,
      ...payments,
      rail: () =>
        x402({
          network: 'base-sepolia',
          payTo: PAY_TO,
          facilitator: circle({ url: FACILITATOR, apiKey: FACILITATOR_KEY }),
          rpcUrl: `https://node.example/${NODE_KEY}`,
          chainPatience: 0,
          refundWallet: wallet,
          ...options,
        }),
      secrets: () => [NODE_KEY, FACILITATOR_KEY, ...payments.signatures()],
    };
  };
}

/** A payer who signs a new authorization each time. */
function payerOf(
  dialect: string,
  { now }: RailWorld,
  fates: Map<string, Fate>,
): Pick<RailBench, 'credential' | 'spellings' | 'twin'> & { readonly signatures: () => readonly string[] } {
  const signed: Awaited<ReturnType<typeof signedPayment>>[] = [];

  async function sign(signing: Signing): Promise<RailRequest> {
    const payment = await signedPayment(signing);
    const amount = payment.payload.authorization.value;
    const whole = { ...payment, accepted: { ...payment.accepted, amount } };
    signed.push(whole);
    return requestWith({ [HEADERS[dialect] ?? '']: headerOf(DIALECTS[dialect]?.(whole)) });
  }

  return {
    signatures: () => signed.map(({ payload }) => payload.signature),
    async credential({ total }: Purchase, fate): Promise<RailRequest | null> {
      if (fate === 'short') return null; // the token moves all of it or nothing
      const value = `${toUnits(total, 6)}`;
      const nonce = toHex(signed.length + 1, { size: 32 });
      const validBefore = `${Math.floor(now() / 1_000) + 300}`;
      fates.set(nonce, fate);
      return sign({ value, nonce, validBefore });
    },
    async twin() {
      const last = signed.at(-1);
      if (!last) throw new Error('Nothing is signed yet.');
      const { nonce, value, validBefore } = last.payload.authorization;
      return sign({ nonce, value, validBefore: `${Number(validBefore) - 60}` });
    },
    spellings() {
      const payment = signed.at(-1);
      if (!payment) return [];
      const { authorization } = payment.payload;
      const lower = { ...authorization, from: authorization.from.toLowerCase() };
      const upper = { ...authorization, nonce: `0x${authorization.nonce.slice(2).toUpperCase()}` };
      const cases = [lower, upper].map((one) => ({
        ...payment,
        payload: { ...payment.payload, authorization: one },
      }));
      return [payment, ...cases].flatMap((one) =>
        Object.values(DIALECTS).flatMap((speak) =>
          Object.values(SPELLINGS).map((spell) => requestWith({ 'payment-signature': spell(speak(one)) })),
        ),
      );
    },
  };
}

/** A facilitator with a chain behind it, and a node that shows the chain. */
function facilitatorOf({ now }: RailWorld, telling: Telling) {
  const chain = fakeChain();
  const fates = new Map<string, Fate>();
  const used = new Map<string, Authorization>();
  const pending = new Map<string, Authorization>();
  const declined = new Map<string, Authorization>();
  const done = new Map<string, string>();
  let head = NOW;

  /** A block every two seconds. */
  function passed(): void {
    for (const time = Math.floor(now() / 1_000); head < time; ) {
      head += 2;
      chain.mineAt(head);
    }
  }

  function isOver({ validBefore }: Authorization): boolean {
    return Number(validBefore) * 1_000 <= now();
  }

  function land(authorization: Authorization): string {
    head += 2;
    used.set(authorization.nonce, authorization);
    const transaction = transactionOf(chain, authorization);
    done.set(authorization.nonce.slice(2), transaction);
    return transaction;
  }

  function told(nonce: string, transaction: string): Response {
    if (telling === 'at once') return settled(transaction);
    return Response.json({ success: false, errorReason: 'settlement_pending', paymentId: nonce.slice(2) });
  }

  function settle({ paymentPayload }: { readonly paymentPayload: Payment }): Response {
    const { authorization } = paymentPayload.payload;
    const { nonce } = authorization;
    if (used.has(nonce)) return refused('invalid_transaction_state');
    if (isOver(authorization)) return refused('authorization_expired');
    switch (fates.get(nonce)) {
      case 'declined':
        declined.set(nonce, authorization);
        return refused('kyt_risk_detected');
      case 'pending':
        pending.set(nonce, authorization);
        return settled(`0x${'ee'.repeat(32)}`);
      case 'paid':
      case 'short':
      case undefined: // a refund
        return told(nonce, land(authorization));
    }
  }

  return {
    fates,
    passed,
    finish(end: 'paid' | 'declined'): void {
      for (const authorization of pending.values()) if (end === 'paid') land(authorization);
      pending.clear();
    },
    land(): void {
      for (const authorization of declined.values()) if (!isOver(authorization)) land(authorization);
      declined.clear();
    },
    async answer(request: Request): Promise<Response> {
      const { host, pathname } = new URL(request.url);
      if (host === 'node.example') return nodeOf(chain, request);
      if (pathname.endsWith('/supported')) return Response.json(SUPPORTED);
      const payment = pathname.split('/status/')[1];
      if (payment) return Response.json({ status: 'completed', transaction: done.get(payment) ?? '' });
      return settle((await request.json()) as { readonly paymentPayload: Payment });
    },
    book: () => ({ charges: from(payer.address, used), refunds: from(wallet.address, used) }),
  };
}

function transactionOf(chain: FakeChain, { from: sender, to, value, nonce }: Authorization): string {
  const used = usedLog({ token: known.token, payer: sender, nonce });
  return chain.transact([used, transferLog(to, BigInt(value), sender)]);
}

function from(address: string, used: ReadonlyMap<string, Authorization>): readonly Money[] {
  return [...used.values()]
    .filter((one) => one.from === address.toLowerCase())
    .map(({ value }) => fromUnits(BigInt(value), 6, 'usd'));
}
