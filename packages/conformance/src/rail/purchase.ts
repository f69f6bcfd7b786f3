import { exponentOf, type Money } from '@railyard/core';
import type { Address, PaymentRail, Purchase } from '@railyard/core/rail';

/** Where to send things; a rail may need to know. */
const HOME: Address = {
  name: 'Ada Buyer',
  line1: '1 Main Street',
  line2: null,
  city: 'Springfield',
  region: 'IL',
  postalCode: '62701',
  country: 'US',
  phone: null,
};

/** A purchase of one thing at this price. */
export function purchaseOf(total: Money, change: Partial<Purchase> = {}): Purchase {
  return {
    order: 'order_1',
    cart: 'cart_1',
    version: 1,
    seller: 'seller_1',
    lines: [{ variant: 'variant_1', title: 'Tea', quantity: 1, unitAmount: total.amount }],
    subtotal: total.amount,
    deliveryFee: 0,
    tip: 0,
    total,
    shipTo: HOME,
    email: 'buyer@example.com',
    quotedAt: null,
    ...change,
  };
}

/** An amount that the rail takes, in its first currency. */
export function usualPrice({ manifest: { currencies } }: PaymentRail): Money {
  const [currency = 'usd', { min = 1, max = Number.MAX_SAFE_INTEGER } = {}] =
    Object.entries(currencies)[0] ?? [];
  return { amount: Math.min(Math.max(min, 4_999), max), currency };
}

const LARGE = 99_999_999;

/** The smallest and the largest amount that the rail takes, in one currency of each number of digits. */
export function edgesOf({ manifest: { currencies } }: PaymentRail): readonly Money[] {
  const byDigits = new Map(
    Object.entries(currencies).map(([currency, range]) => [exponentOf(currency), { currency, range }]),
  );
  return [...byDigits.values()].flatMap(({ currency, range: { min, max = Math.max(min, LARGE) } }) => [
    { amount: min, currency },
    { amount: max, currency },
  ]);
}

/** Text that a shop may hold and a header may not. */
const TITLES = [
  'Café – “crème” №5 \u{1f375}',
  '茶葉，五百克',
  'شاي بالنعناع',
  'Tea \u202etxet thgir ot tfel\u202c',
  'Tea\r\nSet-Cookie: paid=1\r\n\r\n<script>',
  'nul \0 bell \u0007 delete \u007f',
  'half a pair \ud800 of surrogates',
  '"quoted", \\ escaped, {braced}, %0d%0a and ${taken}',
  '__proto__',
  '',
  'x'.repeat(5_000),
];

/** The same price, for things with names that a shop may give them. */
export function strangePurchases(total: Money): readonly Purchase[] {
  const line = { variant: 'variant_1', quantity: 1, unitAmount: total.amount };
  const many = Array.from({ length: 200 }, (_, index) => ({
    ...line,
    variant: `variant_${index}`,
    title: `${TITLES[index % TITLES.length]} ${index}`.slice(0, 200),
    unitAmount: index === 0 ? total.amount : 0,
  }));
  return [
    ...TITLES.map((title) => purchaseOf(total, { lines: [{ ...line, title }] })),
    purchaseOf(total, { lines: many, email: '"tea time"@münchen.example' }),
    purchaseOf(total, { lines: [], shipTo: null, email: null }),
  ];
}
