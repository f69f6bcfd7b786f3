import type {
  JsonObject,
  PaymentRail,
  PaymentRef,
  Purchase,
  RailContext,
  RefundRequest,
  RefundState,
  Settlement,
} from '@railyard/core/rail';
import { type StripeLinkOptions, stripeLink } from '../src/index.ts';
import { broken, NOW, type Reply } from './stripe.ts';

export const OPTIONS: StripeLinkOptions = {
  secretKey: 'sk_test_CANARY',
  returnUrl: ({ order, attempt }) => `https://shop.example/orders/${order}?try=${attempt}`,
};

export const purchase: Purchase = {
  order: 'order_1',
  cart: 'cart_1',
  version: 1,
  seller: 'seller_1',
  lines: [
    { variant: 'v1', title: 'Sencha – 100 g', quantity: 2, unitAmount: 2_500 },
    { variant: 'v2', title: 'Cup', quantity: 1, unitAmount: 2_000 },
  ],
  subtotal: 7_000,
  deliveryFee: 1_550,
  tip: 0,
  total: { amount: 8_550, currency: 'usd' },
  shipTo: {
    name: 'Ada Buyer',
    line1: '1 Main Street',
    line2: null,
    city: 'Springfield',
    region: 'IL',
    postalCode: '62701',
    country: 'US',
    phone: null,
  },
  email: 'ada@example.com',
  quotedAt: null,
};

/** One request that reached Stripe. */
export interface Sent {
  /** Method, path and query. */
  readonly call: string;
  readonly url: string;
  readonly redirect: string;
  readonly headers: Headers;
  readonly body: string;
}

type Rail = Required<PaymentRail<'stripe-checkout'>>;

export interface Mounted {
  readonly rail: Rail;
  readonly sent: Sent[];
  readonly context: RailContext;
  readonly prepared: () => Promise<JsonObject>;
  readonly ref: (change?: Partial<PaymentRef>) => Promise<PaymentRef>;
  readonly settle: (change?: Partial<RailContext>) => Promise<Settlement>;
  readonly status: (change?: Partial<PaymentRef>, context?: Partial<RailContext>) => Promise<Settlement>;
  readonly cancel: (change?: Partial<PaymentRef>, context?: Partial<RailContext>) => Promise<Settlement>;
  readonly refund: (request?: Partial<RefundRequest>, context?: Partial<RailContext>) => Promise<RefundState>;
}

/** The rail over a Stripe that gives these answers, one for each call; a call too many finds nobody. */
export function mount(replies: readonly Reply[] = [], options: Partial<StripeLinkOptions> = {}): Mounted {
  const rail = stripeLink({ ...OPTIONS, ...options }) as Rail;
  const sent: Sent[] = [];
  const left = [...replies];
  const context: RailContext = {
    attempt: 'attempt_1',
    deployment: 'shop',
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
      sent.push(await sentOf(new Request(input, init)));
      const reply = left.shift() ?? broken;
      return typeof reply === 'function' ? reply() : Response.json(reply);
    },
    async remember() {},
  };
  const prepared: Mounted['prepared'] = async () => {
    const answer = await rail.prepare(purchase, null, context);
    if ('refused' in answer) throw new Error(answer.message);
    return answer.prepared;
  };
  const ref: Mounted['ref'] = async (change = {}) => ({
    attempt: 'attempt_1',
    key: 'key_1',
    reference: 'cs_1',
    total: purchase.total,
    prepared: await prepared(),
    facts: {},
    quotedAt: null,
    submittedAt: NOW,
    ...change,
  });
  return {
    rail,
    sent,
    context,
    prepared,
    ref,
    settle: async (change) =>
      rail.settle(purchase, null, { ...context, prepared: await prepared(), ...change }),
    status: async (change, more) => rail.status(await ref(change), { ...context, ...more }),
    cancel: async (change, more) => rail.cancel(await ref(change), { ...context, ...more }),
    async refund(request, more) {
      const usual = { id: 'refund_1', key: 'key_2', amount: purchase.total, reason: 'cart_changed' };
      return rail.refund(await ref(), { ...usual, ...request }, { ...context, ...more });
    },
  };
}

async function sentOf(request: Request): Promise<Sent> {
  const { url, method, headers, redirect } = request;
  const { pathname, search } = new URL(url);
  return { call: `${method} ${pathname}${search}`, url, redirect, headers, body: await request.text() };
}

/** Names and values of a form, in their order. */
export function formOf(text: string): readonly (readonly [string, string])[] {
  return [...new URLSearchParams(text)];
}
