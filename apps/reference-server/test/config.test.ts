import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isRailError } from '@railyard/core';
import { privateKeyToAddress } from 'viem/accounts';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { openPorts } from '../src/ports.ts';
import { keepSecret } from '../src/secret-file.ts';

const PAY_TO = '0x00000000000000000000000000000000000000AA';
const PROVIDER = {
  X402_NETWORK: 'base-sepolia',
  X402_PAY_TO: PAY_TO,
  X402_FACILITATOR_URL: 'https://facilitator.example/x402/',
};
const LIVE = {
  ...PROVIDER,
  X402_NETWORK: 'base',
  X402_RPC_URL: 'https://node.example/',
  RAILYARD_MODE: 'live',
};

// Of secp256k1.
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

function keyOf(number: bigint): `0x${string}` {
  return `0x${number.toString(16).padStart(64, '0')}`;
}

/** The one sentence with which a configuration is refused. */
function refusalOf(variables: Record<string, string>): string {
  try {
    readConfig(variables);
  } catch (error) {
    if (isRailError(error) && error.code === 'configuration') return error.message;
    throw error;
  }
  throw new Error('It was not refused.');
}

function isOn(variables: Record<string, string>): boolean {
  return readConfig(variables).oauth !== null;
}

describe('readConfig', () => {
  test('without keys is the sandbox on 127.0.0.1:8787, in mode test', () => {
    const expected = {
      host: '127.0.0.1',
      port: 8787,
      baseUrl: 'http://127.0.0.1:8787',
      logLevel: 'warn',
      folder: resolve('.railyard'),
      mode: 'test',
      sealingKeys: null,
      limits: { maxItemQuantity: 20, maxCartTotal: { usd: 200_000 } },
      requestsPerMinute: 6_000,
      railTimeout: 30_000,
      providers: null,
      buying: null,
      mail: null,
      oauth: { tenant: 'demo', seller: null, startsPerMinute: 60 },
      mpp: { realm: '127.0.0.1', secrets: null },
      seedFile: null,
      spending: { policy: {}, approver: null },
    };
    expect(readConfig({})).toEqual(expected);
    expect(readConfig({ PORT: '', X402_PAY_TO: '', RAILYARD_MODE: '' })).toEqual(expected);
  });

  test('takes what is set', () => {
    const set = {
      HOST: '::1',
      PORT: '9000',
      LOG_LEVEL: 'debug',
      MAX_CART_TOTAL_CENTS: '5000',
      RAIL_TIMEOUT_MS: '500',
    };
    expect(readConfig(set)).toMatchObject({
      baseUrl: 'http://[::1]:9000',
      logLevel: 'debug',
      limits: { maxCartTotal: { usd: 5000 } },
      railTimeout: 500,
    });
    expect(readConfig({ HOST: '0.0.0.0' }).baseUrl).toBe('http://localhost:8787');
    expect(readConfig({ BASE_URL: 'https://shop.example/railyard/' }).baseUrl).toBe(
      'https://shop.example/railyard',
    );
  });

  test('takes caps of several currencies, each once', () => {
    const set = {
      MAX_ITEM_QUANTITY: '5',
      MAX_CART_TOTAL_CENTS: '100',
      MAX_CART_TOTALS: 'eur=180000, jpy=300000',
    };
    expect(readConfig(set).limits).toEqual({
      maxItemQuantity: 5,
      maxCartTotal: { usd: 100, eur: 180_000, jpy: 300_000 },
    });
    for (const twice of ['usd=5', 'eur=5,eur=6'])
      expect(refusalOf({ MAX_CART_TOTALS: twice })).toContain('Set it to the other currencies, each once.');
  });

  test('is the real provider once that is configured, and logs more', () => {
    expect(readConfig(PROVIDER)).toMatchObject({
      mode: 'test',
      logLevel: 'info',
      providers: {
        x402: { network: 'base-sepolia', payTo: PAY_TO, facilitator: ['https://facilitator.example/x402'] },
        stripe: null,
      },
    });
    const both = 'https://one.example, https://two.example/';
    expect(readConfig({ ...PROVIDER, X402_FACILITATOR_URL: both }).providers?.x402?.facilitator).toEqual([
      'https://one.example',
      'https://two.example',
    ]);
    expect(readConfig(LIVE)).toMatchObject({
      mode: 'live',
      providers: { x402: { network: 'base', rpcUrl: 'https://node.example' } },
    });
  });

  test('refuses a provider that is configured in part, and names what is missing', () => {
    expect(refusalOf({ X402_PAY_TO: PAY_TO })).toBe(
      'The x402 provider is configured in part. Set X402_NETWORK and X402_FACILITATOR_URL too.',
    );
    expect(refusalOf({ X402_RPC_URL: 'http://node.example' })).toContain('X402_NETWORK and X402_PAY_TO and');
    expect(refusalOf({ ...LIVE, X402_RPC_URL: '' })).toBe(
      'The x402 provider is configured in part. Set X402_RPC_URL too.',
    );
  });

  test('lets people sign in where mail works and nobody listens, unless it is told otherwise', () => {
    const mail = { MAIL_URL: 'smtps://mail.example', MAIL_FROM: 'shop@example.com' };
    const open = { HOST: '0.0.0.0', BASE_URL: 'http://shop.example' };
    const set = { OAUTH_TENANT: 'acme', OAUTH_SELLER: 'west', OAUTH_RATE_PER_MINUTE: '0' };
    expect(readConfig(set).oauth).toEqual({ tenant: 'acme', seller: 'west', startsPerMinute: 0 });
    expect([isOn({ ...PROVIDER, ...mail }), isOn(PROVIDER), isOn(open), isOn({ OAUTH: 'off' })]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(refusalOf({ ...PROVIDER, OAUTH: 'on' })).toBe(
      'OAUTH is "on", and no mail is sent by which people could sign in. Set MAIL_URL and MAIL_FROM, or OAUTH to "off".',
    );
    expect(refusalOf({ ...open, OAUTH: 'on' })).toBe(
      'OAUTH is "on", and tokens would pass in the open. Set BASE_URL to the https address of this server, or OAUTH to "off".',
    );
    expect(refusalOf({ OAUTH: 'yes' })).toBe('OAUTH has no such value. Set it to on or off.');
    expect(refusalOf({ OAUTH_TENANT: 'no tenant' })).toContain('OAUTH_TENANT is no tenant.');
  });

  test('sends mail where and from whom it is set, and refuses the half of it, without the password', () => {
    const mail = { MAIL_URL: 'smtps://user:canary@mail.example', MAIL_FROM: 'Shop <shop@example.com>' };
    expect(readConfig(mail).mail).toEqual({ url: mail.MAIL_URL, from: mail.MAIL_FROM });
    const refusals = [
      refusalOf({ ...mail, MAIL_FROM: '' }),
      refusalOf({ ...mail, MAIL_URL: '' }),
      refusalOf({ ...mail, MAIL_URL: 'https://user:canary@mail.example' }),
      refusalOf({ ...mail, MAIL_FROM: 'shop@example.com, canary@example.com' }),
    ];
    expect(refusals).toEqual([
      'MAIL_URL is set without MAIL_FROM. Set both, or neither.',
      'MAIL_FROM is set without MAIL_URL. Set both, or neither.',
      expect.stringContaining('Set it to one that begins with smtp:// or smtps://'),
      'MAIL_FROM is no sender. Set it to an e-mail address, or to: Name <address>.',
    ]);
    expect(refusals.join()).not.toContain('canary');
  });

  test('refuses to mix test and live, and says what to change', () => {
    expect(refusalOf({ ...LIVE, RAILYARD_MODE: '' })).toBe(
      'X402_NETWORK "base" moves live money, and RAILYARD_MODE is "test". Set RAILYARD_MODE to "live", or X402_NETWORK to "base-sepolia".',
    );
    expect(refusalOf({ ...LIVE, X402_NETWORK: 'base-sepolia' })).toContain('Set RAILYARD_MODE to "test"');
    expect(refusalOf({ RAILYARD_MODE: 'live' })).toContain('Set X402_NETWORK, X402_PAY_TO,');
  });

  test('buys elsewhere with what is set whole, in live mode with encryption and a say in each authorization', () => {
    const cards = {
      STRIPE_SECRET_KEY: 'sk_test_1',
      STRIPE_ISSUING_CARDHOLDER: 'ich_1',
      CORNER_MARKET_URL: 'http://market.example/v1/',
      CORNER_MARKET_KEY: 'shop_1',
    };
    expect(readConfig(cards).buying).toEqual({
      issuing: { secretKey: 'sk_test_1', cardholder: 'ich_1', webhookSecrets: [] },
      shop: { url: 'http://market.example/v1', apiKey: 'shop_1' },
    });
    expect(refusalOf({ ...cards, CORNER_MARKET_KEY: '' })).toContain('configured in part');
    const live = {
      ...cards,
      RAILYARD_MODE: 'live',
      STRIPE_SECRET_KEY: 'sk_live_1',
      BASE_URL: 'https://shop.example',
    };
    expect(refusalOf(live)).toContain('without encryption');
    const sealed = { ...live, CORNER_MARKET_URL: 'https://market.example/v1' };
    expect(refusalOf(sealed)).toContain('Set STRIPE_WEBHOOK_SECRET');
    expect(readConfig({ ...sealed, STRIPE_WEBHOOK_SECRET: 'whsec_1' }).buying).toMatchObject({
      issuing: { webhookSecrets: ['whsec_1'] },
    });
  });

  test('takes cards alone, with the realm of its address, and refuses half a Stripe account', () => {
    const stripe = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_PROFILE: 'profile_1' };
    expect(readConfig({ ...stripe, BASE_URL: 'https://shop.example' })).toMatchObject({
      providers: { x402: null, stripe: { secretKey: 'sk_test_1', profile: 'profile_1', webhookSecrets: [] } },
      mpp: { realm: 'shop.example', secrets: null },
    });
    expect(readConfig({ STRIPE_SECRET_KEY: 'sk_test_1' })).toMatchObject({
      providers: { stripe: { secretKey: 'sk_test_1', profile: null } },
    });
    expect(refusalOf({ STRIPE_PROFILE: 'profile_1' })).toBe(
      'Stripe is configured in part. Set STRIPE_SECRET_KEY too.',
    );
    expect(refusalOf({ ...stripe, RAILYARD_MODE: 'live' })).toBe(
      'STRIPE_SECRET_KEY moves test money, and RAILYARD_MODE is "live". Set RAILYARD_MODE to "test", or STRIPE_SECRET_KEY to a key that begins with sk_live_.',
    );
  });

  test('S1.26 takes an API key of Coinbase with its webhook secrets, and refuses half of one', () => {
    const coinbase = {
      COINBASE_KEY_ID: 'key',
      COINBASE_KEY_SECRET: 'line\\nline',
      BASE_URL: 'https://shop.example',
    };
    expect(readConfig({ ...coinbase, COINBASE_WEBHOOK_SECRET: 'one, two' })).toMatchObject({
      providers: {
        x402: null,
        stripe: null,
        coinbase: { keyId: 'key', keySecret: 'line\nline', webhookSecrets: ['one', 'two'] },
      },
    });
    expect(refusalOf({ COINBASE_KEY_ID: 'key' })).toBe(
      'Coinbase is configured in part. Set COINBASE_KEY_SECRET too.',
    );
  });

  test('refuses an address that no provider would send a buyer back to', () => {
    const coinbase = { COINBASE_KEY_ID: 'key', COINBASE_KEY_SECRET: 'secret' };
    expect(refusalOf(coinbase)).toBe(
      'Coinbase sends buyers back to https addresses alone, and this server is at http://127.0.0.1:8787. Set BASE_URL to its https address.',
    );
    expect(refusalOf({ STRIPE_SECRET_KEY: 'sk_live_1', RAILYARD_MODE: 'live' })).toContain(
      'Stripe sends buyers',
    );
    expect(readConfig({ STRIPE_SECRET_KEY: 'sk_test_1' }).providers?.stripe).not.toBeNull();
    const local = { ...coinbase, COINBASE_API_URL: 'http://127.0.0.1:9/coinbase/api/v1' };
    expect(readConfig(local).providers?.coinbase).not.toBeNull();
  });

  test('takes sealing keys, the newest first, and runs without a sandbox where it is told to', () => {
    const keys = ['new', 'old'].map((id, at) => `${id}:${Buffer.alloc(32, at).toString('base64url')}`);
    const config = readConfig({
      SEALING_KEYS: keys.join(', '),
      RAILYARD_SANDBOX: 'off',
      RAILYARD_MODE: 'live',
    });
    expect(config.sealingKeys?.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(config.providers).toEqual({ x402: null, stripe: null, coinbase: null });
  });

  test('takes several secrets for webhooks and challenges, the newest first', () => {
    const [one, two] = ['a'.repeat(32), 'b'.repeat(32)];
    const set = {
      STRIPE_SECRET_KEY: 'rk_test_1',
      STRIPE_PROFILE: 'profile_1',
      STRIPE_WEBHOOK_SECRET: 'whsec_1, whsec_2',
      MPP_SECRETS: `${one}, ${two}`,
      MPP_REALM: 'kifly',
    };
    expect(readConfig(set)).toMatchObject({
      providers: { stripe: { webhookSecrets: ['whsec_1', 'whsec_2'] } },
      mpp: { realm: 'kifly', secrets: [one, two] },
    });
  });

  test.each([
    ['PORT', '0'],
    ['PORT', '8787.5'],
    ['PORT', 'http'],
    ['BASE_URL', 'shop.example'],
    ['BASE_URL', 'ftp://shop.example'],
    ['LOG_LEVEL', 'loud'],
    ['RAILYARD_MODE', 'production'],
    ['RAIL_TIMEOUT_MS', '-1'],
    ['MAX_CART_TOTAL_CENTS', '49.99'],
    ['RATE_LIMIT_PER_MINUTE', '-1'],
    ['RATE_LIMIT_PER_MINUTE', 'many'],
    ['MAX_CART_TOTALS', 'eur=1.5'],
    ['MAX_CART_TOTALS', 'eur=0'],
    ['MAX_CART_TOTALS', 'eux=5'],
    ['MAX_CART_TOTALS', 'eur=5,'],
    ['X402_NETWORK', 'solana'],
    ['X402_PAY_TO', '0x123'],
    ['X402_FACILITATOR_URL', 'facilitator'],
    ['X402_FACILITATOR_URL', 'https://one.example,two.example'],
    ['X402_FACILITATOR_URL', 'https://one.example,'],
    ['STRIPE_SECRET_KEY', 'pk_test_1'],
    ['STRIPE_PROFILE', 'acct_1'],
    ['STRIPE_WEBHOOK_SECRET', 'whsec_one,two'],
    ['STRIPE_API_URL', 'stripe.example'],
    ['STRIPE_ISSUING_CARDHOLDER', 'cus_1'],
    ['CORNER_MARKET_URL', 'market.example'],
    ['CORNER_MARKET_KEY', 'a key'],
    ['MPP_REALM', 'shop "one"'],
    ['MPP_SECRETS', `${'x'.repeat(32)},short`],
    ['X402_REFUND_KEY', '0x12'],
    ['X402_REFUND_KEY', 'key'],
    ['X402_REFUND_KEY', `0x${'f'.repeat(64)}`],
    ['X402_REFUND_KEY', `0x${'0'.repeat(64)}`],
  ])('refuses %s=%s in one sentence that names it and says what to set', (name, value) => {
    const sentence = refusalOf({ [name]: value });
    expect(sentence).toMatch(new RegExp(`^${name} .*\\. Set it to .*\\.$`));
    expect(sentence).not.toContain('\n');
  });

  test('never repeats a refund key that it refuses, and takes every one of the curve', () => {
    for (const key of [0n, CURVE_ORDER, (1n << 256n) - 1n]) {
      expect(refusalOf({ ...PROVIDER, X402_REFUND_KEY: keyOf(key) })).toBe(
        'X402_REFUND_KEY is no private key. Set it to 0x and 64 hexadecimal digits.',
      );
    }
    for (const key of [1n, CURVE_ORDER - 1n]) {
      const { providers } = readConfig({ ...PROVIDER, X402_REFUND_KEY: keyOf(key) });
      expect(privateKeyToAddress(providers?.x402?.refundKey ?? '0x')).toMatch(/^0x/);
    }
  });

  test('says of a list of facilitators that something in it is no address', () => {
    expect(refusalOf({ X402_FACILITATOR_URL: 'https://one.example,' })).toBe(
      'X402_FACILITATOR_URL holds something that is no address. Set it to addresses that begin with http:// or https://, separated by commas.',
    );
  });
});

describe('what may be spent', () => {
  test('is read as operators write it', () => {
    const { spending } = readConfig({
      SPEND_BUDGETS: 'daily:usd=20000, monthly:eur=150000',
      SPEND_TIME_ZONE: 'Europe/Berlin',
      SPEND_PER_PURCHASE: 'usd=50000',
      SPEND_APPROVAL_ABOVE: 'usd=10000,eur=0',
      SPEND_SELLERS: 'only:fern, moss',
      SPEND_RAILS: 'never:x402',
      SPEND_APPROVER: 'ann@shop.example',
    });
    const timeZone = 'Europe/Berlin';
    expect(spending).toEqual({
      approver: 'ann@shop.example',
      policy: {
        budgets: [
          { period: 'daily', limit: { amount: 20_000, currency: 'usd' }, timeZone },
          { period: 'monthly', limit: { amount: 150_000, currency: 'eur' }, timeZone },
        ],
        perPurchase: [{ amount: 50_000, currency: 'usd' }],
        approvalAbove: [
          { amount: 10_000, currency: 'usd' },
          { amount: 0, currency: 'eur' },
        ],
        payees: { only: ['fern', 'moss'] },
        rails: { never: ['x402'] },
      },
    });
    expect(readConfig({ SPEND_SELLERS: 'all', SPEND_RAILS: 'all' }).spending.policy).toEqual({});
  });

  test.each([
    [{ SPEND_BUDGETS: 'daily:usd' }, 'SPEND_BUDGETS holds something that is no budget.'],
    [{ SPEND_BUDGETS: 'yearly:usd=1' }, 'SPEND_BUDGETS holds something that is no budget.'],
    [{ SPEND_BUDGETS: 'daily:usd=1,daily:usd=2' }, 'The policy has two rules for "daily usd in UTC".'],
    [{ SPEND_TIME_ZONE: 'Berlin' }, 'SPEND_TIME_ZONE is no time zone.'],
    [{ SPEND_TIME_ZONE: '+05:00' }, 'SPEND_TIME_ZONE is no time zone.'],
    [{ SPEND_PER_PURCHASE: 'usd=1.5' }, 'SPEND_PER_PURCHASE holds something that is no amount.'],
    [{ SPEND_APPROVAL_ABOVE: 'usd=none' }, 'SPEND_APPROVAL_ABOVE holds something that is no amount.'],
    [{ SPEND_APPROVAL_ABOVE: 'usd=1,usd=2' }, 'The policy has two rules for "usd".'],
    [{ SPEND_SELLERS: 'fern' }, 'SPEND_SELLERS says not who is allowed.'],
    [{ SPEND_RAILS: 'never:,x402' }, 'SPEND_RAILS says not who is allowed.'],
    [{ SPEND_APPROVER: 'ann' }, 'SPEND_APPROVER is no e-mail address.'],
  ])('is refused when it could not be held to: %j', (variables, sentence) => {
    expect(refusalOf(variables)).toContain(sentence);
  });
});

describe('a mistake in the folder', () => {
  test('a folder that cannot be made is told with what to set', async () => {
    const config = readConfig({ RAILYARD_FOLDER: '/dev/null/railyard' });
    await expect(openPorts(config)).rejects.toThrow('Set RAILYARD_FOLDER to another one.');
  });

  test('a rail that there is not is not silently forbidden', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'railyard-'));
    const config = readConfig({ ...PROVIDER, RAILYARD_FOLDER: folder, SPEND_RAILS: 'never:x403' });
    await expect(openPorts(config)).rejects.toThrow('There is no rail "x403" to spend on.');
    rmSync(folder, { recursive: true });
  });

  test('a secret that is empty or cannot be read is told with what to do', () => {
    const folder = mkdtempSync(join(tmpdir(), 'railyard-'));
    writeFileSync(join(folder, 'empty'), '\n');
    expect(() => keepSecret(join(folder, 'empty'), () => 'new')).toThrow('Delete it, and a new one is made.');
    expect(() => keepSecret(folder, () => 'new')).toThrow('Give this user access to it, or delete it.');
    rmSync(folder, { recursive: true });
  });

  test('an address with a query cannot be the base of others', () => {
    expect(refusalOf({ BASE_URL: 'https://shop.example/?a=1' })).toContain('BASE_URL is no address.');
  });
});
