import type {
  JsonObject,
  PaymentRef,
  Prepared,
  Purchase,
  RailContext,
  RefundRequest,
  RefundState,
  Refusal,
  Settlement,
} from '@railyard/core/rail';
import { type CardRail, type CardRailOptions, cardRail } from '../src/index.ts';
import { OPTIONS } from './bench.ts';
import { type Issuing, issuing } from './issuing.ts';
import { HOST, type TestMerchant, testMerchant } from './merchant.ts';

export const NOW = Date.UTC(2030, 2, 17, 12);

export const purchase: Purchase = {
  order: 'order_1',
  cart: 'cart_1',
  version: 1,
  seller: 'seller_1',
  lines: [{ variant: 'P-77', title: 'Tea', quantity: 2, unitAmount: 2_000 }],
  subtotal: 4_000,
  deliveryFee: 0,
  tip: 999,
  total: { amount: 4_999, currency: 'usd' },
  shipTo: null,
  email: 'ada@example.com',
  quotedAt: null,
};

/** The rail without an engine, over a bank and a merchant. */
export interface Mounted {
  readonly rail: CardRail;
  readonly bank: Issuing;
  readonly merchant: TestMerchant;
  readonly context: RailContext;
  readonly remembered: Readonly<Record<string, string>>;
  readonly prepare: () => Promise<Prepared | Refusal>;
  readonly prepared: () => Promise<JsonObject>;
  readonly settle: (change?: Partial<RailContext>) => Promise<Settlement>;
  readonly status: (change?: Partial<RailContext>, known?: Partial<PaymentRef>) => Promise<Settlement>;
  readonly cancel: () => Promise<Settlement>;
  readonly refund: (change?: Partial<RefundRequest>) => Promise<RefundState>;
}

export function mount(options: Partial<CardRailOptions> = {}): Mounted {
  const rail = cardRail({ ...OPTIONS, ...options });
  const bank = issuing({ now: () => NOW });
  const merchant = testMerchant(bank);
  const remembered: Record<string, string> = {};
  const context: RailContext = {
    attempt: 'att_1',
    deployment: null,
    key: 'key_1',
    first: true,
    prepared: null,
    resource: 'https://shop.example/buy',
    tenant: 'acme',
    principal: 'principal_1',
    mode: 'test',
    now: () => NOW,
    signal: new AbortController().signal,
    async fetch(input, init) {
      const request = new Request(input, init);
      return new URL(request.url).host === HOST ? merchant.answer(request) : bank.answer(request);
    },
    async remember(facts) {
      Object.assign(remembered, facts);
    },
  };
  const prepare = (): Promise<Prepared | Refusal> => rail.prepare(purchase, null, context);
  const prepared = async (): Promise<JsonObject> => {
    const answer = await prepare();
    if ('refused' in answer) throw new Error(answer.message);
    return answer.prepared;
  };
  const ref = async (): Promise<PaymentRef> => ({
    attempt: 'att_1',
    key: 'key_1',
    reference: null,
    total: purchase.total,
    prepared: await prepared(),
    facts: { ...remembered },
    quotedAt: null,
    submittedAt: NOW,
  });
  return {
    rail,
    bank,
    merchant,
    context,
    remembered,
    prepare,
    prepared,
    settle: async (change) =>
      rail.settle(purchase, null, { ...context, prepared: await prepared(), ...change }),
    status: async (change, known) => rail.status({ ...(await ref()), ...known }, { ...context, ...change }),
    cancel: async () => rail.cancel(await ref(), context),
    async refund(change) {
      const usual = { id: 'refund_1', key: 'key_2', amount: purchase.total, reason: 'cart_changed' };
      return rail.refund(await ref(), { ...usual, ...change }, context);
    },
  };
}
