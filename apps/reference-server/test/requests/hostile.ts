import * as fc from 'fast-check';
import type { Known, Raw } from './pool.ts';

const LONG = 10_000;

/** Texts that have broken others. */
const TEXTS = [
  '',
  ' ',
  '\t',
  'NaN',
  'Infinity',
  '-0',
  'null',
  'undefined',
  'true',
  '0x10',
  '1e3',
  '9'.repeat(400),
  'a'.repeat(LONG),
  '😀'.repeat(LONG / 4),
  '\ud800',
  'a\udc00b',
  'a\u0000b',
  '\u0000',
  '\u202eabc\u202c',
  'שלום',
  'e\u0301\u0327',
  '\u0958'.repeat(100),
  '\ufeff',
  '\u2028',
  '%2e%2e%2f',
  '../../etc/passwd',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '${7*7}',
  '{{7*7}}',
  '__proto__',
  'constructor',
  'toString',
  'demo:cart_1',
];

/** Numbers as JSON has them, and `JSON.stringify` has not. */
const RAWS: readonly Raw[] = [
  '-0',
  '1e999',
  '-1e999',
  '1E400',
  '0.1e-999',
  '9007199254740993',
  '1.0',
  'NaN',
  '01',
  '0x1',
].map((raw) => ({ raw }));

const NUMBERS = [
  -1,
  0,
  1,
  1.5,
  20,
  21,
  51,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  1e21,
  1.7976931348623157e308,
  5e-324,
];

export const hostileText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);

/** A thing of another tenant, or one that nobody has. */
export function notOurs(name: string): fc.Arbitrary<Known> {
  return fc.record({ known: fc.constant(name), of: fc.constantFrom('theirs', 'nobody'), at: fc.nat(5) });
}

/** Values that belong nowhere; `name` is that of what they stand in for. */
export function hostileValue(name: string): fc.Arbitrary<unknown> {
  return fc.oneof(
    hostileText,
    fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], ...NUMBERS),
    fc.constantFrom(...RAWS),
    fc.jsonValue({ maxDepth: 3 }),
    fc.integer({ min: 2, max: 30 }).map(nested),
    notOurs(name),
  );
}

/** An object with something wrong in one place: another value, nothing, or more than there should be. */
export function spoiled(whole: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const more = fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'hasOwnProperty',
    'tenant',
    'price',
    'amount',
    '',
  );
  return fc.oneof(
    {
      weight: 6,
      arbitrary: whole.chain((value) => fc.oneof(...placesIn(value).map((name) => changed(value, name)))),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(whole, more, hostileValue(''))
        .map(([value, name, one]) => withMember(value, name, one)),
    },
    { weight: 1, arbitrary: hostileValue('') },
  );
}

/** What stands in a path where an id belongs, as it is sent. */
export const hostileSegment = fc.constantFrom(
  '%2e%2e%2f',
  '%2e%2e',
  '..',
  '.',
  '%00',
  'a%00b',
  '%zz',
  '%',
  '%E0%A4%A',
  '%ED%A0%80',
  'a%2Fb',
  '%2F',
  '%5c',
  '',
  '__proto__',
  'constructor',
  '*',
  ':',
  '{cart_id}',
  'demo:cart_1',
  'cart_',
  'NaN',
  '-0',
  '%F0%9F%98%80',
  ';a=b',
  'a%0d%0ab',
  'x'.repeat(4_000),
  `cart_${'x'.repeat(65)}`,
  'items',
  'state',
  '%25%32%65',
  '~',
  "!$&'()*+,;=@",
  '%20',
);

/** What a header can hold. */
export const hostileHeader = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    ',',
    '"',
    '"a","b"',
    'a, b',
    'a\tb',
    'x'.repeat(300),
    'x'.repeat(9_000),
    '\u00ff\u00fe',
    '=',
    ';',
    'Bearer',
    'Payment',
    'Payment e30',
  ),
  fc
    .array(fc.integer({ min: 0x20, max: 0xff }), { maxLength: 200 })
    .map((codes) => String.fromCharCode(...codes.filter((code) => code !== 0x7f)).trim()),
);

function placesIn(value: unknown): readonly string[] {
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return names.length > 0 ? names : [''];
}

function changed(value: unknown, name: string): fc.Arbitrary<unknown> {
  const others = hostileValue(name).map((one) => withMember(value, name, one));
  return fc.oneof(
    { weight: 5, arbitrary: others },
    { weight: 1, arbitrary: fc.constant(without(value, name)) },
  );
}

/** Also of a name such as `__proto__`, which an assignment would not make a member. */
function withMember(value: unknown, name: string, one: unknown): unknown {
  return Object.fromEntries([...Object.entries(value ?? {}), [name, one]]);
}

function without(value: unknown, name: string): unknown {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([one]) => one !== name));
}

function nested(depth: number): unknown {
  return depth === 0 ? 'deep' : depth % 2 === 0 ? [nested(depth - 1)] : { a: nested(depth - 1) };
}
