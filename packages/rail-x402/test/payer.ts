import type { Credential, Purchase, RailRequest, Refusal } from '@railyard/core/rail';
import { type Hex, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { TRANSFER_TYPES } from '../src/refund/wallet.ts';
import type { Presented } from '../src/wire/payment.ts';

/** A wallet that only ever signs here. */
export const payer = privateKeyToAccount(`0x${'11'.repeat(32)}`);
export const stranger = privateKeyToAccount(`0x${'22'.repeat(32)}`);

export const PAY_TO = '0x00000000000000000000000000000000000000aa';
export const SEPOLIA_USDC = '0x036CbD53842c5426634e7929541eC2318f3dCF7e';
export const BASE_USDC = '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913';

/** Where the tests' clocks stand, in seconds. */
export const NOW = 1_900_000_000;

export const SEPOLIA = {
  name: 'USDC',
  version: '2',
  chainId: 84532,
  verifyingContract: SEPOLIA_USDC,
} as const;

export const purchase: Purchase = {
  order: 'order_1',
  cart: 'cart_1',
  version: 1,
  seller: 'seller_1',
  lines: [{ variant: 'v1', title: 'Tea', quantity: 1, unitAmount: 4999 }],
  subtotal: 4999,
  deliveryFee: 0,
  tip: 0,
  total: { amount: 4999, currency: 'usd' },
  shipTo: null,
  email: null,
  quotedAt: NOW * 1_000 - 60_000,
};

export interface Signing {
  readonly to?: string;
  readonly value?: string;
  readonly validAfter?: string;
  readonly validBefore?: string;
  readonly nonce?: string;
  readonly domain?: { name: string; version: string; chainId: number; verifyingContract: Hex };
}

/** A payment of $49.99 as an official client writes it, signed by `payer`. */
export async function signedPayment(signing: Signing = {}) {
  const authorization = {
    from: payer.address as string,
    to: signing.to ?? PAY_TO,
    value: signing.value ?? '49990000',
    validAfter: signing.validAfter ?? '0',
    validBefore: signing.validBefore ?? String(NOW + 300),
    nonce: signing.nonce ?? toHex(1, { size: 32 }),
  };
  const signature: string = await payer.signTypedData({
    domain: signing.domain ?? SEPOLIA,
    types: TRANSFER_TYPES,
    primaryType: 'TransferWithAuthorization',
    message: {
      from: payer.address,
      to: authorization.to as Hex,
      value: BigInt(authorization.value),
      validAfter: BigInt(authorization.validAfter),
      validBefore: BigInt(authorization.validBefore),
      nonce: authorization.nonce as Hex,
    },
  });
  return {
    x402Version: 2,
    resource: { url: 'https://shop.example/checkout' },
    accepted: {
      scheme: 'exact',
      network: 'eip155:84532',
      asset: SEPOLIA_USDC,
      amount: '49990000',
      payTo: PAY_TO,
      maxTimeoutSeconds: 300,
      extra: { name: 'USDC', version: '2' },
    },
    payload: { signature, authorization },
  };
}

type SignedPayment = Awaited<ReturnType<typeof signedPayment>>;

/** The same payment in each dialect. */
export const DIALECTS: Readonly<Record<string, (payment: SignedPayment) => object>> = {
  v2: (payment) => payment,
  v1: ({ payload }) => ({ x402Version: 1, scheme: 'exact', network: 'base-sepolia', payload }),
  bare: ({ payload: { signature, authorization } }) => ({ signature, authorization }),
};

/** The ways to write a payment in a header. */
export const SPELLINGS: Readonly<Record<string, (payment: unknown) => string>> = {
  base64: headerOf,
  'base64 without padding': (payment) => headerOf(payment).replace(/=+$/, ''),
  base64url: (payment) => headerOf(payment).replaceAll('+', '-').replaceAll('/', '_'),
  'base64url without padding': (payment) =>
    Buffer.from(JSON.stringify(payment, null, 3)).toString('base64url'),
  JSON: (payment) => JSON.stringify(payment),
  'JSON with spaces': (payment) => ` ${JSON.stringify(payment, null, 2)}\n`,
};

export function headerOf(payment: unknown): string {
  return Buffer.from(JSON.stringify(payment)).toString('base64');
}

export function requestWith(headers: Record<string, string>, meta: RailRequest['meta'] = {}): RailRequest {
  return { method: 'POST', url: 'https://shop.example/checkout', headers, meta, body: new Uint8Array() };
}

/** The credential in what a rail detected; throws when it detected none. */
export function found(detected: Credential<Presented> | Refusal | null): Credential<Presented> {
  if (!detected || 'refused' in detected) throw new Error(`No credential: ${detected?.message ?? 'nothing'}`);
  return detected;
}
