import { parseEnv } from 'node:util';
import type { Mode } from '@railyard/core';
import { privateKeyToAddress } from 'viem/accounts';
import { z } from 'zod';
import { type CoinbaseProvider, coinbaseAccountFields, readCoinbase } from '../config/coinbase.ts';
import { environmentIn, mistake } from '../config/fields.ts';
import { readStripe, type StripeProvider, stripeAccountFields } from '../config/stripe.ts';
import { x402AccountFields } from '../config/x402.ts';
import type { ProviderName } from './record.ts';

/** The secrets of an account, under the names that the environment has for them. */
export type Given = Readonly<Record<string, string>>;

/** The same, checked. */
export type Secrets =
  | ({ readonly provider: 'stripe' } & StripeProvider)
  | ({ readonly provider: 'coinbase' } & CoinbaseProvider)
  | { readonly provider: 'x402'; readonly refundKey: `0x${string}`; readonly address: string };

const SCHEMAS = {
  stripe: z.object(stripeAccountFields),
  coinbase: z.object(coinbaseAccountFields),
  x402: z.object(x402AccountFields),
} as const;

/** What is written as `NAME=value`, one a line. */
export function givenIn(text: string): Given {
  const entries = Object.entries(parseEnv(text));
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** These secrets with those in their place; an empty one takes one away. */
export function replacing(before: Given, by: Given): Given {
  return Object.fromEntries(Object.entries({ ...before, ...by }).filter(([, value]) => value !== ''));
}

/** The secrets of an account, by the rules that the environment has. Throws `configuration` in a sentence without any. */
export function readSecrets(provider: ProviderName, given: Given, mode: Mode): Secrets {
  const names = Object.keys(SCHEMAS[provider].shape);
  // What is not known is not repeated: it could be a secret.
  if (Object.keys(given).some((name) => !names.includes(name)))
    throw mistake(`Only ${names.join(', ')} belong to such an account. Give them as NAME=value, one a line.`);
  const secrets = READERS[provider](given, mode);
  if (secrets) return secrets;
  throw mistake(`There are no secrets. Give ${names.join(', ')}, as NAME=value, one a line.`);
}

const READERS: Readonly<Record<ProviderName, (given: Given, mode: Mode) => Secrets | null>> = {
  stripe(given, mode) {
    const account = readStripe(environmentIn(SCHEMAS.stripe, given), mode);
    return account && { provider: 'stripe', ...account };
  },
  coinbase(given) {
    const account = readCoinbase(environmentIn(SCHEMAS.coinbase, given));
    return account && { provider: 'coinbase', ...account };
  },
  x402(given) {
    const { X402_REFUND_KEY: refundKey } = environmentIn(SCHEMAS.x402, given);
    return refundKey ? { provider: 'x402', refundKey, address: privateKeyToAddress(refundKey) } : null;
  },
};

/** The end of what identifies an account's key, for people who compare it with what the provider shows. */
export function endOf(secrets: Secrets): string {
  switch (secrets.provider) {
    case 'stripe':
      return tailOf(secrets.secretKey);
    case 'coinbase':
      return tailOf(secrets.keyId);
    case 'x402':
      return tailOf(secrets.address);
  }
}

function tailOf(text: string): string {
  return text.length < 16 ? '…' : `…${text.slice(-4)}`;
}
