import type { Mode } from '@railyard/core';
import { z } from 'zod';
import { address, listed, mistake, oneOf, url } from './fields.ts';

export interface X402Provider {
  readonly network: 'base' | 'base-sepolia';
  readonly payTo: string;
  /** Addresses, in the order in which they are tried. */
  readonly facilitator: readonly string[];
  readonly rpcUrl?: string;
  /** Key of the wallet that money is given back from; without it a refund is a case for a person. */
  readonly refundKey?: `0x${string}`;
}

const NETWORKS = ['base', 'base-sepolia'] as const;
const MODE_OF = { base: 'live', 'base-sepolia': 'test' } as const;

/** The variable of a wallet that is paid over x402. */
export const x402AccountFields = {
  X402_REFUND_KEY: z
    .string()
    .refine(isPrivateKey, 'X402_REFUND_KEY is no private key. Set it to 0x and 64 hexadecimal digits.')
    .transform((text) => text as `0x${string}`)
    .optional(),
};

/** The variables of x402. */
export const x402Fields = {
  ...x402AccountFields,
  X402_NETWORK: oneOf('X402_NETWORK', NETWORKS).optional(),
  X402_PAY_TO: z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/, 'X402_PAY_TO is no address. Set it to 0x and 40 hexadecimal digits.')
    .optional(),
  X402_FACILITATOR_URL: listed(
    url(
      'X402_FACILITATOR_URL holds something that is no address. Set it to addresses that begin with http:// or https://, separated by commas.',
    ),
  ).optional(),
  X402_RPC_URL: address('X402_RPC_URL').optional(),
};

type Set = z.output<z.ZodObject<typeof x402Fields>>;

/** The x402 provider; null when none of its variables is set. */
export function readX402(set: Set, mode: Mode): X402Provider | null {
  const { X402_NETWORK: network, X402_PAY_TO: payTo, X402_FACILITATOR_URL: facilitator } = set;
  const { X402_RPC_URL: rpcUrl, X402_REFUND_KEY: refundKey } = set;
  if ([network, payTo, facilitator, rpcUrl, refundKey].every((value) => value === undefined)) return null;

  const missing = Object.entries({
    X402_NETWORK: network,
    X402_PAY_TO: payTo,
    X402_FACILITATOR_URL: facilitator,
    // In live mode a payment is believed when the chain shows it, and not before.
    X402_RPC_URL: mode === 'live' ? rpcUrl : 'not needed',
  }).flatMap(([name, value]) => (value === undefined ? name : []));
  if (!network || !payTo || !facilitator || missing.length > 0) {
    throw mistake(`The x402 provider is configured in part. Set ${missing.join(' and ')} too.`);
  }
  if (MODE_OF[network] !== mode) {
    const other = mode === 'live' ? 'base' : 'base-sepolia';
    throw mistake(
      `X402_NETWORK "${network}" moves ${MODE_OF[network]} money, and RAILYARD_MODE is "${mode}". Set RAILYARD_MODE to "${MODE_OF[network]}", or X402_NETWORK to "${other}".`,
    );
  }
  return { network, payTo, facilitator, ...(rpcUrl && { rpcUrl }), ...(refundKey && { refundKey }) };
}

// Of secp256k1. A library that is given a key beyond it names the key in its error.
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

function isPrivateKey(text: string): boolean {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) return false;
  const key = BigInt(text);
  return key > 0n && key < CURVE_ORDER;
}
