import { generateKeyPairSync } from 'node:crypto';
import type { Mode } from '@railyard/core';
import { coinbase } from '@railyard/rail-coinbase';
import type { CoinbaseProvider } from '../config/coinbase.ts';
import { misplaced, type RailKind } from './kind.ts';
import { checkHttps, type ReturnUrl } from './return-url.ts';

/** Each seller's API key and webhook secrets, by the name of the account. */
export type CoinbaseAccounts = Readonly<Record<string, CoinbaseProvider>>;

/** The account that stands for sellers without one. */
export const OWN_COINBASE = 'main';

/** Coinbase's page; an account is an API key of Coinbase Business, under a name of ours, here or in the store. */
export function coinbaseKind(accounts: CoinbaseAccounts, mode: Mode, returnUrl: ReturnUrl): RailKind {
  const keys = new Map(Object.entries(accounts));
  const apiUrl = keys.get(OWN_COINBASE)?.apiUrl;
  return {
    id: 'coinbase',
    isSetUp: keys.size > 0,
    otherwise: OWN_COINBASE,
    isAccount: (account) => keys.has(account),
    make: (account) => coinbase({ ...(keys.get(account) ?? noCoinbase()), mode, returnUrl }),
    over(secrets) {
      if (secrets.provider !== 'coinbase') return misplaced(secrets);
      if (apiUrl === undefined) checkHttps('Coinbase', returnUrl);
      const { keyId, keySecret, webhookSecrets } = secrets;
      const options = { mode, keyId, keySecret, webhookSecrets, returnUrl };
      return coinbase({ ...options, ...(apiUrl !== undefined && { apiUrl }) });
    },
  };
}

/** What is listed, inactive, where nobody has set up Coinbase: a key of nobody. */
function noCoinbase(): CoinbaseProvider {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keySecret = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return { keyId: 'none', keySecret, webhookSecrets: [] };
}
