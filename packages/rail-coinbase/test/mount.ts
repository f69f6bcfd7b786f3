import type {
  JsonObject,
  PaymentRail,
  PaymentRef,
  Prepared,
  Purchase,
  RailContext,
  RefundRequest,
  RefundState,
  Settlement,
} from '@railyard/core/rail';
import { type CoinbaseOptions, coinbase } from '../src/index.ts';
import { broken, ID, type Reply } from './answers.ts';
import { ed25519 } from './key.ts';

/** 17 March 2030, 17:46:40. */
export const NOW = 1_900_000_000_000;

export const PAIR = ed25519();

export const OPTIONS: CoinbaseOptions = {
  mode: 'test',
  keyId: 'organizations/1/apiKeys/2',
  keySecret: PAIR.secret,
  returnUrl: ({ order }) => `https://shop.example/orders/${order}`,
};

export const purchase: Purchase = {
  order: 'order_1_of_cart_1',
  cart: 'cart_1',
  version: 1,
  seller: 'seller_1',
  lines: [{ variant: 'variant_1', title: 'Green tea', quantity: 1, unitAmount: 4_999 }],
  subtotal: 4_999,
  deliveryFee: 0,
  tip: 0,
  total: { amount: 4_999, currency: 'usd' },
  shipTo: null,
  email: 'buyer@example.com',
  quotedAt: NOW - 60_000,
};

export const REFUND: RefundRequest = {
  id: 'refund_1',
  key: 'key_2',
  amount: purchase.total,
  reason: 'requested_by_customer',
};

/** One request that reached the scripted Coinbase. */
export interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
}

export interface Mounted {
  readonly rail: PaymentRail<'coinbase'>;
  readonly sent: Sent[];
  readonly context: RailContext;
  /** What the next calls are answered with, one each; a call too many breaks. */
  replies: Reply[];
  prepared(change?: Partial<Purchase>): Promise<JsonObject>;
  settle(change?: Partial<RailContext>): Promise<Settlement>;
  ref(change?: Partial<PaymentRef>): Promise<PaymentRef>;
  status(change?: Partial<PaymentRef>): Promise<Settlement>;
  cancel(change?: Partial<PaymentRef>): Promise<Settlement>;
  refund(first?: 'first' | 'again', change?: Partial<RefundRequest>): Promise<RefundState>;
}

/** The rail over a Coinbase that gives these answers. */
export function mount(
  replies: readonly Reply[] = [],
  options: Partial<CoinbaseOptions> = {},
  change: Partial<RailContext> = {},
): Mounted {
  const rail = coinbase({ ...OPTIONS, ...options });
  const sent: Sent[] = [];

  const context: RailContext = {
    attempt: 'attempt_1',
    deployment: null,
    key: 'key_1',
    first: true,
    prepared: null,
    resource: 'https://shop.example/checkout',
    tenant: 'tenant_1',
    principal: 'principal_1',
    mode: 'test',
    now: () => NOW,
    signal: new AbortController().signal,
    async fetch(input, init) {
      const request = new Request(input, init);
      const { method, headers } = request;
      sent.push({ method, url: new URL(request.url), headers, body: await request.text() });
      return (mounted.replies.shift() ?? broken)();
    },
    async remember() {},
    ...change,
  };

  const mounted: Mounted = {
    rail,
    sent,
    context,
    replies: [...replies],
    async prepared(one = {}) {
      const answer = await rail.prepare?.({ ...purchase, ...one }, null, context);
      return (answer as Prepared).prepared;
    },
    async settle(manner) {
      const prepared = await mounted.prepared();
      return rail.settle(purchase, null, { ...context, prepared, ...manner });
    },
    ref: async (one) => ({
      attempt: 'attempt_1',
      key: 'key_1',
      reference: ID,
      total: purchase.total,
      prepared: await mounted.prepared(),
      facts: {},
      quotedAt: purchase.quotedAt,
      submittedAt: NOW,
      ...one,
    }),
    status: async (one) => rail.status(await mounted.ref(one), context),
    async cancel(one) {
      if (!rail.cancel) throw new Error('The rail has no cancel.');
      return rail.cancel(await mounted.ref(one), context);
    },
    async refund(first = 'first', one = {}) {
      if (!rail.refund) throw new Error('The rail has no refund.');
      const given = { ...context, first: first === 'first' };
      return rail.refund(await mounted.ref(), { ...REFUND, ...one }, given);
    },
  };
  return mounted;
}

/** What settle makes of these answers. */
export async function settled(...replies: readonly Reply[]): Promise<Settlement> {
  return mount(replies).settle();
}

/** What the good purchase ends in when all is well. */
export const PAID = { state: 'paid', reference: ID, total: { amount: 4_999, currency: 'usd' } } as const;

/** The page of the good purchase. */
export const PAGE = {
  state: 'action_required',
  reference: ID,
  url: 'https://payments.coinbase.com/payment-links/pl_1',
  methods: ['usdc-on-base'],
  expiresAt: NOW + 3_600_000,
} as const;

/** The one request, or the last. */
export function lastOf({ sent }: Mounted): Sent {
  const last = sent.at(-1);
  if (!last) throw new Error('Nothing was sent.');
  return last;
}

/** What was asked, in order: `POST /checkouts`. */
export function askedOf({ sent }: Mounted): readonly string[] {
  return sent.map(({ method, url }) => `${method} ${url.pathname.replace(/^.*\/api\/v1/, '')}`);
}
