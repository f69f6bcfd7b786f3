import type { StripeFault } from '@railyard/sandbox';
import { describe, expect, it } from 'vitest';
import * as door from '../src/index.ts';
import { mount, OPTIONS } from './mount.ts';
import { shop } from './shop.ts';

const PAID = { state: 'paid', total: { amount: 4_999, currency: 'usd' } };
const METHOD = 'pm_card_visa_chargeDeclined';

/** A token that is good for the purchase of these tests. */
const good = { maxAmount: 4_999 };

it('exports the factory and the readers of Accept-Payment and of a challenge, and nothing else that runs', () => {
  expect(Object.keys(door).toSorted()).toEqual(['mpp', 'prefers', 'readChallenge']);
});

it('is for the mode that its key is for', () => {
  const { rail } = mount();
  expect(rail.refuses?.('test')).toBeNull();
  expect(rail.refuses?.('live')).toMatch(/sk_live_/);
  const live = door.mpp({ ...OPTIONS, secretKey: 'rk_live_CANARY' });
  expect(live.refuses?.('live')).toBeNull();
  expect(live.refuses?.('test')).not.toContain('CANARY');
});

describe('over a Stripe that keeps its rules', () => {
  it('is paid with a good token, once, whoever asks how often', async () => {
    const { stripe, ...yard } = shop();
    const attempt = yard.try(stripe.mint(good));
    const first = await attempt.pay();
    expect(first).toMatchObject(PAID);
    expect(await attempt.again()).toEqual(first);
    expect(await attempt.status()).toEqual({ ...first, refunds: [] });
    expect(stripe.charges()).toHaveLength(1);
  });

  it.each([
    [METHOD, 'card_declined', 'generic_decline'],
    [`${METHOD}InsufficientFunds`, 'insufficient_funds', 'insufficient_funds'],
    [`${METHOD}LostCard`, 'card_declined', 'generic_decline'],
    [`${METHOD}StolenCard`, 'card_declined', 'generic_decline'],
    [`${METHOD}ExpiredCard`, 'card_expired', 'expired_card'],
    [`${METHOD}IncorrectCvc`, 'card_invalid', 'incorrect_cvc'],
    [`${METHOD}ProcessingError`, 'try_again_later', 'processing_error'],
  ])('is declined with %s: %s', async (paymentMethod, reason, code) => {
    const { stripe, ...yard } = shop();
    const attempt = yard.try(stripe.mint({ ...good, paymentMethod }));
    const declined = { state: 'declined', reason, code, evidence: 'same_key' };
    expect(await attempt.pay()).toEqual(declined);
    expect(await attempt.again()).toEqual(declined);
    expect(await attempt.status()).toEqual({ ...declined, evidence: 'provider_state' });
  });

  it('closes what waits for a person, and declines it however often it is asked', async () => {
    const { stripe, ...yard } = shop();
    const attempt = yard.try(stripe.mint({ ...good, paymentMethod: 'pm_card_authenticationRequired' }));
    const declined = { state: 'declined', reason: 'authentication_required', evidence: 'provider_state' };
    expect(await attempt.pay()).toEqual(declined);
    expect(stripe.intents()).toMatchObject([{ status: 'canceled' }]);
    expect(await attempt.again()).toEqual(declined);
    expect(await attempt.status()).toEqual(declined);
  });

  it('closes what waits for a person when it is asked again, after the first try to close it failed', async () => {
    const { stripe, ...yard } = shop();
    const attempt = yard.try(stripe.mint({ ...good, paymentMethod: 'pm_card_authenticationRequired' }));
    for (const call of ['payment_intents.cancel', 'payment_intents.retrieve'] as const)
      stripe.fault(call, { fault: 'bad_gateway', when: 'before' });
    expect(await attempt.pay()).toMatchObject({ state: 'unknown' });
    expect(await attempt.status()).toMatchObject({ state: 'unknown', reason: 'not_finished' });
    expect(await attempt.again()).toMatchObject({ state: 'declined' });
    expect(stripe.charges().filter(({ status }) => status === 'succeeded')).toEqual([]);
  });

  it.each(['succeeded', 'failed'] as const)('waits for a bank whose answer is %s', async (outcome) => {
    const { stripe, ...yard } = shop();
    const attempt = yard.try(stripe.mint({ ...good, paymentMethod: 'pm_usBankAccount_processing' }));
    expect(await attempt.pay()).toMatchObject({ state: 'pending' });
    stripe.finish(stripe.intents()[0]?.id ?? '', outcome);
    expect(await attempt.status()).toMatchObject(outcome === 'succeeded' ? PAID : { state: 'declined' });
  });
});

describe('a token that Stripe would not take', () => {
  it.each([
    ['token_too_small', { maxAmount: 4_998 }],
    ['token_currency', { ...good, currency: 'eur' }],
    ['token_risk', { ...good, advice: 'block' }],
  ] as const)('is refused before anything is sent: %s', async (reason, terms) => {
    const { stripe, ...yard } = shop();
    expect(await yard.try(stripe.mint(terms)).pay()).toMatchObject({ reason, evidence: 'not_sent' });
    expect(stripe.intents()).toEqual([]);
  });

  it('is refused when it was revoked, is spent, or nobody knows it', async () => {
    const { stripe, ...yard } = shop();
    const [revoked, spent] = [stripe.mint(good), stripe.mint(good)];
    stripe.revoke(revoked);
    await yard.try(spent).pay();
    for (const [token, reason] of [
      [revoked, 'token_deactivated'],
      [spent, 'token_deactivated'],
      ['spt_nobody', 'token_unknown'],
    ] as const)
      expect(await yard.try(token).pay()).toMatchObject({ reason, evidence: 'not_sent' });
    expect(stripe.charges()).toHaveLength(1);
  });

  it('is declined by Stripe where it cannot be looked at', async () => {
    const { stripe, ...yard } = shop();
    const spent = stripe.mint(good);
    await yard.try(spent).pay();
    for (const token of [
      spent,
      stripe.mint({ maxAmount: 1 }),
      stripe.mint({ ...good, currency: 'eur' }),
      'spt_nobody',
    ]) {
      stripe.fault('granted_tokens.retrieve', { fault: 'no_access' });
      expect(await yard.try(token).pay()).toMatchObject({
        state: 'declined',
        reason: 'token_rejected',
        evidence: 'same_key',
      });
    }
    expect(stripe.charges()).toHaveLength(1);
  });
});

const SPOILED = ['cut', 'bad_gateway', 'html', 'truncated', 'error_less', 'not_json'] as const;
const FAULTS: readonly StripeFault[] = [
  ...(['before', 'after'] as const).flatMap((when) => [
    ...SPOILED.map((fault) => ({ fault, when })),
    ...[400, 401, 403, 404, 409, 429, 500, 503].map((status) => ({ fault: 'status' as const, status, when })),
  ]),
  { fault: 'rate_limit' },
  { fault: 'in_use' },
  { fault: 'no_access' },
];

describe.each(FAULTS)('when the charge meets %o', (fault) => {
  it.each([0, 60_000])('is paid once by a repeat, with a search that is %i ms behind', async (lag) => {
    const { stripe, ...yard } = shop();
    stripe.searchLag(lag);
    const attempt = yard.try(stripe.mint(good));
    stripe.fault('payment_intents.create', fault);
    expect(await attempt.pay()).toMatchObject({ state: 'unknown' });
    const found = await attempt.status();
    const isSeen = 'when' in fault && fault.when === 'after' && lag === 0;
    expect(found).toMatchObject(isSeen ? PAID : { state: 'unknown', reason: 'not_found' });
    expect(await attempt.again()).toMatchObject(PAID);
    expect(stripe.charges()).toHaveLength(1);
  });
});

describe('a refund over a Stripe that keeps its rules', () => {
  it.each([
    ['succeeded', { state: 'refunded' }],
    ['failed', { state: 'failed', reason: 'refund_failed' }],
  ] as const)('is pending until the bank says %s, also under its own key', async (outcome, end) => {
    const { stripe, ...yard } = shop();
    const attempt = yard.try(stripe.mint({ ...good, paymentMethod: 'pm_card_pendingRefund' }));
    await attempt.pay();
    expect(await attempt.refund()).toMatchObject({ state: 'pending' });
    expect(await attempt.refund('again')).toMatchObject({ state: 'pending' });
    stripe.finishRefund(stripe.refunds()[0]?.id ?? '', outcome);
    expect(await attempt.refund('again')).toMatchObject(end);
    expect(await attempt.status()).toMatchObject({ refunds: [{ id: 'refund_1', state: end.state }] });
    expect(stripe.refunds()).toHaveLength(1);
  });

  it('has failed for what the payer disputes', async () => {
    const { stripe, ...yard } = shop();
    const attempt = yard.try(stripe.mint(good));
    await attempt.pay();
    stripe.dispute(stripe.intents()[0]?.id ?? '');
    expect(await attempt.refund()).toEqual({ state: 'failed', reason: 'charge_disputed' });
    expect(stripe.refunds()).toEqual([]);
  });
});
