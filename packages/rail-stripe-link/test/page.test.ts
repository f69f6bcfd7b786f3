import type { Address, PurchaseLine } from '@railyard/core/rail';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailOf, itemsOf, shippingOf } from '../src/page.ts';
import { accepts } from '../src/terms.ts';
import { purchase } from './mount.ts';

const line: PurchaseLine = { variant: 'v1', title: 'Tea', quantity: 1, unitAmount: 100 };

function lines(count: number): PurchaseLine[] {
  return Array.from({ length: count }, (_, at) => ({ ...line, variant: `v${at}` }));
}

/** A purchase of these things. */
function bought(things: readonly PurchaseLine[], deliveryFee = 0, tip = 0) {
  const subtotal = things.reduce((sum, { quantity, unitAmount }) => sum + quantity * unitAmount, 0);
  const total = { amount: subtotal + deliveryFee + tip, currency: 'usd' };
  return { ...purchase, lines: things, subtotal, deliveryFee, tip, total };
}

function sumOf(items: ReturnType<typeof itemsOf>): number {
  return items.reduce((sum, { quantity, unitAmount }) => sum + quantity * unitAmount, 0);
}

describe('what the page lists', () => {
  it('S1.11 is the lines, the delivery and the tip, to the unit: 8550 is 7000 and 1550', () => {
    expect(itemsOf(purchase)).toEqual([
      { name: 'Sencha – 100 g', quantity: 2, unitAmount: 2_500 },
      { name: 'Cup', quantity: 1, unitAmount: 2_000 },
      { name: 'Delivery', quantity: 1, unitAmount: 1_550 },
    ]);
    expect(itemsOf(bought([line], 0, 50)).slice(1)).toEqual([{ name: 'Tip', quantity: 1, unitAmount: 50 }]);
  });

  it('comes to the total of whatever is bought, and each line has a name that can be shown', () => {
    const thing = fc.record({
      variant: fc.string({ unit: 'binary' }),
      title: fc.string({ unit: 'binary', maxLength: 300 }),
      quantity: fc.nat(50),
      unitAmount: fc.nat(100_000),
    });
    const any = fc.tuple(fc.array(thing, { maxLength: 99 }), fc.nat(5_000), fc.nat(5_000), fc.boolean());
    const property = fc.property(any, ([things, fee, tip, isOdd]) => {
      const whole = bought(things, fee, tip);
      const { total } = whole;
      const made = isOdd ? { ...whole, total: { ...total, amount: total.amount + 1 } } : whole;
      const items = itemsOf(made);
      return (
        sumOf(items) === made.total.amount &&
        items.every(({ name, quantity }) => /^[^\p{Cc}\p{Cs}]{1,250}$/u.test(name) && quantity > 0)
      );
    });
    const { failed, counterexample } = fc.check(property, { numRuns: 2_000 });
    expect(failed ? counterexample : null).toBeNull();
  });

  it('is one line where the lines do not come to the total', () => {
    const one = { name: 'Order order_1', quantity: 1, unitAmount: 8_550 };
    expect(itemsOf({ ...purchase, lines: [] })).toEqual([one]);
    expect(itemsOf({ ...purchase, tip: 1 })).toEqual([one]);
  });

  it.each([
    ['Tea\r\nSet-Cookie: a\u0000b', 'Tea Set-Cookie: a b'],
    ['half a pair \ud800 of two', 'half a pair   of two'],
    ['  Tea  ', 'Tea'],
    ['\u{1f375}'.repeat(300), '\u{1f375}'.repeat(250)],
    ['\u0007', 'v1'],
    ['', 'v1'],
  ])('calls %j %j', (title, name) => {
    expect(itemsOf(bought([{ ...line, title }]))).toMatchObject([{ name }]);
  });

  it('calls what has no name at all an item', () => {
    expect(itemsOf(bought([{ ...line, title: '', variant: ' ' }]))).toMatchObject([{ name: 'Item' }]);
  });

  it('leaves out what there is none of, and keeps what is free', () => {
    const gift = { ...line, unitAmount: 0 };
    expect(itemsOf(bought([line, { ...line, quantity: 0 }, gift]))).toHaveLength(2);
  });
});

describe('a purchase of too many things', () => {
  it('is refused in a sentence that says why, counting delivery and tip', () => {
    expect(accepts(bought(lines(100)))).toBeNull();
    expect(accepts(bought(lines(98), 100, 50))).toBeNull();
    for (const [many, count] of [
      [bought(lines(101)), 101],
      [bought(lines(99), 100, 50), 101],
      [bought(lines(200)), 200],
    ] as const)
      expect(accepts(many)).toEqual({
        refused: 'too_many_lines',
        message: `Stripe's page lists 100 lines at most, delivery and tip among them, and this purchase has ${count}. Split it into several carts.`,
      });
  });
});

describe('where things go', () => {
  const home = purchase.shipTo as Address;

  it('S1.9 is all that is known', () => {
    expect(shippingOf({ ...home, line2: 'Apt 2', phone: '+1 555 0100' })).toEqual({
      name: 'Ada Buyer',
      phone: '+1 555 0100',
      address: {
        line1: '1 Main Street',
        line2: 'Apt 2',
        city: 'Springfield',
        state: 'IL',
        postal_code: '62701',
        country: 'US',
      },
    });
  });

  it('is nothing more than that', () => {
    const bare = { ...home, line2: '', city: ' ', region: null, postalCode: '\n', phone: '' };
    expect(shippingOf(bare)).toEqual({
      name: 'Ada Buyer',
      address: { line1: '1 Main Street', country: 'US' },
    });
  });

  it.each([null, { ...home, name: '' }, { ...home, line1: ' ' }])('is not said of %j', (shipTo) => {
    expect(shippingOf(shipTo)).toBeNull();
  });
});

describe('the e-mail', () => {
  it.each(['ada@example.com', 'Ada.B+tea@mail.example.co.uk', "o'hara@x-y.example"])(
    'S1.14 is filled in: %s',
    (email) => {
      expect(emailOf({ ...purchase, email })).toBe(email);
    },
  );

  it.each([
    null,
    '',
    'ada',
    'ada@example',
    'ada@@example.com',
    'a da@example.com',
    '.ada@example.com',
    'a..b@example.com',
    '"tea time"@münchen.example',
    'ada@münchen.example',
    `${'a'.repeat(250)}@example.com`,
    'ada@example.com\n',
  ])('S1.15 is left to the page where Stripe may not take it: %j', (email) => {
    expect(emailOf({ ...purchase, email })).toBeNull();
  });
});
