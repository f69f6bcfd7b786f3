import { type Purchase, RailError, toDecimal } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import { CURRENCIES } from '../src/minimums.ts';
import { type MppOptions, readOptions } from '../src/options.ts';
import { accepts, manifestOf, refuses } from '../src/terms.ts';
import { OPTIONS, purchase, settingsWith } from './payer.ts';

describe('the options', () => {
  it('are complete with what is usual', () => {
    expect(settingsWith()).toEqual({
      ...OPTIONS,
      mode: 'test',
      paymentMethodTypes: ['card', 'link'],
      connect: {},
      webhookSecrets: [],
      rawTokens: true,
      expiresIn: 300,
      previewVersion: '2026-08-26.preview',
      timeout: 20_000,
      apiUrl: null,
    });
  });

  it('may all be given', () => {
    const given = {
      secretKey: 'rk_live_51Abc',
      paymentMethodTypes: ['card'],
      connect: { account: 'acct_1', applicationFeeAmount: 10 },
      webhookSecrets: ['whsec_1', 'whsec_2'],
      rawTokens: false,
      expiresIn: 60,
      previewVersion: '2026-10-28.endive',
      timeout: 1_000,
    };
    const apiUrl = 'https://api.stripe.example:444/';
    const complete = { ...given, mode: 'live', apiUrl: 'https://api.stripe.example:444' };
    expect(settingsWith({ ...given, apiUrl })).toMatchObject(complete);
    expect(settingsWith({ apiUrl: 'http://127.0.0.1:4242' }).apiUrl).toBe('http://127.0.0.1:4242');
  });

  it.each<[string, Partial<Record<keyof MppOptions, unknown>>]>([
    ['no valid secretKey', { secretKey: 'pk_test_1' }],
    ['no valid secretKey', { secretKey: undefined }],
    ['no valid networkId', { networkId: 'acct_1' }],
    ['no secrets to sign challenges with. Pass one of 32 random bytes', { secrets: [] }],
    ['a secret under 32 bytes. Make one with: openssl rand -base64 32', { secrets: ['é'.repeat(15)] }],
    ['a secret under 32 bytes', { secrets: ['x'.repeat(32), 'x'.repeat(31)] }],
    ['a realm that is not', { realm: '' }],
    ['a realm that is not', { realm: 'a|b' }],
    ['a realm that is not', { realm: 'a"b' }],
    ['a realm that is not', { realm: 'a\\b' }],
    ['a realm that is not', { realm: 'café' }],
    ['a realm that is not', { realm: 'a\r\nb' }],
    ['paymentMethodTypes that are not', { paymentMethodTypes: [] }],
    ['paymentMethodTypes that are not', { paymentMethodTypes: ['Card'] }],
    ['an account in connect', { connect: { account: 'profile_1' } }],
    ['an account in connect', { connect: { transferTo: '' } }],
    ['a transferGroup that is not', { connect: { transferGroup: '' } }],
    ['an applicationFeeAmount that nobody pays', { connect: { applicationFeeAmount: 1 } }],
    ['takes for applicationFeeAmount only', { connect: { account: 'acct_1', applicationFeeAmount: -1 } }],
    ['webhookSecrets that are not', { webhookSecrets: ['secret'] }],
    ['takes for expiresIn only', { expiresIn: 29 }],
    ['takes for expiresIn only', { expiresIn: 1.5 }],
    ['takes for timeout only', { timeout: Number.NaN }],
    ['a previewVersion that is no version', { previewVersion: 'latest' }],
    ['an apiUrl that is not', { apiUrl: 'api.stripe.example' }],
    ['an apiUrl that is not', { apiUrl: 'https://api.stripe.example/v1' }],
    ['an apiUrl that is not', { apiUrl: 'ftp://api.stripe.example' }],
    ['would send a live key without encryption', { secretKey: 'sk_live_1', apiUrl: 'http://api.example' }],
  ])('are refused with %s: %j', (fault, change) => {
    const read = () => readOptions({ ...OPTIONS, ...change } as MppOptions);
    expect(read).toThrow(fault);
    expect(read).toThrow(expect.objectContaining({ code: 'configuration' }));
  });

  it('are never repeated where they are secret', () => {
    const secret = 'sk_wrong_51TheKeyOfSomebody';
    for (const change of [{ secretKey: secret }, { secrets: [secret] }, { webhookSecrets: [secret] }]) {
      const read = () => settingsWith(change);
      expect(read).toThrow(RailError);
      expect(read).not.toThrow(secret);
    }
  });

  it('take 32 bytes, not 32 characters', () => {
    expect(settingsWith({ secrets: ['é'.repeat(16)] }).secrets).toEqual(['é'.repeat(16)]);
  });
});

describe('the rail', () => {
  it('takes a key of the mode that it is in', () => {
    expect(refuses(settingsWith(), 'test')).toBeNull();
    expect(refuses(settingsWith({ secretKey: 'rk_live_1' }), 'live')).toBeNull();
    expect(refuses(settingsWith(), 'live')).toContain(
      'pass a secretKey that begins with sk_live_ or rk_live_',
    );
    expect(refuses(settingsWith({ secretKey: 'sk_live_1' }), 'test')).toContain('In mode "test"');
  });

  it('takes 32 currencies whose minor units are the ones of ISO 4217, from the least that Stripe charges', () => {
    expect(manifestOf().currencies).toBe(CURRENCIES);
    expect(Object.keys(CURRENCIES)).toHaveLength(32);
    expect(CURRENCIES).toMatchObject({
      usd: { min: 50, max: 99_999_999 },
      gbp: { min: 30 },
      jpy: { min: 50 },
      huf: { min: 17_500 },
    });
    // Those of Stripe's currencies without decimals that are among them.
    const whole = Object.keys(CURRENCIES).filter(
      (currency) => !toDecimal({ amount: 1, currency }).includes('.'),
    );
    expect(whole).toEqual(['jpy', 'krw']);
  });

  it('says which purchase it cannot take', () => {
    const words = [
      costing(50, 'usd'),
      costing(49, 'usd'),
      costing(5_000, 'kwd'),
      costing(50, 'constructor'),
    ].map((one) => accepts(one)?.refused ?? null);
    expect(words).toEqual([null, 'amount_too_low', 'currency_unsupported', 'currency_unsupported']);
  });
});

function costing(amount: number, currency: string): Purchase {
  return { ...purchase, total: { amount, currency } };
}
