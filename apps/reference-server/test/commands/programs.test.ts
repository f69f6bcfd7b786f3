import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RailError } from '@railyard/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exitCodeFor } from '../../src/commands.ts';
import { TEXT } from '../matchers.ts';
import { type Desk, openDesk } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const found = async (...args: readonly string[]): Promise<unknown> =>
  JSON.parse(await desk.run(...args, '--json'));

test('programs are answered in JSON, with amounts in minor units', async () => {
  expect(await found('limits')).toEqual({ max_item_quantity: 20, max_cart_total: { usd: 200_000 } });
  expect(await found('seller', 'list', '--tenant', 'other')).toEqual([
    await found('seller', 'show', 'globex'),
  ]);
  expect(await found('seller', 'show', 'globex')).toEqual({
    handle: 'globex',
    tenant: 'other',
    name: 'Globex',
    currency: 'usd',
    delivery_fee: 500,
    coverage: { countries: ['US'], states: null, cities: null },
    purchasable: true,
    storefront: null,
    on_sale: true,
    accounts: [{ rail: 'x402', pay_to: TEXT, active: true }],
  });
  expect(await found('seller', 'set', 'globex', '--delivery-fee', '1')).toMatchObject({ delivery_fee: 1 });
  expect(await found('order', 'list')).toEqual([]);
  expect(await found('seller', 'list', '--tenant', 'nobody')).toEqual([]);
});

test('a new key is told to programs once, and its secret never again', async () => {
  const made = (await found('key', 'create', '--scope', 'checkout:read', '--name', 'bot')) as {
    readonly api_key: string;
    readonly id: string;
  };
  expect(made).toEqual({ api_key: TEXT, id: TEXT });
  const listed = (await found('key', 'list')) as readonly { readonly id: string }[];
  const key = listed.find(({ id }) => id === made.id);
  expect(key).toEqual({
    id: made.id,
    name: 'bot',
    tenant: 'demo',
    seller: null,
    scopes: ['checkout:read'],
    created_at: TEXT,
    revoked_at: null,
  });
  const revoked = await found('key', 'revoke', made.id);
  expect(revoked).toEqual({ ...key, revoked_at: TEXT });
  expect(JSON.stringify([listed, revoked])).not.toContain(made.api_key.slice('kfa_test_'.length));
});

test('a seed tells programs what it made, and where the keys are', async () => {
  const file = join(desk.folder, 'seed.json');
  writeFileSync(file, JSON.stringify({ keys: [{ name: 'seeded', scopes: ['checkout:read'] }] }));
  expect(await found('seed', file)).toEqual({
    sellers: 0,
    products: 0,
    key_files: [join(desk.folder, 'keys', 'seeded')],
  });
});

test.each([
  [2, 'a mistake', new RailError('configuration', 'Set it.')],
  [2, 'what is refused', new RailError('refund_exceeds_payment', 'Of this order 0 usd can be given back.')],
  [1, 'what can be tried again', new RailError('refund_in_progress', 'Another one.', { retryAfter: 5 })],
  [1, 'what failed', new RailError('upstream_unavailable', 'The database could not commit.')],
  [1, 'anything else', new Error('broken')],
])('the shell is told %i of %s', (code, _, error) => {
  expect(exitCodeFor(error)).toBe(code);
});
