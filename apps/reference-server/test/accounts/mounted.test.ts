import type { Mode } from '@railyard/core';
import { memoryStore } from '@railyard/core/store';
import { localCoinbase } from '@railyard/sandbox';
import { privateKeyToAddress } from 'viem/accounts';
import { beforeEach, describe, expect, test } from 'vitest';
import { type MountedAccounts, mountedAccounts } from '../../src/accounts/mounted.ts';
import type { ProviderName } from '../../src/accounts/record.ts';
import type { Given } from '../../src/accounts/secrets.ts';
import { addAccount, rotateAccount } from '../../src/accounts/stored.ts';
import { coinbaseKind } from '../../src/rails/coinbase.ts';
import { mppKind } from '../../src/rails/mpp.ts';
import { returnTo } from '../../src/rails/return-url.ts';
import { stripeLinkKind } from '../../src/rails/stripe-link.ts';
import { x402Kind } from '../../src/rails/x402.ts';
import { createRails, type Rails } from '../../src/rails.ts';
import { nodeRuntime } from '../../src/runtime.ts';
import type { Account } from '../../src/sellers.ts';
import { ACME, openShop, X402_KIND } from '../shop.ts';
import { takingAll } from './providers.ts';

const reach = { fetch: takingAll };
const runtime = nodeRuntime([{ id: 'one', bytes: new Uint8Array(32) }]);
const WALLET = `0x${'5a'.repeat(32)}` as const;
const STRIPE = { STRIPE_SECRET_KEY: 'sk_test_0123456789abcdef' };
const COINBASE = {
  COINBASE_KEY_ID: 'key',
  COINBASE_KEY_SECRET: localCoinbase({ now: Date.now }).facts.keySecret,
};

let store = memoryStore();
let now = 0;
let tries = 0;
let isKeyLost = false;
let logged: { readonly why: string }[] = [];
beforeEach(() => {
  store = memoryStore();
  now = 0;
  tries = 0;
  isKeyLost = false;
  logged = [];
});

function add(provider: ProviderName, given: Given, mode: Mode = 'test'): Promise<unknown> {
  return addAccount({ store, runtime, reach }, { provider, name: 'own', tenant: ACME.tenant, mode }, given);
}

function accountsIn(mode: Mode): MountedAccounts {
  const log = { error: (line: (typeof logged)[number]) => void logged.push(line) };
  const ring: Pick<typeof runtime, 'unseal'> = {
    unseal(...sealed) {
      tries += 1;
      return isKeyLost ? null : runtime.unseal(...sealed);
    },
  };
  return mountedAccounts({ store, ring, mode, now: () => now, log });
}

/** The rails of a server in this mode, whose operator has set up nothing but x402. */
function railsIn(mode: Mode, baseUrl = 'https://shop.test', x402 = X402_KIND): Rails {
  const returnUrl = returnTo(baseUrl);
  const kinds = [stripeLinkKind(null, returnUrl), coinbaseKind(null, mode, returnUrl), mppKind(null), x402];
  return createRails({ kinds, referring: null, cards: null, accounts: accountsIn(mode) });
}

/** Whether a seller who is paid on this rail under this name can be paid, of whichever tenant. */
async function takes(rails: Rails, rail: string): Promise<boolean> {
  const accounts: readonly Account[] = [{ rail, payTo: 'own', active: true }];
  const mounts = await rails.of({ ...ACME, accounts });
  return mounts.some((mount) => mount.rail.id === rail && mount.account === 'own' && mount.active);
}

describe('an account in the store', () => {
  test('is mounted as the same rail until it changes', async () => {
    await add('stripe', STRIPE);
    const rails = railsIn('test');
    const seller = { ...ACME, accounts: [{ rail: 'stripe-checkout', payTo: 'own', active: true }] };
    const mounts = await rails.of(seller);
    for (let times = 0; times < 5; times += 1) expect(await rails.of(structuredClone(seller))).toBe(mounts);
    expect((await rails.at('stripe-checkout', 'own'))?.rail).toBe(mounts[0]?.rail);

    const named = { provider: 'stripe', name: 'own' } as const;
    await rotateAccount({ store, runtime, reach }, named, 'test', { STRIPE_WEBHOOK_SECRET: 'whsec_1' });
    const changed = await rails.of(seller);
    expect(changed).not.toBe(mounts);
    expect(await rails.of(seller)).toBe(changed);
    expect(changed[0]?.rail).toHaveProperty('webhook');
  });

  test('that is a wallet is paid at its address, and gives back from there', async () => {
    await add('x402', { X402_REFUND_KEY: WALLET });
    const rails = railsIn('test');
    const shop = await openShop({ rails }, [{ rail: 'x402', payTo: 'own', active: true }]);
    // The shop has a store of its own, and the rails look into the one with the account.
    const challenge = await shop.call('POST', `/api/agent/cart/${await shop.readyCart()}/checkout`);
    expect(challenge.status).toBe(402);
    expect(challenge.text).toContain(privateKeyToAddress(WALLET));
    expect((await rails.at('x402', 'own'))?.rail).toHaveProperty('refund');
  });

  test.each([
    ['stripe', STRIPE, 'test', 'live', 'It is for test money, and RAILYARD_MODE is "live".'],
    ['stripe', { STRIPE_SECRET_KEY: 'sk_live_0123456789' }, 'live', 'test', 'It is for live money,'],
    ['coinbase', COINBASE, 'test', 'live', 'It is for test money,'],
  ] as const)('at %s never mixes test and live: %j', async (provider, given, mode, of, why) => {
    await add(provider, given, mode);
    const rail = provider === 'stripe' ? 'stripe-checkout' : provider;
    expect(await takes(railsIn(mode), rail)).toBe(true);
    expect(logged).toEqual([]);

    const rails = railsIn(of);
    for (let times = 0; times < 3; times += 1) expect(await takes(rails, rail)).toBe(false);
    expect(logged.map((line) => line.why)).toEqual([expect.stringContaining(why)]);
  });

  test.each([
    ['stripe-mpp', 'stripe', STRIPE, 'https://shop.test', 'It has no STRIPE_PROFILE,'],
    ['x402', 'x402', { X402_REFUND_KEY: WALLET }, 'https://shop.test', 'x402 is not set up here.'],
    [
      'coinbase',
      'coinbase',
      COINBASE,
      'http://shop.test',
      'Coinbase sends buyers back to https addresses alone.',
    ],
  ] as const)(
    'is closed on %s, and named once, where that rail cannot use it',
    async (rail, provider, given, baseUrl, why) => {
      await add(provider, given);
      const rails = railsIn('test', baseUrl, x402Kind(null));
      for (let times = 0; times < 3; times += 1) {
        expect(await takes(rails, rail)).toBe(false);
        now += 1_000;
      }
      expect(logged.map((line) => line.why)).toEqual([expect.stringContaining(why)]);
    },
  );

  test('that no key opens is tried once a second, until one does', async () => {
    await add('stripe', STRIPE);
    const rails = railsIn('test');
    isKeyLost = true;
    for (let times = 0; times < 3; times += 1) expect(await takes(rails, 'stripe-checkout')).toBe(false);
    expect(tries).toBe(1);
    isKeyLost = false;
    now += 999;
    expect(await takes(rails, 'stripe-checkout')).toBe(false);
    now += 1;
    for (let times = 0; times < 3; times += 1) expect(await takes(rails, 'stripe-checkout')).toBe(true);
    expect(tries).toBe(2);
  });

  test('that cannot be read now is no account that is gone', async () => {
    store = { ...store, get: () => Promise.reject(new Error('The store is down.')) };
    const rails = railsIn('test');
    await expect(takes(rails, 'stripe-checkout')).rejects.toMatchObject({ status: 503 });
  });
});
