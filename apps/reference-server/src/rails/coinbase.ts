import { generateKeyPairSync } from 'node:crypto';
import type { Mode } from '@railyard/core';
import { coinbase } from '@railyard/rail-coinbase';
import type { CoinbaseProvider } from '../config/coinbase.ts';
import { misplaced, type RailKind } from './kind.ts';
import { checkHttps, type ReturnUrl } from './return-url.ts';

/** The account that the API key of the environment belongs to. */
export const OWN_COINBASE = 'main';

/** Coinbase's page; an account is `main`, or one of the store. */
export function coinbaseKind(provider: CoinbaseProvider | null, mode: Mode, returnUrl: ReturnUrl): RailKind {
  const known = provider ?? noCoinbase();
  const { apiUrl } = known;
  return {
    id: 'coinbase',
    isSetUp: provider !== null,
    otherwise: OWN_COINBASE,
    isAccount: (account) => account === OWN_COINBASE,
    make: () => coinbase({ ...known, mode, returnUrl }),
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
