import type {
  JsonObject,
  PaymentRail,
  PaymentRef,
  Prepared,
  Purchase,
  RailContext,
} from '@railyard/core/rail';
import {
  createLinks,
  type HandoffOptions,
  handoff,
  type LinkOptions,
  type Links,
  type Storefront,
} from '../src/index.ts';

export const NOW = 1_900_000_000_000;
export const SECRET = 'a secret of thirty-two bytes, CANARY';

export const STOREFRONT: Storefront = {
  url: 'https://oakridge.example/',
  hosts: ['oakridge.example', 'shop.oakridge.example'],
};

export const SELLER = { handle: 'oakridge', name: 'Oak Ridge', currency: 'usd', storefront: STOREFRONT };

const PAGES: Readonly<Record<string, string>> = {
  var_bench: 'https://oakridge.example/p/bench',
  var_table: 'https://shop.oakridge.example/p/table?size=large',
};

/** Links of a platform where these products have a page. */
export function linksWith(options: Partial<LinkOptions> = {}): Links {
  return createLinks({
    secrets: [SECRET],
    address: 'https://pay.example/go',
    storefrontOf: (seller) => (seller === SELLER.handle ? STOREFRONT : null),
    productOf: (variant) => PAGES[variant] ?? null,
    ...options,
  });
}

export function railWith(options: Partial<HandoffOptions> = {}): PaymentRail<'directory-handoff'> {
  return handoff({ seller: SELLER, links: linksWith(), ...options });
}

/** Two benches, and a stool that has no page. */
export const purchase: Purchase = {
  order: 'order_1_3',
  cart: 'cart_1',
  version: 3,
  seller: SELLER.handle,
  lines: [
    { variant: 'var_bench', title: 'Bench', quantity: 2, unitAmount: 12_000 },
    { variant: 'var_stool', title: 'Stool', quantity: 1, unitAmount: 4_000 },
  ],
  subtotal: 28_000,
  deliveryFee: 0,
  tip: 0,
  total: { amount: 28_000, currency: 'usd' },
  shipTo: null,
  email: 'buyer@example.com',
  quotedAt: NOW - 60_000,
};

export const context: RailContext = {
  attempt: 'att_Railyard1',
  deployment: null,
  key: 'key_1',
  first: true,
  prepared: null,
  resource: 'https://pay.example/checkout',
  tenant: 'tenant_1',
  principal: 'principal_1',
  mode: 'test',
  now: () => NOW,
  signal: new AbortController().signal,
  fetch: () => Promise.reject(new Error('A hand-off asks nobody.')),
  async remember() {},
};

/** What is stored of the attempt, once prepared. */
export async function preparedBy(
  rail: PaymentRail,
  change: Partial<RailContext> = {},
): Promise<Prepared['prepared']> {
  const answer = await rail.prepare?.(purchase, null, { ...context, ...change });
  if (!answer || 'refused' in answer) throw new Error('Nothing was prepared.');
  return answer.prepared;
}

export function refOf(prepared: PaymentRef['prepared']): PaymentRef {
  return {
    attempt: context.attempt,
    key: context.key,
    reference: null,
    total: purchase.total,
    prepared,
    facts: {},
    quotedAt: purchase.quotedAt,
    submittedAt: NOW,
  };
}

/** The hand-off, as it reaches the caller. */
export interface Handoff {
  readonly seller: { readonly name: string; readonly handle: string; readonly storefront_url: string };
  readonly items: readonly {
    readonly variant_id: string;
    readonly title: string;
    readonly quantity: number;
    readonly link: string | null;
  }[];
  readonly disclaimer: string;
  readonly referral_id: string;
  readonly expires_at?: string;
}

export async function handoffBy(rail: PaymentRail, change: Partial<RailContext> = {}): Promise<Handoff> {
  const prepared = await preparedBy(rail, change);
  const answer = await rail.settle(purchase, null, { ...context, ...change, prepared });
  if (answer.state !== 'referred') throw new Error(`The rail answered ${answer.state}.`);
  return answer.handoff as JsonObject & Handoff;
}
