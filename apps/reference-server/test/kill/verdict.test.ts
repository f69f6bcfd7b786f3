import { describe, expect, test } from 'vitest';
import type { Asked, Sale } from './history.ts';
import { type Evidence, judge, type Stored, type Transfer } from './verdict.ts';

const CART = 'cart_1';
const first: Transfer = { nonce: '0x01', transaction: '0xa1', units: 19_000_000n };
const second: Transfer = { nonce: '0x02', transaction: '0xa2', units: 19_000_000n };
const order = { transaction: '0xa1', cents: 1_900 };
const refund = { transaction: '0xa2', cents: 1_900, state: 'due' };

function asked(at: number, nonce: string | null, status: number | null, text = `answer ${status}`): Asked {
  const answer = status === null ? null : { at: at + 5, status, text };
  return { what: nonce === null ? 'ask' : 'pay', key: 'k', nonce, at, answer };
}

const good = [asked(0, null, 402), asked(10, '0x01', null), asked(20, '0x01', 200), asked(30, '0x01', 200)];

interface Planted {
  readonly asked?: readonly Asked[];
  readonly transfers?: readonly Transfer[];
  readonly stored?: Partial<Stored> | null;
  readonly balance?: bigint;
}

function evidence({ asked: requests = good, transfers = [first], stored = {}, balance }: Planted): Evidence {
  const sale: Sale = { cart: CART, asked: [...requests] };
  const moved = transfers.reduce((sum, { units }) => sum + units, 0n);
  const record = stored && { cart: CART, order, refunds: [], tried: [], open: [], ...stored };
  return { sales: [sale], ledger: { transfers, balance: balance ?? moved }, stored: record ? [record] : [] };
}

/** The faults that are named, and that it is of this cart. */
function named(planted: Planted): readonly string[] {
  return judge(evidence(planted)).map(({ fault, cart }) => (cart === CART ? fault : `${fault} of ${cart}`));
}

describe('the verdict names', () => {
  const two = [asked(0, null, 402), asked(10, '0x01', null), asked(20, '0x02', 200)];

  test('nothing, of a cart that was paid once', () => {
    expect(named({})).toEqual([]);
  });

  test('nothing, of a cart that was never paid', () => {
    const requests = [asked(0, null, 402), asked(10, '0x01', 402)];
    expect(named({ asked: requests, transfers: [], stored: { order: null } })).toEqual([]);
  });

  test('nothing, of a second transfer whose refund is due', () => {
    expect(named({ asked: two, transfers: [first, second], stored: { refunds: [refund] } })).toEqual([]);
  });

  test('nothing, of a transfer without an order whose refund is due', () => {
    const requests = [asked(0, null, 402), asked(10, '0x02', 409)];
    const stored = { order: null, refunds: [refund] };
    expect(named({ asked: requests, transfers: [second], stored })).toEqual([]);
  });

  test('a cart that was paid twice', () => {
    expect(named({ asked: two, transfers: [first, second] })).toEqual(['double', 'sum of null']);
  });

  test('money that moved for no order', () => {
    expect(named({ stored: { order: null } })).toEqual(['lost', 'sum of null']);
  });

  test('money that moved for a cart that the database has lost', () => {
    expect(named({ stored: null })).toEqual(['lost', 'sum of null']);
  });

  test('an order without a transfer', () => {
    expect(named({ transfers: [] })).toEqual(['unpaid', 'sum of null']);
  });

  test('an order whose transfer was of another amount', () => {
    expect(named({ transfers: [{ ...first, units: 18_990_000n }] })).toEqual(['unpaid', 'sum of null']);
  });

  test('an order that names the transfer of another cart', () => {
    expect(named({ transfers: [{ ...first, nonce: '0x09' }] })).toEqual(['unpaid']);
  });

  test('an order of a cart that no agent has made', () => {
    const planted = evidence({});
    expect(judge({ ...planted, sales: [] })).toMatchObject([{ fault: 'unpaid', cart: CART }]);
  });

  test('two orders of one transfer', () => {
    const { sales, ledger } = evidence({});
    const record = { cart: CART, order, refunds: [], tried: [], open: [] };
    const other = { cart: 'cart_2', asked: [asked(10, '0x01', 200)] };
    const stored = [record, { ...record, cart: 'cart_2' }];
    expect(judge({ sales: [...sales, other], ledger, stored })).toMatchObject([
      { fault: 'unpaid', cart: 'cart_2' },
      { fault: 'sum', cart: null },
    ]);
  });

  test('nothing, of a cart that was shown the payment of another', () => {
    const { sales, ledger, stored } = evidence({});
    const other = { cart: 'cart_2', asked: [asked(10, '0x01', 402)] };
    expect(judge({ sales: [...sales, other], ledger, stored })).toEqual([]);
  });

  test('lost money only of the cart that it was tried to pay', () => {
    const { sales, ledger } = evidence({});
    const record = { order: null, refunds: [], open: [] };
    const other = { cart: 'cart_2', asked: [asked(10, '0x01', 402)] };
    const stored = [
      { ...record, cart: 'cart_2', tried: [] },
      { ...record, cart: CART, tried: ['0x01'] },
    ];
    expect(judge({ sales: [...sales, other], ledger, stored })).toMatchObject([
      { fault: 'lost', cart: CART },
      { fault: 'sum', cart: null },
    ]);
  });

  test('two orders that are not the same to the byte', () => {
    const requests = [...good, asked(40, '0x01', 200, 'another answer')];
    expect(named({ asked: requests })).toEqual(['unequal']);
  });

  test('a 402 to what was asked after the order had been received', () => {
    const requests = [...good, asked(40, null, 402), asked(50, '0x01', 200)];
    expect(named({ asked: requests })).toEqual(['unequal']);
  });

  test('no 402 to what was asked before the order had been received', () => {
    const early = { ...asked(22, null, 402), answer: { at: 60, status: 402, text: '' } };
    expect(named({ asked: [...good, early, asked(70, '0x01', 200)] })).toEqual([]);
  });

  test('a payer who was told to pay although the payment had moved money', () => {
    const requests = [asked(0, null, 402), asked(10, '0x01', 402), asked(20, '0x01', 200)];
    expect(named({ asked: requests })).toEqual(['told402']);
  });

  test('a payer who is left with a 402 although money had moved', () => {
    const requests = [asked(0, null, 402), asked(10, '0x01', null), asked(20, null, 402)];
    expect(named({ asked: requests })).toEqual(['told402']);
  });

  test('a payment that does not end', () => {
    expect(named({ stored: { open: ['submitted'] } })).toEqual(['open']);
  });

  test('money of the merchant that no order accounts for', () => {
    expect(named({ balance: 20_000_000n })).toEqual(['sum of null']);
  });
});
