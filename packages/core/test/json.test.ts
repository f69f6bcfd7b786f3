import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonical, type Json } from '../src/json.ts';

const refused: unknown = expect.objectContaining({ code: 'validation' });

it('writes the example of RFC 8785 as that standard does', () => {
  const value = {
    numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  };
  expect(canonical(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

it('sorts names by their code units, also those outside the basic plane', () => {
  const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
  const text = canonical(Object.fromEntries(names.map((name) => [name, 0])));
  const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33'];
  expect(text).toBe(`{${sorted.map((name) => `${JSON.stringify(name)}:0`).join(',')}}`);
});

it.each([
  [-0, '0'],
  [5e-324, '5e-324'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
  [9007199254740992, '9007199254740992'],
  [295147905179352825856, '295147905179352830000'],
  [1e23, '1e+23'],
  [1e21, '1e+21'],
  [0.000001, '0.000001'],
  [1e-7, '1e-7'],
  [333333333.33333325, '333333333.33333325'],
])('writes the number %d as %s', (number, text) => {
  expect(canonical(number)).toBe(text);
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  'refuses %d, which JSON cannot say',
  (number) => {
    expect(() => canonical([number])).toThrow(refused);
  },
);

it('writes half a surrogate pair as its escape, so that no two texts become one', () => {
  expect(canonical({ '\ud83d': 'x\udc00y' })).toBe('{"\\ud83d":"x\\udc00y"}');
  expect(canonical('\ud800')).not.toBe(canonical('\ufffd'));
  expect(canonical('\ud800')).not.toBe(canonical('\\ud800'));
});

it('gives equal text for equal values in any order of names, and different text for different values', () => {
  const value = fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 2 });
  fc.assert(
    fc.property(value, value, (one, other) => {
      const text = canonical(one as Json);
      expect(canonical(turned(JSON.parse(text) as Json))).toBe(text);
      expect(canonical(other as Json) === text).toBe(
        isSame(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other))),
      );
    }),
  );
});

/** The same value with the names of every object in the opposite order. */
function turned(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((member) => turned(member as Json));
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, turned(member)]),
  );
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const mine = Object.entries(one);
  const theirs = new Map(Object.entries(other));
  return (
    mine.length === theirs.size &&
    mine.every(([name, member]) => theirs.has(name) && isSame(member, theirs.get(name)))
  );
}

it('keeps a member named __proto__ apart from the others', () => {
  const value = JSON.parse('{"b":1,"__proto__":{"a":2}}') as Json;
  expect(canonical(value)).toBe('{"__proto__":{"a":2},"b":1}');
});
