import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { changeCart } from '../src/cart/change.ts';
import { type Cart, type CartEdit, cartNamedBy, freeze, orderIdOf } from '../src/cart.ts';
import { frozen } from '../src/json.ts';
import { cartOf, emptyCart } from './records.ts';

const LIMITS = { maxItemQuantity: 10, maxCartTotal: {} };
const SHIRT = { item: 'item_1', variant: 'shirt', title: 'Shirt', quantity: 1, unitAmount: 4_999 };
const ADDRESS = {
  name: 'A. Lice',
  line1: '1 Road',
  line2: null,
  city: 'Town',
  region: null,
  postalCode: null,
  country: 'NL',
  phone: null,
};

const edited = (cart: Cart, ...edits: readonly CartEdit[]): Cart =>
  edits.reduce((before, change) => changeCart(before, change, LIMITS, 5), cart);

it('raises the version with every edit and leaves the cart before as it was', () => {
  const before = frozen(emptyCart());
  const after = edited(before, { type: 'add', line: SHIRT }, { type: 'tip', tip: 100 });

  expect(after).toMatchObject({ version: 3, tip: 100, lines: [SHIRT], changedAt: 5 });
  expect(before).toMatchObject({ version: 1, lines: [], tip: 0 });
});

it('merges a line into one of the same variant and price, and keeps another price apart', () => {
  const cart = edited(
    emptyCart(),
    { type: 'add', line: SHIRT },
    { type: 'add', line: { ...SHIRT, item: 'item_2', quantity: 2 } },
    { type: 'add', line: { ...SHIRT, item: 'item_3', unitAmount: 3_999 } },
  );

  expect(cart.lines).toMatchObject([
    { item: 'item_1', quantity: 3, unitAmount: 4_999 },
    { item: 'item_3', quantity: 1, unitAmount: 3_999 },
  ]);
});

it('changes a quantity, and removes the line at none', () => {
  const cart = edited(emptyCart(), { type: 'add', line: SHIRT });
  expect(edited(cart, { type: 'quantity', item: 'item_1', quantity: 4 }).lines).toMatchObject([
    { quantity: 4 },
  ]);
  expect(edited(cart, { type: 'quantity', item: 'item_1', quantity: 0 }).lines).toEqual([]);
});

it('puts other lines in the place of all that there are, within the limit of one item', () => {
  const cart = edited(emptyCart(), { type: 'add', line: SHIRT });
  const cap = { item: 'item_2', variant: 'cap', title: 'Cap', quantity: 2, unitAmount: 1_000 };
  const lines = [{ ...SHIRT, unitAmount: 5_499 }, cap];

  const after = edited(cart, { type: 'lines', lines });

  expect(after).toMatchObject({ version: cart.version + 1, lines });
  expect(() => edited(cart, { type: 'lines', lines: [{ ...cap, quantity: 11 }] })).toThrow(
    expect.objectContaining({ code: 'quantity_exceeds_limit' }) as Error,
  );
});

it('holds the limit of one item, also where lines merge', () => {
  const full = edited(emptyCart(), { type: 'add', line: { ...SHIRT, quantity: 10 } });
  const above: unknown = expect.objectContaining({ code: 'quantity_exceeds_limit' });

  expect(() => edited(emptyCart(), { type: 'add', line: { ...SHIRT, quantity: 11 } })).toThrow(above);
  expect(() => edited(full, { type: 'add', line: SHIRT })).toThrow(above);
  expect(() => edited(full, { type: 'quantity', item: 'item_1', quantity: 11 })).toThrow(above);
});

it.each<CartEdit>([
  { type: 'add', line: { ...SHIRT, quantity: 0 } },
  { type: 'add', line: { ...SHIRT, quantity: -1 } },
  { type: 'add', line: { ...SHIRT, quantity: 1.5 } },
  { type: 'add', line: { ...SHIRT, unitAmount: -1 } },
  { type: 'add', line: { ...SHIRT, variant: 'half', quantity: 2, unitAmount: 0.5 } },
  { type: 'add', line: { ...SHIRT, variant: 'huge', unitAmount: Number.MAX_SAFE_INTEGER } },
  { type: 'quantity', item: 'item_1', quantity: -1 },
  { type: 'quantity', item: 'item_1', quantity: Number.NaN },
  { type: 'tip', tip: -100 },
  { type: 'tip', tip: 0.5 },
  { type: 'ship', shipTo: ADDRESS, deliveryFee: -1 },
])('refuses the edit %j', (change) => {
  const cart = edited(emptyCart(), { type: 'add', line: SHIRT });
  expect(() => edited(cart, change)).toThrow(expect.objectContaining({ code: 'validation' }));
});

it('refuses to change an item that is not there', () => {
  expect(() => edited(emptyCart(), { type: 'quantity', item: 'item_9', quantity: 1 })).toThrow(
    expect.objectContaining({ code: 'item_not_found' }),
  );
});

it('S1.11 freezes into a purchase whose amount is subtotal, delivery fee and tip', () => {
  const cart = edited(
    emptyCart(),
    { type: 'add', line: { ...SHIRT, quantity: 2, unitAmount: 3_500 } },
    { type: 'ship', shipTo: ADDRESS, deliveryFee: 1_550 },
    { type: 'tip', tip: 100 },
  );
  const purchase = freeze(cart, 'a@example.com');

  expect(purchase).toMatchObject({
    subtotal: 7_000,
    deliveryFee: 1_550,
    tip: 100,
    total: { amount: 8_650, currency: 'usd' },
    shipTo: ADDRESS,
    email: 'a@example.com',
    version: 4,
  });
  const parts = [purchase, purchase.lines, purchase.lines[0], purchase.total, purchase.shipTo];
  expect(parts.every(Object.isFrozen)).toBe(true);
  expect(freeze(cart, 'a@example.com')).toEqual(purchase);
});

it('makes one purchase of a cart that is frozen, and anew of one that can be changed', () => {
  const cart = frozen(cartOf({}));
  const purchase = freeze(cart, null);
  expect(freeze(cart, null)).toBe(purchase);
  expect(freeze(cart, 'a@example.com').email).toBe('a@example.com');
  expect(freeze(cart, null)).toEqual(purchase);
  expect(freeze(cartOf({ tip: 1 }), null).tip).toBe(1);

  const open = { ...cart };
  freeze(open, null);
  expect(freeze(Object.assign(open, { tip: 7 }), null).tip).toBe(7);
});

it('never comes to less than nothing, whatever edits it takes', () => {
  const amount = fc.oneof(fc.integer({ min: -500, max: 5_000 }), fc.double({ min: -5, max: 5, noNaN: true }));
  const anyLine = fc.record({
    item: fc.constantFrom('item_1', 'item_2'),
    variant: fc.constantFrom('shirt', 'hat'),
    title: fc.constant('x'),
    quantity: fc.integer({ min: -3, max: 12 }),
    unitAmount: amount,
  });
  const change = fc.oneof<fc.Arbitrary<CartEdit>[]>(
    fc.record({ type: fc.constant('tip' as const), tip: amount }),
    fc.record({ type: fc.constant('ship' as const), shipTo: fc.constant(ADDRESS), deliveryFee: amount }),
    fc.record({ type: fc.constant('add' as const), line: anyLine }),
    fc.record({ type: fc.constant('lines' as const), lines: fc.array(anyLine, { maxLength: 3 }) }),
    fc.record({
      type: fc.constant('quantity' as const),
      item: fc.constantFrom('item_1', 'item_2'),
      quantity: fc.integer({ min: -3, max: 12 }),
    }),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      let cart = emptyCart();
      for (const one of changes) {
        try {
          cart = changeCart(cart, one, LIMITS, 0);
        } catch {
          continue;
        }
      }
      const { total, subtotal, deliveryFee, tip, lines } = freeze(cart, null);
      expect(total.amount).toBe(subtotal + deliveryFee + tip);
      const amounts = [
        subtotal,
        deliveryFee,
        tip,
        ...lines.flatMap((line) => [line.unitAmount, line.quantity]),
      ];
      expect(amounts.every((one) => Number.isSafeInteger(one) && one >= 0)).toBe(true);
    }),
  );
});

it('names an order by which its cart can be found', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[A-Za-z0-9]{1,24}$/),
      fc.integer({ min: 1, max: 99_999 }),
      (id, version) => {
        const cart = `cart_${id}`;
        expect(cartNamedBy(orderIdOf(cart, version))).toBe(cart);
      },
    ),
  );
});

it.each([
  '',
  'order_',
  'order_1',
  'order__1',
  'cart_a_1',
  'order_a_b',
  'order_a_1x',
  'order_a_1234567890',
  'xorder_a_1',
])('reads no order in %j', (text) => {
  expect(cartNamedBy(text)).toBeNull();
});

it.each([
  ['sets', 4, [{ item: 'item_1', quantity: 4, unitAmount: 4_999 }, { item: 'item_3' }]],
  ['takes out', 0, [{ item: 'item_3' }]],
])('%s all lines of a variant at once, of which the first stays', (_, quantity, lines) => {
  const cart = edited(
    emptyCart(),
    { type: 'add', line: SHIRT },
    { type: 'add', line: { ...SHIRT, item: 'item_2', unitAmount: 3_999 } },
    { type: 'add', line: { ...SHIRT, item: 'item_3', variant: 'hat' } },
    { type: 'variant', variant: 'shirt', quantity },
  );

  expect(cart.version).toBe(5);
  expect(cart.lines).toHaveLength(lines.length);
  expect(cart.lines).toMatchObject(lines);
  expect(() => edited(cart, { type: 'variant', variant: 'sock', quantity: 1 })).toThrow('nothing of "sock"');
});
