import type { Json, JsonObject, RailRequest } from '@railyard/core/rail';
import { PLAIN } from './place.ts';
import { textVariantsOf, variantsOf } from './variants.ts';

const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

/** What a header may hold that no payer in their right mind sends. */
const TEXTS: readonly string[] = [
  ['', ' ', '\0', '"', '{', '[', '=', '====', ',', ';', ':', '.', '%', '%00%ff', '%c0%80', '\\', '\u007f'],
  [
    'null',
    'true',
    '0',
    '-1',
    '1e999',
    'NaN',
    'undefined',
    '[]',
    '{}',
    '""',
    '[null]',
    '{"a":',
    '{"__proto__":1}',
  ],
  [
    'bnVsbA==',
    'W10=',
    'e30=',
    'IiI=',
    'MQ==',
    'eyI',
    'eyJhIjp7fX0',
    '////',
    '-_-_',
    '__proto__',
    'constructor',
  ],
  [
    'Bearer',
    'Bearer ',
    'Basic Og==',
    'Payment',
    'Payment ',
    'Payment id="',
    'Payment id=", x=,,,"',
    'Payment e30',
  ],
  ['\ud800', '\udfff\ud800', 'caf\u00e9', '\u8336', '\u202e', '\u{1f375}', '\ufeff{}', '\r\nset-cookie: a=b'],
  ['a'.repeat(70_000), ' '.repeat(70_000), '='.repeat(70_000), '"'.repeat(70_000), ','.repeat(70_000)],
  ['['.repeat(20_000), deep(5_000), btoa(deep(5_000)), `{"a":"${'\\u0000'.repeat(5_000)}"}`],
].flat();

const VALUES: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  '\0',
  [],
  {},
  [[[]]],
  JSON.parse('{"__proto__":{"a":1},"constructor":1,"toString":null,"length":-1}') as Json,
  JSON.parse(deep(500)) as Json,
  'x'.repeat(70_000),
];

/** Names under which some protocol or other carries what a payer presents. */
const HEADERS = [
  'authorization',
  'x-payment',
  'payment-signature',
  'payment-authorization',
  'cookie',
  'content-type',
  'idempotency-key',
];
const METAS = ['x402/payment', 'org.paymentauth/credential', '__proto__'];

const BODIES = [
  Uint8Array.from({ length: 256 }, (_, byte) => byte),
  new Uint8Array(100_000),
  new TextEncoder().encode('{"payment":'),
  new TextEncoder().encode(deep(5_000)),
];

/** Requests of every sort that is not good, the same ones each time; with a good one, also what is nearly that. */
export function hostileRequests(good: RailRequest | null): readonly RailRequest[] {
  const names = new Set([...HEADERS, ...Object.keys(good?.headers ?? {})]);
  const members = new Set([...METAS, ...Object.keys(good?.meta ?? {})]);
  return [
    PLAIN,
    ...BODIES.map((body) => ({ ...PLAIN, body })),
    ...['', 'not an address', 'javascript:alert(1)', `https://a.example/${'%'.repeat(9_000)}`].map((url) => ({
      ...PLAIN,
      url,
    })),
    ...[...names].flatMap((name) => [undefined, ...TEXTS].map((text) => withHeader(PLAIN, name, text))),
    ...[...members].flatMap((name) => [...VALUES, ...TEXTS].map((value) => withMember(PLAIN, name, value))),
    ...(good ? nearly(good) : []),
  ];
}

function nearly(good: RailRequest): readonly RailRequest[] {
  const headers = Object.entries(good.headers).flatMap(([name, text = '']) =>
    textVariantsOf(text).map((variant) => withHeader(good, name, variant)),
  );
  const members = Object.entries(good.meta).flatMap(([name, value]) =>
    variantsOf(value).map((variant) => withMember(good, name, variant)),
  );
  return [...headers, ...members];
}

function withHeader(request: RailRequest, name: string, text: string | undefined): RailRequest {
  return { ...request, headers: { ...request.headers, [name]: text } };
}

function withMember(request: RailRequest, name: string, value: Json): RailRequest {
  const meta: JsonObject = Object.fromEntries([...Object.entries(request.meta), [name, value]]);
  return { ...request, meta };
}
