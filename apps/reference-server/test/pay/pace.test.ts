import { expect, test } from 'vitest';
import { createPace } from '../../src/pay/pace.ts';

test('lets each name through once in a while', () => {
  let now = 0;
  const mayLook = createPace(() => now, 3_000);
  expect([mayLook('a'), mayLook('a'), mayLook('b')]).toEqual([true, false, true]);
  now = 2_999;
  expect(mayLook('a')).toBe(false);
  now = 3_000;
  expect(mayLook('a')).toBe(true);
});

test('forgets rather than grows', () => {
  const mayLook = createPace(() => 0, 3_000);
  for (let index = 0; index < 10_000; index += 1) mayLook(`${index}`);
  expect(mayLook('9999')).toBe(false);
  mayLook('another');
  expect(mayLook('9999')).toBe(true);
});
