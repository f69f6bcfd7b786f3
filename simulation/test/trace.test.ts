import { planOf } from '@railyard/conformance/simulation';
import { expect, it } from 'vitest';
import { kindOf } from '../src/kind.ts';
import { all } from '../src/run.ts';

it('tells the least of a history that breaks the promise which the whole one broke first', async () => {
  const { found } = await all([{ kind: 'seeds', from: 44, count: 1 }], {
    title: null,
    mutant: 'cache_unknown',
    trace: true,
    workers: 1,
    enough: 1,
  });
  const [{ violations, trace } = { violations: [], trace: [] }] = found;
  const [first = '', another = ''] = violations.map(kindOf);
  expect(another).not.toBe(first);
  expect(trace.map(kindOf)).toContain(first);
  expect(trace[0]?.length).toBeLessThan(JSON.stringify(planOf(44)).length);
});

it('names the promise that a violation breaks without the names of its history', () => {
  expect(
    kindOf('acme/cart_x-1: ch_2 of nonce:0xab:refused1 was taken, and nobody owes anything for it'),
  ).toBe('a charge of a credential was taken, and nobody owes anything for it');
  expect(kindOf('beta/cart_y_2: refund.due of refund_att_z-3_1 that nobody was told of')).toBe(
    'refund.due of a refund that nobody was told of',
  );
  expect(kindOf('fresh_key client 2 was told of cart_x, which is not its cart')).toBe(
    'a client was told of a cart, which is not its cart',
  );
});
