import { expect, it } from 'vitest';
import { createRandom } from '../src/random.ts';

it('gives each byte of its source to one caller alone', () => {
  let next = 0;
  const random = createRandom((bytes) => bytes.fill(next++));
  const given = Array.from({ length: 90 }, () => random(12));
  expect(given.map((bytes) => bytes.length)).toEqual(Array(90).fill(12));
  expect(given.flatMap((bytes) => [...bytes]).filter((byte) => byte === 0)).toHaveLength(85 * 12);
  given[89]?.fill(7);
  expect(random(12)).toEqual(new Uint8Array(12).fill(1));
});

it('gives nothing again after its source has failed', () => {
  let fails = false;
  const random = createRandom((bytes) => {
    if (fails) throw new Error('planted');
    bytes.fill(1);
  });
  random(1_024);
  fails = true;
  expect(() => random(1)).toThrow('planted');
  expect(() => random(1)).toThrow('planted');
});

it('gives no more than it has', () => {
  for (const bytes of [1_025, -1, 1.5, Number.NaN])
    expect(() => createRandom()(bytes)).toThrow('Up to 1024 random bytes');
});

it('gives other bytes each time', () => {
  const random = createRandom();
  expect(new Set(Array.from({ length: 1_000 }, () => random(16).toString())).size).toBe(1_000);
});
