import { generateKeyPairSync } from 'node:crypto';
import type { Mode } from '@railyard/core';
import { coinbase } from '@railyard/rail-coinbase';
import type { CoinbaseProvider } from '../config/coinbase.ts';
import type { RailKind } from './kind.ts';
import type { ReturnUrl } from './return-url.ts';

/** The account that the API key belongs to. */
const OWN = 'main';

/** Coinbase's page; the account is `main`. */
export function coinbaseKind(provider: CoinbaseProvider | null, mode: Mode, returnUrl: ReturnUrl): RailKind {
  return {
    id: 'coinbase',
    isSetUp: provider !== null,
    otherwise: OWN,
    couldBe: (account) => account === OWN,
    make: () => coinbase({ ...(provider ?? noCoinbase()), mode, returnUrl }),
  };
}

/** What is listed, inactive, where nobody has set up Coinbase: a key of nobody. */
function noCoinbase(): CoinbaseProvider {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keySecret = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return { keyId: 'none', keySecret, webhookSecrets: [] };
}
