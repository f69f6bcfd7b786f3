import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRailError } from '../src/errors.ts';
import { readIdempotencyKey } from '../src/http/idempotency-key.ts';

const refused: unknown = expect.objectContaining({ code: 'idempotency_key_invalid' });

it.each([null, undefined, '', '   '])('S1.47 finds no key in %j, which a server refuses', (header) => {
  expect(readIdempotencyKey(header)).toBeNull();
});

it.each([
  ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['"8e03978e"', '8e03978e'],
  ['  "a-b_c"  ', 'a-b_c'],
  ['!~#', '!~#'],
])('reads %j as %s, so that both spellings name one key', (header, key) => {
  expect(readIdempotencyKey(header)).toBe(key);
});

it('takes 255 characters and no more', () => {
  expect(readIdempotencyKey('k'.repeat(255))).toHaveLength(255);
  expect(readIdempotencyKey(`"${'k'.repeat(255)}"`)).toHaveLength(255);
  expect(() => readIdempotencyKey('k'.repeat(256))).toThrow(refused);
});

it.each([
  'a b',
  'a\tb',
  'a\u0000b',
  'a\u007f',
  'schlüssel',
  'a"b',
  '"a',
  'a"',
  '""',
  'a\\b',
  'a, b',
  '"a", "b"',
  'a,b',
])('refuses %j', (header) => {
  expect(() => readIdempotencyKey(header)).toThrow(refused);
});

it('returns a key, null or a RailError, whatever the header holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (header) => {
      expect(outcomeOf(header)).toMatch(/^[\x21-\x7e]{1,255}$|^$/);
    }),
  );
});

function outcomeOf(header: string): string {
  try {
    return readIdempotencyKey(header) ?? '';
  } catch (error) {
    if (isRailError(error)) return '';
    throw error;
  }
}
