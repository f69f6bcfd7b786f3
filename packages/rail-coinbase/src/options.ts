import { type Mode, RailError } from '@railyard/core/rail';
import type { Api } from './client/ask.ts';
import { readSecret, type Secret } from './client/secret.ts';
import { createSigner } from './client/token.ts';

/** What `coinbase()` takes. */
export interface CoinbaseOptions {
  /**
   * Whether money is real: `live` asks Coinbase Business, `test` its sandbox on Base Sepolia. One API key is good for
   * both.
   */
  readonly mode: Mode;
  /** The id of the API key, as Coinbase shows it. */
  readonly keyId: string;
  /** The secret of the API key: Ed25519 in base64, or an EC key in PEM. */
  readonly keySecret: string;
  /** The page where the buyer comes back, paid or not: https, of at most 2,048 characters. */
  readonly returnUrl: (payment: Returning) => string;
  /** Secrets of the webhook subscription, two while one takes the place of the other. Without one webhooks are not taken. */
  readonly webhookSecrets?: readonly string[];
  /** How long a page takes money, in seconds: 3,600. */
  readonly expiresIn?: number;
  /** How long to wait for one answer of Coinbase's, in milliseconds: 20,000. */
  readonly timeout?: number;
  /** Another address of Coinbase's API, to which paths such as `/checkouts` are added. */
  readonly apiUrl?: string;
}

/** The payment that a buyer comes back from. */
export interface Returning {
  readonly attempt: string;
  readonly tenant: string;
  readonly cart: string;
  readonly order: string;
}

/** The options, checked and complete. */
export interface Settings {
  readonly mode: Mode;
  readonly api: Api;
  readonly returnUrl: CoinbaseOptions['returnUrl'];
  /** Where a buyer may come back to. Coinbase itself takes https alone; another address of the API, this machine too. */
  readonly returnsTo: 'https' | 'loopback';
  readonly webhookSecrets: readonly string[];
  readonly expiresIn: number;
}

const COINBASE = 'https://business.coinbase.com';
const SANDBOX = '/sandbox/api/v1';
/** Where the API is. What is asked in one mode is never seen in the other. */
const ADDRESSES: Readonly<Record<Mode, string>> = {
  live: `${COINBASE}/api/v1`,
  test: `${COINBASE}${SANDBOX}`,
};

const VISIBLE = /^[\x21-\x7e]{1,250}$/;

/** Throws `configuration`, with what to change, when an option makes no sense. */
export function readOptions(options: CoinbaseOptions): Settings {
  const { mode, keyId, keySecret, returnUrl, apiUrl } = options;
  if (!Object.hasOwn(ADDRESSES, mode))
    throw misfit('has no mode. Pass "test" for the sandbox of Coinbase, or "live".');
  if (!isVisible(keyId)) throw misfit('has no valid keyId. Pass the id of an API key of Coinbase.');
  if (typeof returnUrl !== 'function')
    throw misfit('has no returnUrl. Pass a function that gives the address where the buyer comes back.');

  const address = apiUrl === undefined ? ADDRESSES[mode] : addressOf(apiUrl, mode);
  return {
    mode,
    api: {
      address,
      signer: createSigner(keyId, secretOf(keySecret)),
      timeout: counted('timeout', options.timeout ?? 20_000, 1, 600_000),
    },
    returnUrl,
    returnsTo: new URL(address).origin === COINBASE ? 'https' : 'loopback',
    webhookSecrets: secretsOf(options.webhookSecrets ?? []),
    expiresIn: counted('expiresIn', options.expiresIn ?? 3_600, 300, 604_800),
  };
}

function secretOf(keySecret: unknown): Secret {
  const secret = typeof keySecret === 'string' ? readSecret(keySecret) : null;
  if (secret) return secret;
  throw misfit(
    'has no valid keySecret. Pass the secret of an API key: 64 bytes in base64, or an EC key in PEM.',
  );
}

function secretsOf(secrets: readonly string[]): readonly string[] {
  if (Array.isArray(secrets) && secrets.every(isVisible)) return secrets.map(String);
  throw misfit('has webhookSecrets that are not all secrets of a webhook subscription.');
}

function addressOf(text: string, mode: Mode): string {
  const { protocol, origin, pathname, href } = new URL(URL.canParse(text) ? text : 'about:blank');
  const isEncrypted = protocol === 'https:';
  if ((!isEncrypted && protocol !== 'http:') || href !== `${origin}${pathname}`)
    throw misfit('has an apiUrl that is not an http address, without a query.');
  const address = `${origin}${pathname.replace(/\/+$/, '')}`;
  if (mode === 'live' && !isEncrypted)
    throw misfit('would ask for real money without encryption. Pass an apiUrl that begins with https.');
  // Coinbase itself is only there with encryption, and its sandbox only at this path.
  if (isEncrypted && (mode === 'test') !== address.endsWith(SANDBOX))
    throw misfit(`has an apiUrl for another mode. Only that of mode "test" ends in ${SANDBOX}.`);
  return address;
}

function counted(name: string, value: number, least: number, most: number): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw misfit(`takes for ${name} only a whole number from ${least} to ${most}.`);
}

function isVisible(value: unknown): boolean {
  return typeof value === 'string' && VISIBLE.test(value);
}

function misfit(fault: string): RailError {
  return new RailError('configuration', `Rail "coinbase" ${fault}`);
}
