import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountKey, OPERATOR, type ProviderAccount } from '../../src/accounts/record.ts';
import { findLostKeys } from '../../src/lost-keys.ts';
import { linkedAccounts } from '../../src/merchants/accounts.ts';
import { nodeRuntime } from '../../src/runtime.ts';
import { openSealingKeys, SEALING_KEYS } from '../../src/sealing-keys.ts';
import { type AccountShop, addSealingKey, asked, openAccountShop, openPage, stripeSecrets } from './shop.ts';

let shop: AccountShop;
let ring: string;
beforeEach(async () => {
  shop = await openAccountShop();
  ring = join(shop.folder, SEALING_KEYS);
});
afterEach(() => shop.close());

const BUYER = { tenant: 'demo', principal: 'a hash of who buys' };

/** Which rails of a seller take payments. */
async function activeRails(seller: string): Promise<readonly string[]> {
  const { body } = await shop.call('GET', `/api/agent/rails?seller_handle=${seller}`);
  const rails = body.rails as readonly { readonly payment_rail: string; readonly active: boolean }[];
  return rails.filter(({ active }) => active).map(({ payment_rail }) => payment_rail);
}

/** What was logged about accounts that cannot be used. */
function complaints(): readonly string[] {
  return shop.logged.filter((line) => line.includes('An account at a provider cannot be used.'));
}

/** Puts the sealed bytes of the account of south at Stripe into the row of north. */
async function swap(): Promise<void> {
  const keys = ['south', 'north'].map((name) => accountKey({ provider: 'stripe', name }));
  await shop.store.update(keys, (rows) => {
    const [south, north] = rows.map((row) => row?.value as ProviderAccount);
    const value = { ...north, sealed: south?.sealed };
    return { rows: [undefined, { value, tenant: OPERATOR, state: 'sealed', due: null }], result: null };
  });
}

describe('an account that no sealing key opens', () => {
  test('takes no server down: it is closed and named once in the log, what began on it stays in doubt, and it comes back with its key', async () => {
    const { cart, session } = await openPage(shop, 'acme', 'stripe-checkout');
    const keys = readFileSync(ring, 'utf8');
    const [{ id }] = openSealingKeys(ring);
    expect(await findLostKeys(shop.store, openSealingKeys(ring))).toEqual([]);
    writeFileSync(ring, `other:${Buffer.alloc(32, 9).toString('base64url')}\n`);
    expect(await activeRails('acme')).toHaveLength(3);
    shop.restart();

    await shop.account('rotate stripe south', stripeSecrets(shop.south));
    expect(await activeRails('acme')).toEqual([]);
    expect(await activeRails('west')).toEqual(['stripe-checkout', 'stripe-mpp']);
    shop.north.stripe.visit(session, 'pay');
    for (let times = 0; times < 3; times += 1) {
      expect(await asked(shop, cart)).toEqual([503, 'payment_unresolved']);
      await shop.reconcile();
      shop.second();
    }
    await expect(openPage(shop, 'acme', 'stripe-checkout')).rejects.toThrow('rail_not_active');
    const named = complaints().map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(named.map(({ provider, account, sealing_key }) => [provider, account, sealing_key])).toEqual([
      ['stripe', 'north', id],
      ['coinbase', 'north', id],
      ['coinbase', 'south', id],
    ]);
    expect(await findLostKeys(shop.store, openSealingKeys(ring))).toEqual([
      {
        id,
        payments: true,
        accounts: ['coinbase north', 'coinbase south', 'stripe north'],
        linked: false,
      },
    ]);

    writeFileSync(ring, keys);
    shop.second();
    expect(await asked(shop, cart)).toEqual([200, undefined]);
    expect(await activeRails('acme')).toContain('stripe-checkout');
  });

  test('is one whose row holds the secrets of another', async () => {
    await swap();
    expect(await activeRails('acme')).toEqual(['coinbase']);
    expect(complaints()).toHaveLength(1);
  });
});

test('accounts are sealed anew under a newer key, and the older one can go', async () => {
  const older = readFileSync(ring, 'utf8');
  const [{ id }] = openSealingKeys(ring);
  const linked = () => linkedAccounts(shop.store, nodeRuntime(openSealingKeys(ring)));
  await linked().link(BUYER, 'corner-market', {
    customer: 'cus_1',
    name: 'ada@example.com',
    token: 'the token',
  });
  const newest = addSealingKey(shop.folder);
  expect(await shop.account('list')).toContain(`under "${id}"`);
  expect(await shop.account('reseal')).toContain(
    'Under the key "newer" are sealed now: 4. So are accounts that buyers have linked at merchants: 1.',
  );
  const list = await shop.account('list');
  expect(list.match(new RegExp(`under "${newest}"`, 'g'))).toHaveLength(4);
  writeFileSync(ring, readFileSync(ring, 'utf8').replace(older, ''));

  expect(await findLostKeys(shop.store, openSealingKeys(ring))).toEqual([]);
  expect(await linked().tokens(BUYER, 'corner-market')).toEqual(['the token']);
  const { session } = await openPage(shop, 'acme', 'stripe-checkout');
  shop.north.stripe.visit(session, 'pay');
  expect(complaints()).toEqual([]);
  expect(await shop.account('list')).not.toContain('cannot be opened');
});
