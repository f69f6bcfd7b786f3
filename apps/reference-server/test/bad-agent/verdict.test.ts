import { describe, expect, test } from 'vitest';
import type { Payment } from './ledger/payment.ts';
import type { Asked, Body, Credential } from './story.ts';
import { type Evidence, judge, type OrderTold } from './verdict.ts';

const CART = 'cart_1';
const payment: Payment = {
  rail: 'x402',
  reference: '0xa1',
  credential: '0x01',
  cart: null,
  order: null,
  taken: 1_900,
  back: 0,
};
const onPage: Payment = {
  ...payment,
  rail: 'stripe-checkout',
  reference: 'cs_1',
  credential: null,
  cart: CART,
  order: 'order_1_2',
};
const order: OrderTold = {
  id: 'order_1_2',
  cart: CART,
  version: 2,
  reference: '0xa1',
  amount: 1_900,
  items: 1,
  sum: 1_900,
};
const credential: Credential = {
  rail: 'x402',
  id: '0x01',
  cart: CART,
  amount: 1_900,
  headers: null,
  meta: null,
  key: null,
  isBare: false,
};

interface Told {
  readonly credential?: string | null;
  readonly hadMoved?: boolean;
  readonly key?: string;
  readonly what?: string;
}

function asked(at: number, status: number, body: Body = {}, told: Told = {}): Asked {
  const { credential: shown = null, hadMoved = false, key = `key ${at}`, what = 'checkout' } = told;
  const answer = { at: at + 5, status, text: JSON.stringify(body), body, hadMoved };
  return { door: 'http', what, cart: CART, key, body: '{}', credential: shown, at, answer };
}

function evidence(planted: Partial<Evidence> = {}): Evidence {
  return {
    asked: [],
    credentials: [credential],
    versions: new Map([[CART, 2]]),
    payments: [payment],
    orders: [order],
    unfinished: [],
    ...planted,
  };
}

/** The faults that are named, and that they are of this cart. */
function named(planted: Partial<Evidence>): readonly string[] {
  return judge(evidence(planted)).map(({ fault, cart }) => (cart === CART ? fault : `${fault} of ${cart}`));
}

const paid = { status: 'paid', order_id: 'order_1_2', reference: '0xa1', amount: 1_900 };

describe('the verdict on money names', () => {
  test('nothing, of a cart that was paid once', () => {
    expect(named({})).toEqual([]);
  });

  test('nothing, of a cart that was never paid', () => {
    expect(named({ payments: [], orders: [] })).toEqual([]);
  });

  test('nothing, of a second payment that went back', () => {
    expect(named({ payments: [payment, { ...onPage, back: 1_900 }] })).toEqual([]);
  });

  test('a second payment that stays, on any rail', () => {
    expect(named({ payments: [payment, onPage] })).toEqual(['double']);
    expect(named({ payments: [payment, { ...payment, reference: '0xa2' }] })).toEqual(['double']);
  });

  test('nothing, of a second payment that a person has been told of', () => {
    const unfinished = [{ cart: CART, what: 'a refund stays failed', isCase: true }];
    expect(named({ payments: [payment, onPage], unfinished })).toEqual([]);
  });

  test('a payment without an order', () => {
    expect(named({ orders: [] })).toEqual(['lost']);
  });

  test('a payment that nobody knows a cart of', () => {
    const nobodys = { ...onPage, cart: null, order: null };
    expect(named({ payments: [payment, nobodys] })).toEqual(['lost of null']);
  });

  test('a payment of which a part went back', () => {
    expect(named({ payments: [{ ...payment, back: 900 }] })).toEqual(['lost', 'unpaid']);
  });

  test('an order whose payment is not there, went back, or is of another amount', () => {
    expect(named({ payments: [] })).toEqual(['unpaid']);
    expect(named({ payments: [{ ...payment, back: 1_900 }] })).toEqual(['unpaid']);
    expect(named({ payments: [{ ...payment, taken: 1_800 }] })).toEqual(['unpaid']);
  });

  test('an order for another amount than its payer had agreed to', () => {
    expect(named({ credentials: [{ ...credential, amount: 1_800 }] })).toEqual(['changed']);
  });

  test('an order for another amount, unless a bare token was refused for that and sent again', () => {
    const other = { ...credential, amount: 1_800 };
    const shown = { credential: credential.id };
    const told = (amount: number) => [asked(1, 402, { amount }, shown), asked(20, 200, paid, shown)];
    expect(named({ credentials: [{ ...other, isBare: true }], asked: told(1_900) })).toEqual([]);
    expect(named({ credentials: [{ ...other, isBare: true }], asked: told(1_850) })).toEqual(['changed']);
    expect(named({ credentials: [other], asked: told(1_900) })).toEqual(['changed']);
  });

  test('an order of a cart that was changed since', () => {
    expect(named({ versions: new Map([[CART, 3]]) })).toEqual(['changed']);
  });

  test('an order whose payment was made for another one', () => {
    const other = { ...onPage, order: 'order_1_1' };
    expect(named({ payments: [other], orders: [{ ...order, reference: 'cs_1' }] })).toEqual(['changed']);
  });

  test('an order of nothing, and one whose items come to something else', () => {
    expect(named({ orders: [{ ...order, items: 0 }] })).toEqual(['changed']);
    expect(named({ orders: [{ ...order, sum: 2_000 }] })).toEqual(['changed']);
  });

  test('two orders of one cart, and two of one payment', () => {
    const second = { ...order, id: 'order_1_1', reference: 'cs_1' };
    const payments = [payment, { ...onPage, order: second.id }];
    expect(named({ orders: [order, second], payments })).toEqual(['changed', 'changed']);
    expect(named({ orders: [order, { ...order, id: 'order_1_1' }] })).toEqual(['changed', 'changed']);
  });

  test('what does not end, unless it is a case', () => {
    const unfinished = { cart: CART, what: 'a payment stays pending', isCase: false };
    expect(named({ unfinished: [unfinished] })).toEqual(['open']);
    expect(named({ unfinished: [{ ...unfinished, isCase: true }] })).toEqual([]);
  });
});

describe('the verdict on answers names', () => {
  test('a 402 to whoever shows a credential whose money has moved', () => {
    const told = asked(0, 402, {}, { credential: '0x01', hadMoved: true });
    expect(named({ asked: [told] })).toEqual(['told402']);
  });

  test('a 402 after which nobody sent the credential again, and its money moved', () => {
    expect(named({ asked: [asked(0, 402, {}, { credential: '0x01' })] })).toEqual(['told402']);
  });

  test('nothing, of a 402 after which the credential was sent again', () => {
    const again = asked(20, 200, paid, { credential: '0x01' });
    expect(named({ asked: [asked(0, 402, {}, { credential: '0x01' }), again] })).toEqual([]);
  });

  test('a request to pay after the order had been received', () => {
    expect(named({ asked: [asked(0, 200, paid), asked(10, 402)] })).toEqual(['unequal']);
    const page = { status: 'action_required' };
    expect(named({ asked: [asked(0, 200, paid), asked(10, 200, page)] })).toEqual(['unequal']);
  });

  test('two orders that are not the same', () => {
    const other = { ...paid, order_id: 'order_1_1' };
    expect(named({ asked: [asked(0, 200, paid), asked(10, 200, other)] })).toEqual(['unequal']);
  });

  test('two answers to one request under one key', () => {
    const edit = { key: 'k', what: 'add_to_cart' };
    const twice = [asked(0, 200, { version: 1 }, edit), asked(10, 200, { version: 2 }, edit)];
    expect(named({ asked: twice })).toEqual(['unequal']);
  });
});
