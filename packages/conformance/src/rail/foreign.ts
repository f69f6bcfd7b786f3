import type { JsonObject, RailRequest } from '@railyard/core/rail';
import { PLAIN } from './place.ts';

/** What no rail may take for a payment, whatever its own credential is. */
export const PLATFORMS: readonly RailRequest[] = [
  withHeader('authorization', 'Bearer sk_of_the_platform'),
  withHeader('authorization', 'Basic dXNlcjpwYXNz'),
];

const SIGNED = {
  signature: `0x${'5c'.repeat(64)}1b`,
  authorization: {
    from: `0x${'a1'.repeat(20)}`,
    to: `0x${'b2'.repeat(20)}`,
    value: '49990000',
    validAfter: '0',
    validBefore: '1900000300',
    nonce: `0x${'c3'.repeat(32)}`,
  },
};
const ACCEPTED = {
  scheme: 'exact',
  network: 'eip155:8453',
  asset: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
  amount: '49990000',
  payTo: SIGNED.authorization.to,
  maxTimeoutSeconds: 300,
  extra: { name: 'USD Coin', version: '2' },
};
const X402 = { x402Version: 2, accepted: ACCEPTED, payload: SIGNED };
const X402_V1 = { x402Version: 1, scheme: 'exact', network: 'base', payload: SIGNED };

const ASKED = { amount: '4999', currency: 'usd', methodDetails: { paymentMethodTypes: ['card'] } };
const CHALLENGE = { id: 'K9kF_1', realm: 'shop.example', method: 'stripe', intent: 'charge' };
const MPP = { challenge: { ...CHALLENGE, request: ASKED }, payload: { spt: 'spt_1' } };
const MPP_ENCODED = { ...MPP, challenge: { ...CHALLENGE, request: encoded(ASKED) } };

/**
 * What payers present, by protocol, in each of its places. A rail that reads one of them may read the others, and two
 * rails of one protocol need not tell themselves apart: they write the same headers, so one seller has only one of them.
 */
export const PROTOCOLS: readonly (readonly RailRequest[])[] = [
  [
    withHeader('payment-signature', encoded(X402)),
    withHeader('x-payment', encoded(X402_V1)),
    { ...PLAIN, meta: { 'x402/payment': X402 } },
  ],
  [
    withHeader('authorization', `Payment ${encoded(MPP_ENCODED)}`),
    withHeader('payment-authorization', `Payment ${encoded(MPP_ENCODED)}`),
    { ...PLAIN, meta: { 'org.paymentauth/credential': MPP } },
  ],
  [withHeader('x-another-payment', 'tok_1')],
  [withHeader('x-keyed-token', 'tok_1')],
  [withHeader('x-nonce', 'payer.nonce.1.usd.1')],
  [withHeader('cookie', 'session=1')],
  [withHeader('stripe-signature', 't=1,v1=00')],
  [{ ...PLAIN, meta: { 'another.example/payment': {} } }],
];

/** Where a request carries something: in which headers, under which scheme, in which members of `_meta`. */
export function placesOf({ headers, meta }: RailRequest): readonly string[] {
  const named = Object.entries(headers).flatMap(([name, text = '']) =>
    name.endsWith('authorization') ? schemesIn(text).map((scheme) => `${name} ${scheme}`) : [name],
  );
  return [...named, ...Object.keys(meta).map((name) => `_meta ${name}`)];
}

/** `bearer` and `payment` of `Bearer x, Payment y`. */
function schemesIn(text: string): readonly string[] {
  return [...text.matchAll(/(?:^|,)\s*([\w-]+)\s/g)].map(([, scheme = '']) => scheme.toLowerCase());
}

function withHeader(name: string, value: string): RailRequest {
  return { ...PLAIN, headers: { [name]: value } };
}

function encoded(value: JsonObject): string {
  return btoa(JSON.stringify(value)).replaceAll('=', '');
}
