import { RailError } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import { type CoinbaseOptions, coinbase } from '../src/index.ts';
import { readOptions } from '../src/options.ts';
import { p256 } from './key.ts';
import { mount, NOW, OPTIONS } from './mount.ts';

describe('the options', () => {
  it('are complete with what is usual', () => {
    expect(readOptions(OPTIONS)).toMatchObject({
      mode: 'test',
      api: { address: 'https://business.coinbase.com/sandbox/api/v1', timeout: 20_000 },
      returnsTo: 'https',
      webhookSecrets: [],
      expiresIn: 3_600,
    });
    expect(JSON.stringify(readOptions(OPTIONS))).not.toContain(OPTIONS.keySecret);
  });

  it.each([
    ['test', undefined, 'https://business.coinbase.com/sandbox/api/v1'],
    ['live', undefined, 'https://business.coinbase.com/api/v1'],
    ['test', 'http://127.0.0.1:4242/coinbase/api/v1', 'http://127.0.0.1:4242/coinbase/api/v1'],
    ['test', 'https://proxy.example/sandbox/api/v1/', 'https://proxy.example/sandbox/api/v1'],
    ['live', 'https://proxy.example/', 'https://proxy.example'],
  ] as const)('in mode %s, with the apiUrl %s, ask only %s', (mode, apiUrl, address) => {
    const given = { ...OPTIONS, mode, ...(apiUrl !== undefined && { apiUrl }) };
    expect(readOptions(given).api.address).toBe(address);
  });

  it.each<[string, Partial<Record<keyof CoinbaseOptions, unknown>>]>([
    ['has no mode. Pass "test"', { mode: undefined }],
    ['has no mode', { mode: 'sandbox' }],
    ['has no mode', { mode: 'toString' }],
    ['has no valid keyId', { keyId: undefined }],
    ['has no valid keyId', { keyId: 'a b' }],
    ['has no valid keySecret', { keySecret: undefined }],
    ['has no valid keySecret', { keySecret: 'CANARY' }],
    ['has no valid keySecret', { keySecret: Buffer.alloc(32, 7).toString('base64') }],
    ['has no valid keySecret', { keySecret: Buffer.alloc(65, 7).toString('base64') }],
    ['has no valid keySecret', { keySecret: '-----BEGIN PRIVATE KEY-----CANARY' }],
    ['has no valid keySecret', { keySecret: p256('pkcs8').secret.replaceAll('PRIVATE', 'PUBLIC') }],
    ['has no returnUrl. Pass a function', { returnUrl: 'https://shop.example' }],
    ['has webhookSecrets that are not all', { webhookSecrets: ['good', ''] }],
    ['has webhookSecrets that are not all', { webhookSecrets: 'secret' }],
    ['has an apiUrl that is not an http address', { apiUrl: 'ftp://coinbase.example' }],
    ['has an apiUrl that is not', { apiUrl: 'https://proxy.example/sandbox/api/v1?key=CANARY' }],
    ['has an apiUrl that is not', { apiUrl: 'https://CANARY@proxy.example/sandbox/api/v1' }],
    ['has an apiUrl for another mode', { apiUrl: 'https://business.coinbase.com/api/v1' }],
    ['has an apiUrl for another mode', { apiUrl: 'https://proxy.example/' }],
    [
      'has an apiUrl for another mode',
      { apiUrl: 'https://business.coinbase.com/sandbox/api/v1', mode: 'live' },
    ],
    ['has an apiUrl that is not', { apiUrl: 'business.coinbase.com' }],
    ['would ask for real money without encryption', { apiUrl: 'http://proxy.example', mode: 'live' }],
    ['takes for expiresIn only a whole number from 300 to 604800', { expiresIn: 60 }],
    ['takes for expiresIn', { expiresIn: 3_600.5 }],
    ['takes for timeout only', { timeout: 0 }],
  ])('that make no sense are named: %s', (fault, change) => {
    const make = () => coinbase({ ...OPTIONS, ...change } as CoinbaseOptions);
    expect(make).toThrow(RailError);
    expect(make).toThrow(`Rail "coinbase" ${fault}`);
    expect(make).not.toThrow(/CANARY/);
  });
});

describe('the address where the buyer comes back', () => {
  it('is told which payment it was', async () => {
    const asked: unknown[] = [];
    const returnUrl: CoinbaseOptions['returnUrl'] = (payment) => {
      asked.push(payment);
      return 'https://shop.example/';
    };
    await mount([], { returnUrl }).prepared();
    expect(asked).toEqual([
      { attempt: 'attempt_1', tenant: 'tenant_1', cart: 'cart_1', order: 'order_1_of_cart_1' },
    ]);
  });

  it.each([
    'http://shop.example/',
    'http://localhost:3000/',
    'javascript:alert(1)',
    'shop.example',
    'https://',
    `https://shop.example/${'x'.repeat(2_048)}`,
    undefined,
  ])('has to be https, and not too long: %s', async (address) => {
    await expect(mount([], { returnUrl: () => address as string }).prepared()).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('returnUrl') as unknown,
    });
  });

  it.each(['http://localhost:3000/', 'http://127.0.0.1/back', 'http://[::1]:3000/'])(
    'may be on this machine where Coinbase itself is not asked: %s',
    async (address) => {
      const local = { apiUrl: 'http://127.0.0.1:4242/api/v1', returnUrl: () => address };
      const { body } = await mount([], local).prepared();
      expect(body).toMatchObject({ successRedirectUrl: address, failRedirectUrl: address });
      const same = { apiUrl: 'https://business.coinbase.com/sandbox/api/v1', returnUrl: () => address };
      await expect(mount([], same).prepared()).rejects.toThrow(/returnUrl/);
    },
  );

  it('is nowhere else without encryption', async () => {
    const local = { apiUrl: 'http://127.0.0.1:4242', returnUrl: () => 'http://shop.example/' };
    await expect(mount([], local).prepared()).rejects.toThrow(/returnUrl/);
  });
});

describe('test and live', () => {
  it('never mix: the rail is for the mode that it was made for', () => {
    const [test, live] = (['test', 'live'] as const).map((mode) => coinbase({ ...OPTIONS, mode }));
    expect(test?.refuses?.('test')).toBeNull();
    expect(test?.refuses?.('live')).toMatch(/mode: "live"/);
    expect(live?.refuses?.('live')).toBeNull();
    expect(live?.refuses?.('test')).toMatch(/mode: "test"/);
  });

  it('never mix: what was begun in one is not asked about in the other', async () => {
    const begun = await mount().ref();
    const live = mount([], { mode: 'live' });
    const { rail, context } = live;
    const unknown = { state: 'unknown', reason: 'not_prepared' };
    expect(await live.settle({ prepared: begun.prepared })).toEqual(unknown);
    expect(await rail.status(begun, context)).toEqual(unknown);
    expect(await rail.cancel?.(begun, context)).toEqual(unknown);
    const refund = { id: 'refund_1', key: 'key_2', amount: begun.total, reason: 'asked' };
    expect(await rail.refund?.(begun, refund, context)).toEqual(unknown);
    expect(live.sent).toEqual([]);
  });
});

it('fixes when the page ends as soon as it prepares', async () => {
  const { body } = await mount([], { expiresIn: 600 }).prepared();
  expect(body).toMatchObject({ expiresAt: new Date(NOW + 600_000).toISOString() });
});
