import { expect, it } from 'vitest';
import { createKept } from '../src/kept.ts';

const MOST = 10_000;

/** JSON text that counts as so many characters. */
const textOf = (size: number): string => JSON.stringify('x'.repeat(size - 202));

it('keeps a value until it is forgotten, alone or with all others', () => {
  const kept = createKept(MOST);
  const [carts, sellers] = [kept.space(), kept.space()];
  const cart = carts.keep('one', '{"lines":[{"quantity":1}]}');
  expect(carts.get('one')).toBe(cart);
  expect(sellers.get('one')).toBeUndefined();
  sellers.keep('one', '2');
  carts.forget('one');
  expect([carts.get('one'), sellers.get('one')]).toEqual([undefined, 2]);
  kept.forgetAll();
  expect(sellers.get('one')).toBeUndefined();
});

it('keeps what is asked for, and drops the rest once others have taken its place, of whatever space', () => {
  const kept = createKept(MOST);
  const [carts, sellers] = [kept.space(), kept.space()];
  sellers.keep('asked', textOf(1_000));
  sellers.keep('unasked', textOf(1_000));
  for (let key = 0; key < 100; key += 1) {
    carts.keep(String(key), textOf(1_000));
    expect(sellers.get('asked')).toBeDefined();
  }
  expect(sellers.get('unasked')).toBeUndefined();
  const numbers = Array.from({ length: 100 }, (_, key) => key);
  const left = numbers.filter((key) => carts.get(String(key)) !== undefined);
  expect(left.length).toBeGreaterThan(5);
  expect(left.length).toBeLessThan(20);
  expect(left.at(-1)).toBe(99);
});

it('does not keep what would take the place of many others, and forgets nothing for it', () => {
  const carts = createKept(MOST).space();
  carts.keep('small', textOf(2_000));
  expect(carts.keep('large', textOf(3_000))).toHaveLength(2_798);
  expect(carts.get('large')).toBeUndefined();
  expect(carts.get('small')).toBeDefined();
});

it('has room again for what it has forgotten', () => {
  const carts = createKept(MOST).space();
  carts.keep('first', textOf(1_000));
  for (let times = 0; times < 100; times += 1) {
    carts.keep('other', textOf(2_000));
    carts.forget('other');
  }
  carts.keep('last', textOf(1_000));
  expect([carts.get('first'), carts.get('last')]).not.toContain(undefined);
});
