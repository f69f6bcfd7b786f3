import { type PaymentRail, toDecimal } from '@railyard/core/rail';
import type { HTTPFacilitatorClient } from '@x402/core/http';
import { appendPaymentIdentifierToExtensions } from '@x402/extensions/payment-identifier';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Facilitator, X402Options } from '../src/index.ts';
import * as door from '../src/index.ts';
import { withChecksum } from '../src/signature/address.ts';
import { fakeChain } from './fake-chain.ts';
import { FACILITATOR, mount } from './mount.ts';
import {
  BASE_USDC,
  found,
  headerOf,
  NOW,
  PAY_TO,
  purchase,
  requestWith,
  SEPOLIA,
  type Signing,
  signedPayment,
  stranger,
} from './payer.ts';

const { x402 } = door;
const options: X402Options = { network: 'base-sepolia', payTo: PAY_TO, facilitator: FACILITATOR };
const euros = { ...purchase, total: { amount: 4999, currency: 'eur' } };

/** The word that the local check refuses a payment with, or null. Nothing is sent for it. */
async function check(payment: unknown): Promise<string | null> {
  const { rail, context, sent } = mount();
  const credential = found(rail.detect(requestWith({ 'payment-signature': headerOf(payment) })));
  const refusal = await rail.check?.(purchase, credential, context);
  expect(sent).toEqual([]);
  return refusal?.refused ?? null;
}

async function checkSigned(signing: Signing): Promise<string | null> {
  return check(await signedPayment(signing));
}

it('exports the factory, the profile of Circle and nothing else that runs', () => {
  expect(Object.keys(door)).toEqual(['circle', 'x402']);
});

it("takes the SDK's facilitator client as it is", () => {
  expectTypeOf<HTTPFacilitatorClient>().toExtend<Facilitator>();
});

it('is a rail like any other', () => {
  expectTypeOf<ReturnType<typeof x402>>().toExtend<PaymentRail>();
});

describe('the factory', () => {
  it.each([
    [{ network: 'ethereum' as 'base' }, 'network'],
    [{ network: 'toString' as 'base' }, 'network'],
    [{ payTo: '0x1' }, 'payTo'],
    [{ payTo: BASE_USDC.replace('fCD', 'fcD') }, 'payTo'],
    [{ facilitator: 'facilitator.example' }, 'facilitator'],
    [{ facilitator: [] }, 'facilitator'],
    [{ facilitator: [FACILITATOR, { url: 'ftp://facilitator.example' }] }, 'facilitator'],
    [{ refundWallet: { address: '0x1', signTypedData: async () => '0x' } }, 'refundWallet'],
    [{ rpcUrl: 'ws://node.example' }, 'rpcUrl'],
    [{ maxTimeoutSeconds: 1 }, 'maxTimeoutSeconds'],
    [{ confirmations: 0 }, 'confirmations'],
    [{ realm: 'Café' }, 'realm'],
    [{ description: 'x'.repeat(201) }, 'description'],
    [{ description: 'a\nb' }, 'description'],
  ])('refuses %j and says what to change', (change, name) => {
    expect(() => x402({ ...options, ...change })).toThrow(new RegExp(`Rail "x402" has .*${name}.*\\.`));
  });

  it('mounts in test mode without a node, and in live mode only with one', () => {
    const live = { ...options, network: 'base' } as const;
    expect(x402(options).refuses?.('test')).toBeNull();
    expect(x402(live).refuses?.('live')).toContain('rpcUrl');
    expect(x402({ ...live, rpcUrl: 'https://node.example' }).refuses?.('live')).toBeNull();
    expect(x402({ ...live, chain: fakeChain() }).refuses?.('live')).toBeNull();
  });

  it('does not mix test money and live money', () => {
    expect(x402({ ...options, chain: fakeChain() }).refuses?.('live')).toContain('"base"');
    expect(x402({ ...options, network: 'base' }).refuses?.('test')).toContain('"base-sepolia"');
  });
});

describe('a challenge', () => {
  it('asks for the exact amount, in units of USDC, from the token of the network', async () => {
    const { rail, context } = mount();
    const challenge = await rail.challenge(purchase, { ...context, request: requestWith({}) });
    expect(challenge.meta).toMatchObject({
      'x402/payment-required': {
        accepts: [
          { amount: '49990000', network: 'eip155:84532', maxTimeoutSeconds: 300, extra: { name: 'USDC' } },
        ],
      },
    });
    expect(await rail.challenge(purchase, { ...context, request: requestWith({}) })).toEqual(challenge);
  });

  it('S1.38 asks for the total of the purchase as a decimal, on the network and to the address of the rail', async () => {
    const rail = x402({ ...options, network: 'base' });
    const { headers } = await rail.challenge(purchase, { ...mount().context, request: requestWith({}) });
    expect(JSON.parse(headers['X-Payment-Required'] ?? '')).toEqual({
      network: 'base',
      currency: 'USDC',
      amount: toDecimal(purchase.total),
      address: withChecksum(PAY_TO),
    });
  });

  it('differs by amount and by address, however many were asked for before', async () => {
    const { rail, context } = mount();
    const amountOf = async (amount: number, resource: string): Promise<unknown> => {
      const sold = { ...purchase, total: { amount, currency: 'usd' } };
      const { meta } = await rail.challenge(sold, { ...context, resource, request: requestWith({}) });
      return meta['x402/payment-required'];
    };
    for (let amount = 1; amount <= 450; amount += 1) {
      for (const url of ['https://shop.example/a', 'https://shop.example/b']) {
        expect(await amountOf(amount, url)).toMatchObject({
          resource: { url },
          accepts: [{ amount: `${amount}0000` }],
        });
      }
    }
  });

  it('is the same for every payer, so that an official extension writes into a copy alone', async () => {
    const { rail, context } = mount();
    const challenge = async () => rail.challenge(purchase, { ...context, request: requestWith({}) });
    const required = (await challenge()).meta['x402/payment-required'] as {
      extensions: Record<string, unknown>;
    };
    expect(() => appendPaymentIdentifierToExtensions(required.extensions)).toThrow(TypeError);
    const own = structuredClone(required);
    appendPaymentIdentifierToExtensions(own.extensions, 'x'.repeat(16));
    expect(JSON.stringify(own)).toContain('xxxx');
    expect(JSON.stringify(await challenge())).not.toContain('xxxx');
  });

  it('writes only what the manifest claims', async () => {
    const { rail, context } = mount();
    const { headers, body, meta } = await rail.challenge(purchase, { ...context, request: requestWith({}) });
    expect(rail.manifest.writes.headers).toEqual(expect.arrayContaining(Object.keys(headers)));
    expect(rail.manifest.writes.body).toEqual(expect.arrayContaining(Object.keys(body)));
    expect(rail.manifest.writes.meta).toEqual(expect.arrayContaining(Object.keys(meta)));
  });

  it('is not made for another currency, which USDC is not at par with', async () => {
    const { rail, context } = mount();
    expect(rail.accepts?.(purchase)).toBeNull();
    expect(rail.accepts?.(euros)).toHaveProperty('refused', 'currency_unsupported');
    await expect(rail.challenge(euros, { ...context, request: requestWith({}) })).rejects.toThrow('usd');
  });
});

describe('the local check', () => {
  it('passes what an official client sends, whatever the case of its addresses', async () => {
    const payment = await signedPayment();
    expect(await check(payment)).toBeNull();
    const { accepted } = payment;
    expect(
      await check({ ...payment, accepted: { ...accepted, asset: accepted.asset.toLowerCase() } }),
    ).toBeNull();
    expect(
      await check({ ...payment, accepted: { ...accepted, extra: { ...accepted.extra, more: true } } }),
    ).toBeNull();
  });

  it.each([
    ['network', 'eip155:8453', 'wrong_network'],
    ['asset', BASE_USDC, 'wrong_asset'],
    ['amount', '1', 'wrong_amount'],
    ['payTo', stranger.address, 'wrong_recipient'],
    ['maxTimeoutSeconds', 301, 'wrong_timeout'],
    ['extra', { name: 'USD Coin', version: '2' }, 'wrong_domain'],
  ])('refuses another accepted %s', async (name, value, reason) => {
    const payment = await signedPayment();
    expect(await check({ ...payment, accepted: { ...payment.accepted, [name]: value } })).toBe(reason);
  });

  it.each([
    [{ to: stranger.address }, 'wrong_recipient'],
    [{ value: '49989999' }, 'wrong_amount'],
    [{ value: '49990001' }, 'wrong_amount'],
    [{ validAfter: String(NOW + 1) }, 'not_yet_valid'],
    [{ validBefore: String(NOW + 5) }, 'expired'],
    [{ validBefore: String(NOW - 1) }, 'expired'],
    [{ validBefore: String(NOW + 601) }, 'valid_too_long'],
    [{ domain: { ...SEPOLIA, chainId: 8453 } }, 'invalid_signature'],
    [{ domain: { ...SEPOLIA, verifyingContract: BASE_USDC } as const }, 'invalid_signature'],
  ])('refuses an authorization signed with %j', async (signing, reason) => {
    expect(await checkSigned(signing)).toBe(reason);
  });

  it('passes authorizations at the edges of their time', async () => {
    expect(await checkSigned({ validAfter: String(NOW), validBefore: String(NOW + 6) })).toBeNull();
    expect(await checkSigned({ validBefore: String(NOW + 7) })).toBeNull();
    expect(await checkSigned({ validBefore: String(NOW + 600) })).toBeNull();
  });

  it('refuses an authorization whose fields were changed after signing', async () => {
    const payment = await signedPayment();
    const authorization = { ...payment.payload.authorization, nonce: `0x${'9'.repeat(64)}` };
    expect(await check({ ...payment, payload: { ...payment.payload, authorization } })).toBe(
      'invalid_signature',
    );
  });
});
