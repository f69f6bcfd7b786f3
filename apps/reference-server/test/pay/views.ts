import type { OpenPage, Order, Purchase, PurchaseLine } from '@railyard/core';
import type { PaymentView } from '@railyard/core/chooser';

export const NOW = Date.UTC(2026, 10, 26, 12, 0);
export const ID = 'kpc_9fBq2Xw7Zt5RkLmN0vYcAg';
const HOUR = 3_600_000;

export const LINES: readonly PurchaseLine[] = [
  { variant: 'var_stove', title: 'Camp stove', quantity: 1, unitAmount: 4_499 },
  { variant: 'var_mug', title: 'Enamel mug', quantity: 2, unitAmount: 1_400 },
];

/** A purchase of these lines, with its sums right. */
export function purchaseOf(
  lines: readonly PurchaseLine[] = LINES,
  { currency = 'usd', deliveryFee = 500, tip = 0 } = {},
): Purchase {
  const subtotal = lines.reduce((sum, { quantity, unitAmount }) => sum + quantity * unitAmount, 0);
  return {
    order: 'order_7f3a9c_3',
    cart: 'cart_7f3a9c',
    version: 3,
    seller: 'prairie-supply',
    lines,
    subtotal,
    deliveryFee,
    tip,
    total: { amount: subtotal + deliveryFee + tip, currency },
    shipTo: null,
    email: 'buyer@shop.test',
    quotedAt: NOW,
  };
}

export const PAGE: OpenPage = {
  rail: 'stripe-checkout',
  reference: 'cs_1',
  url: 'https://provider.test/c/pay/cs_1?a=1&b=2',
  methods: ['card'],
  expiresAt: NOW + HOUR,
};

/** A payment that nobody has begun. */
export function viewOf(members: Partial<PaymentView> = {}): PaymentView {
  return {
    tenant: 'demo',
    chooser: ID,
    state: 'choose',
    purchase: purchaseOf(),
    methods: ['usdc-on-base', 'card-via-stripe'],
    chosen: null,
    page: null,
    order: null,
    isPaidAsOther: false,
    expiresAt: NOW + 24 * HOUR,
    ...members,
  };
}

export const ORDER: Order = {
  id: 'order_7f3a9c_3',
  attempt: 'att_1',
  rail: 'stripe-checkout',
  version: 3,
  reference: 'cs_1',
  subtotal: 7_299,
  deliveryFee: 500,
  tip: 0,
  total: { amount: 7_799, currency: 'usd' },
  receipt: { headers: {}, body: {}, meta: {} },
  paidAt: NOW - 90_000,
};

/** One view for each state that a buyer can see. */
export const VIEWS = {
  choose: viewOf(),
  waiting: viewOf({ state: 'waiting', page: PAGE, chosen: 'card-via-stripe' }),
  checking: viewOf({ state: 'waiting', methods: [] }),
  paid: viewOf({ state: 'paid', methods: [], order: ORDER }),
  failed: viewOf({ state: 'failed' }),
  expired: viewOf({ state: 'expired', methods: [], expiresAt: NOW - HOUR }),
  superseded: viewOf({ state: 'expired', methods: [], isPaidAsOther: true }),
  refunded: viewOf({ state: 'refunded', methods: [] }),
} satisfies Record<string, PaymentView>;
