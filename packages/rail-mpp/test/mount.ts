import type {
  Credential,
  JsonObject,
  PaymentRef,
  Prepared,
  Purchase,
  RailContext,
  RefundState,
  Settlement,
} from '@railyard/core/rail';
import { type MppOptions, type MppRail, mpp, type Presented } from '../src/index.ts';
import { broken, type Reply } from './answers.ts';
import { purchase as quoted } from './payer.ts';

export const NOW = 1_900_000_000_000;
export const SECRET_KEY = 'sk_test_CANARY';
export const TOKEN = 'spt_CANARY';

export const OPTIONS: MppOptions = {
  secretKey: SECRET_KEY,
  networkId: 'profile_test_1',
  secrets: ['a secret of thirty-two bytes, CANARY'],
  realm: 'shop.example',
};

export const purchase: Purchase = {
  ...quoted,
  version: 1,
  email: 'buyer@example.com',
  quotedAt: NOW - 60_000,
};

/** A bare token; with a challenge's id what a payer of the standard form presents, as far as it is sent. */
export function credentialOf(spt = TOKEN, challenge?: string): Credential<Presented> {
  return {
    fingerprint: `spt:${spt}`,
    payload: { form: 'raw', spt, quoted: 1 },
    facts: challenge === undefined ? {} : { challenge },
    expiresAt: null,
  };
}

/** One request that reached the fake Stripe. */
export interface Sent {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

export interface Mounted {
  readonly rail: MppRail;
  readonly sent: Sent[];
  readonly context: RailContext;
  /** What the next calls are answered with, one each; a call too many breaks. */
  replies: Reply[];
  /** What `prepare` returned while nothing could be seen. */
  prepared(): Promise<JsonObject>;
  settle(change?: Partial<RailContext>): Promise<Settlement>;
  ref(change?: Partial<PaymentRef>): Promise<PaymentRef>;
  status(change?: Partial<PaymentRef>): Promise<Settlement>;
  cancel(change?: Partial<PaymentRef>): Promise<Settlement>;
  refund(first?: 'first' | 'again', change?: Partial<PaymentRef>): Promise<RefundState>;
}

/** The rail over a Stripe that gives these answers. */
export function mount(replies: readonly Reply[] = [], options: Partial<MppOptions> = {}): Mounted {
  const rail = mpp({ ...OPTIONS, ...options });
  const sent: Sent[] = [];
  const given = credentialOf(TOKEN, 'challenge_1');

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
      const { pathname, search } = new URL(request.url);
      const { method, headers } = request;
      sent.push({ method, path: `${pathname}${search}`, headers, body: await request.text() });
      return (mounted.replies.shift() ?? broken)();
    },
    async remember() {},
  };

  const mounted: Mounted = {
    rail,
    sent,
    context,
    replies: [...replies],
    async prepared() {
      const look = { ...context, fetch: async () => broken() };
      const answer = await rail.prepare?.(purchase, given, look);
      return (answer as Prepared).prepared;
    },
    async settle(change) {
      const prepared = await mounted.prepared();
      return rail.settle(purchase, given, { ...context, prepared, ...change });
    },
    ref: async (change) => ({
      attempt: 'attempt_1',
      key: 'key_1',
      reference: 'pi_1',
      total: purchase.total,
      prepared: await mounted.prepared(),
      facts: given.facts,
      quotedAt: purchase.quotedAt,
      submittedAt: NOW,
      ...change,
    }),
    status: async (change) => rail.status(await mounted.ref(change), context),
    async cancel(change) {
      if (!rail.cancel) throw new Error('The rail has no cancel.');
      return rail.cancel(await mounted.ref(change), context);
    },
    async refund(first = 'first', change = {}) {
      if (!rail.refund) throw new Error('The rail has no refund.');
      const request = {
        id: 'refund_1',
        key: 'key_2',
        amount: purchase.total,
        reason: 'requested_by_customer',
      };
      return rail.refund(await mounted.ref(change), request, { ...context, first: first === 'first' });
    },
  };
  return mounted;
}

/** What settle makes of these answers. */
export async function settled(...replies: readonly Reply[]): Promise<Settlement> {
  return mount(replies).settle();
}

/** What the good purchase ends in when all is well. */
export const PAID = { state: 'paid', reference: 'pi_1', total: { amount: 4_999, currency: 'usd' } } as const;

/** The form in a request, as name and value, in their order. */
export function formOf({ body }: Sent): readonly (readonly [string, string])[] {
  return [...new URLSearchParams(body)];
}

/** The one request, or the last. */
export function lastOf({ sent }: Mounted): Sent {
  const last = sent.at(-1);
  if (!last) throw new Error('Nothing was sent.');
  return last;
}
