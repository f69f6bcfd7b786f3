import { isRailError } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import { stripeLink } from '../src/index.ts';
import { OPTIONS } from './mount.ts';

/** What is said of options that make no sense; null when they do. */
function fault(change: object): string | null {
  try {
    stripeLink({ ...OPTIONS, ...change });
    return null;
  } catch (error) {
    if (isRailError(error) && error.code === 'configuration') return error.message;
    throw error;
  }
}

describe('options', () => {
  it.each<object>([
    {},
    { secretKey: 'rk_live_1' },
    { webhookSecrets: [] },
    { webhookSecrets: ['whsec_a+/=', 'whsec_b'] },
    { account: 'acct_1' },
    { expiresIn: 1_800 },
    { expiresIn: 86_400 },
    { timeout: 1 },
    { apiUrl: 'http://127.0.0.1:4242' },
    { apiUrl: 'https://stripe.example/', secretKey: 'sk_live_1' },
  ])('%j are taken', (change) => {
    expect(fault(change)).toBeNull();
  });

  it.each<[object, RegExp]>([
    [{ secretKey: undefined }, /secretKey.* sk_test_/],
    [{ secretKey: 'pk_test_CANARY' }, /secretKey/],
    [{ secretKey: 'sk_test_CANARY\n' }, /secretKey/],
    [{ secretKey: ['sk_test_CANARY'] }, /secretKey/],
    [{ returnUrl: undefined }, /returnUrl/],
    [{ returnUrl: 'https://shop.example' }, /function returnUrl/],
    [{ webhookSecrets: ['CANARY'] }, /whsec_/],
    [{ webhookSecrets: ['whsec_CANARY '] }, /whsec_/],
    [{ webhookSecrets: 'whsec_CANARY' }, /whsec_/],
    [{ account: 'CANARY' }, /acct_/],
    [{ expiresIn: 1_799 }, /expiresIn.* from 1800 to 86400/],
    [{ expiresIn: 86_401 }, /expiresIn/],
    [{ expiresIn: 3_600.5 }, /expiresIn/],
    [{ expiresIn: '3600' }, /expiresIn/],
    [{ timeout: 0 }, /timeout/],
    [{ apiUrl: 'stripe.example' }, /apiUrl/],
    [{ apiUrl: 'https://stripe.example/v1' }, /apiUrl/],
    [{ apiUrl: 'https://CANARY:CANARY@stripe.example' }, /apiUrl/],
    [{ apiUrl: 'https://:0/' }, /apiUrl/],
    [{ apiUrl: 'http://127.0.0.1:4242', secretKey: 'sk_live_CANARY' }, /without encryption/],
  ])('%j are refused in a sentence that says what to change, and tells no secret', (change, sentence) => {
    const said = fault(change);
    expect(said).toMatch(/^Rail "stripe-checkout" .*\.$/);
    expect(said).toMatch(sentence);
    expect(said).not.toContain('CANARY');
  });
});

it('S1.2, S1.3 is live, and paid by people', () => {
  const { id, manifest } = stripeLink(OPTIONS);
  expect(id).toBe('stripe-checkout');
  expect(manifest).toMatchObject({
    payer: 'human',
    stage: 'live',
    settlement: "Card and the account's other methods, by Stripe",
    keyLifetime: 82_800_000,
  });
});

it('takes the currencies of Stripe that count as ISO 4217 does, from the least that Stripe charges', () => {
  const { currencies } = stripeLink(OPTIONS).manifest;
  expect(currencies).toMatchObject({
    usd: { min: 50, max: 99_999_999 },
    gbp: { min: 30, max: 99_999_999 },
    jpy: { min: 50 },
    huf: { min: 17_500 },
  });
  expect(currencies.jpy).not.toHaveProperty('max');
  for (const other of ['isk', 'ugx', 'kwd', 'bhd', 'xxx']) expect(currencies).not.toHaveProperty(other);
});

it('is for the mode that its key is for', () => {
  const [test, live] = [stripeLink(OPTIONS), stripeLink({ ...OPTIONS, secretKey: 'sk_live_CANARY' })];
  expect([test.refuses?.('test'), live.refuses?.('live')]).toEqual([null, null]);
  expect(test.refuses?.('live')).toMatch(/sk_live_/);
  expect(live.refuses?.('test')).toMatch(/test money|sk_test_/);
  expect(live.refuses?.('test')).not.toContain('CANARY');
});
