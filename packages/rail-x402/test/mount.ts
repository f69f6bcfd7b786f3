import type {
  ChallengeContext,
  Credential,
  PaymentRail,
  PaymentRef,
  RailContext,
  Settlement,
} from '@railyard/core/rail';
import type { X402Options } from '../src/index.ts';
import { x402 } from '../src/rail.ts';
import type { Presented } from '../src/wire/payment.ts';
import { type FakeChain, fakeChain } from './fake-chain.ts';
import { found, headerOf, NOW, PAY_TO, purchase, requestWith, signedPayment } from './payer.ts';

export const FACILITATOR = 'https://facilitator.example/v2';

/** What a facilitator says that it supports. */
export const SUPPORTED = { kinds: [{ x402Version: 2, scheme: 'exact', network: 'eip155:84532' }] };

/** One payment that reached the fake facilitator. */
export interface Sent {
  readonly url: string;
  readonly body: string;
}

export interface Mounted {
  readonly rail: PaymentRail<'x402', Presented>;
  readonly chain: FakeChain;
  readonly sent: Sent[];
  /** Addresses that were read, the newest last. */
  readonly read: string[];
  /** What the rail asked to remember, in one piece. */
  readonly remembered: Record<string, string>;
  readonly context: Context;
  /** The time, in seconds. */
  now: number;
  /** What the facilitator does with a settlement; by default it pays on the chain and says so. */
  answer: (chain: FakeChain, url: string) => Response | Promise<Response>;
  /** What is answered to whoever reads: by default, that every payment is supported. */
  tell: (url: string) => Response | Promise<Response>;
  readonly credential: () => Promise<Credential<Presented>>;
  /** The payment of a credential, as a later call is told of it. */
  readonly ref: (credential: Pick<Credential, 'facts'>, change?: Partial<PaymentRef>) => PaymentRef;
  /** Settles a good payment, for the first time or again. */
  readonly settle: (first?: 'first' | 'again') => Promise<Settlement>;
  readonly status: (change?: Partial<PaymentRef>) => Promise<Settlement>;
}

/** The rail on Base Sepolia over a fake facilitator and, unless `alone`, a fake chain; at the time NOW. */
export function mount({ alone, ...options }: Partial<X402Options> & { readonly alone?: true } = {}): Mounted {
  const chain = fakeChain();
  const rail = x402({
    network: 'base-sepolia',
    payTo: PAY_TO,
    facilitator: FACILITATOR,
    chainPatience: 0,
    ...(!alone && { chain }),
    ...options,
  });
  const remembered: Record<string, string> = {};
  const mounted: Mounted = {
    rail,
    chain,
    sent: [],
    read: [],
    remembered,
    context: contextOf(() => mounted),
    now: NOW,
    tell: () => Response.json(SUPPORTED),
    answer: () => settled(chain.pay()),
    credential: async () =>
      found(rail.detect(requestWith({ 'payment-signature': headerOf(await signedPayment()) }))),
    ref: ({ facts }, change = {}) => ({
      attempt: 'attempt_1',
      key: 'key_1',
      reference: null,
      total: purchase.total,
      prepared: null,
      facts: { ...facts, ...remembered },
      quotedAt: purchase.quotedAt,
      submittedAt: NOW * 1_000,
      ...change,
    }),
    async settle(first = 'first') {
      const context = { ...mounted.context, first: first === 'first' };
      return rail.settle(purchase, await mounted.credential(), context);
    },
    async status(change = {}) {
      return rail.status(mounted.ref(await mounted.credential(), change), mounted.context);
    },
  };
  return mounted;
}

/** What any member of a rail is handed. */
export type Context = RailContext & Omit<ChallengeContext, 'request'>;

/** What the engine hands to the rail, with the fake facilitator behind its `fetch`. */
function contextOf(mounted: () => Mounted): Context {
  return {
    attempt: 'attempt_1',
    deployment: null,
    key: 'key_1',
    first: true,
    prepared: null,
    resource: 'https://shop.example/checkout',
    tenant: 'tenant_1',
    principal: 'principal_1',
    scope: 'cart_1',
    refused: 'payment_required',
    mode: 'test',
    now: () => mounted().now * 1_000,
    signal: new AbortController().signal,
    async fetch(input, init) {
      const { sent, read, chain, tell, answer } = mounted();
      const url = input instanceof Request ? input.url : input.toString();
      if (init?.method === 'GET') {
        read.push(url);
        return tell(url);
      }
      sent.push({ url, body: textOf(init) });
      return answer(chain, url);
    },
    async remember(facts) {
      Object.assign(mounted().remembered, facts);
    },
  };
}

/** The body that a request was made with. */
export function textOf(init: RequestInit | undefined): string {
  if (typeof init?.body !== 'string') throw new TypeError('The request has no text.');
  return init.body;
}

export function settled(transaction: string): Response {
  return Response.json({ success: true, transaction, network: 'eip155:84532' });
}

export function refused(errorReason: string, transaction = ''): Response {
  return Response.json({
    success: false,
    errorReason,
    errorMessage: 'Signed CANARY',
    transaction,
    network: 'eip155:84532',
  });
}

/** The facilitator refuses, and the chain shows a block that is younger than the refusal. */
export function refuses(mounted: Mounted, code: string): void {
  mounted.answer = (chain) => {
    chain.mine();
    return refused(code);
  };
}
