import { expect, it } from 'vitest';
import { declared } from '../src/checkout/declared.ts';
import type { PaymentRail } from '../src/rail.ts';

const rail = {
  manifest: { writes: { headers: ['X-Receipt'], body: ['receipt'], meta: ['org/receipt'] } },
} as unknown as PaymentRail;

it('keeps the names that the manifest lists, headers in any case, and drops the rest', () => {
  const written = {
    headers: { 'x-receipt': 'ok', 'set-cookie': 'id=1' },
    body: { receipt: 1, Receipt: 2, order_id: 'another' },
    meta: { 'org/receipt': 1, other: 2 },
  };
  expect(declared(rail, written)).toEqual({
    headers: { 'x-receipt': 'ok' },
    body: { receipt: 1 },
    meta: { 'org/receipt': 1 },
  });
});

it.each(['a\r\nset-cookie: id=1', 'a\0b', 'pay — now', '\u{1f600}'])(
  'drops a header value that HTTP cannot carry: %j',
  (value) => {
    const written = { headers: { 'X-Receipt': value }, body: {}, meta: {} };
    expect(declared(rail, written).headers).toEqual({});
  },
);
