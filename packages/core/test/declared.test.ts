import { expect, it } from 'vitest';
import { challengeIn, declared } from '../src/checkout/declared.ts';
import { frozen } from '../src/json.ts';
import type { Challenge } from '../src/rail.ts';

const rail = {
  manifest: { writes: { headers: ['X-Receipt'], body: ['receipt'], meta: ['org/receipt'] } },
};

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

const said = (): Challenge => ({
  headers: {},
  body: { receipt: 1, other: 2 },
  meta: {},
  offer: { amount: '1' },
});

it('copies a challenge that is frozen once, and any other each time', () => {
  const [open, fixed] = [said(), frozen(said())];

  expect(challengeIn(rail, open)).not.toBe(challengeIn(rail, open));
  expect(challengeIn(rail, fixed)).toBe(challengeIn(rail, fixed));
  expect(challengeIn(rail, fixed)).toEqual({ ...said(), body: { receipt: 1 } });
});

it('lets no caller change what the next one is given', () => {
  const fixed = frozen<Challenge>({
    headers: { 'X-Receipt': 'a' },
    body: { receipt: { total: [1] } },
    meta: { 'org/receipt': 1 },
    offer: { amount: '1' },
  });
  const first = challengeIn(rail, fixed);
  for (const part of [first, first.headers, first.body, first.meta, first.offer, first.body.receipt])
    expect(Object.isFrozen(part)).toBe(true);
});

it('lets no rail write what another one may, in a challenge that both give', () => {
  const fixed = frozen<Challenge>({ headers: {}, body: { receipt: 1 }, meta: {}, offer: { amount: '1' } });
  const other = { manifest: { writes: { headers: [], body: [], meta: [] } } };

  expect(challengeIn(rail, fixed).body).toEqual({ receipt: 1 });
  expect(challengeIn(other, fixed).body).toEqual({});
});
