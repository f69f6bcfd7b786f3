import { resolve } from 'node:path';
import type { Mode, PlatformLimits } from '@railyard/core';
import { z } from 'zod';
import { type BuyingSettings, cardFields, readBuying } from './config/card.ts';
import { type CoinbaseProvider, coinbaseFields, readCoinbase } from './config/coinbase.ts';
import { address, environmentIn, mistake, oneOf, whole } from './config/fields.ts';
import { limitsFields, readStart } from './config/limits.ts';
import { mailFields, readMail } from './config/mail.ts';
import { type OauthSettings, oauthFields, readOauth } from './config/oauth.ts';
import { placeFields } from './config/place.ts';
import { readSpending, type SpendingSettings, spendingFields } from './config/spending.ts';
import { type MppSettings, readStripe, type StripeProvider, stripeFields } from './config/stripe.ts';
import { readX402, type X402Provider, x402Fields } from './config/x402.ts';
import type { MailSettings } from './mail/smtp.ts';
import type { Ring } from './sealing-keys.ts';

/** What the environment asks for, checked and complete. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where clients reach the server, without a slash at the end. */
  readonly baseUrl: string;
  readonly logLevel: LogLevel;
  /** Absolute path of the folder that holds the database, the keys and the sandbox. */
  readonly folder: string;
  readonly mode: Mode;
  /** The keys that seal; null for those in the folder. */
  readonly sealingKeys: Ring | null;
  /** The caps that the platform starts with. */
  readonly limits: PlatformLimits;
  /** How many requests an API key may make; 0 for any number. */
  readonly requestsPerMinute: number;
  /** How long one call of a rail may take, in milliseconds. */
  readonly railTimeout: number;
  /** The real providers; null on the sandbox. */
  readonly providers: Providers | null;
  readonly mpp: MppSettings;
  /** Absolute path of the file that says what the platform begins with; null without one. */
  readonly seedFile: string | null;
  /** How mail is sent; null when it is not, but into the inbox of the sandbox. */
  readonly mail: MailSettings | null;
  /** What may be spent, and who decides. */
  readonly spending: SpendingSettings;
  /** What the platform buys with at other merchants, and where; null on the sandbox, and where it does not. */
  readonly buying: BuyingSettings | null;
  /** How people may let agents shop for them; null where they may not. */
  readonly oauth: OauthSettings | null;
}

/** Where the money comes from; null for what is not set up. */
export interface Providers {
  readonly x402: X402Provider | null;
  readonly stripe: StripeProvider | null;
  readonly coinbase: CoinbaseProvider | null;
}

export type LogLevel = (typeof LOG_LEVELS)[number];

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: whole('PORT', 1, 65_535, 8787),
  BASE_URL: address('BASE_URL').optional(),
  LOG_LEVEL: oneOf('LOG_LEVEL', LOG_LEVELS).optional(),
  ...placeFields,
  RAILYARD_SANDBOX: oneOf('RAILYARD_SANDBOX', ['off']).optional(),
  RAILYARD_SEED: z.string().optional(),
  RATE_LIMIT_PER_MINUTE: whole('RATE_LIMIT_PER_MINUTE', 0, 1_000_000_000, 6_000),
  RAIL_TIMEOUT_MS: whole('RAIL_TIMEOUT_MS', 100, 120_000, 30_000),
  ...limitsFields,
  ...x402Fields,
  ...stripeFields,
  ...coinbaseFields,
  ...cardFields,
  ...mailFields,
  ...oauthFields,
  ...spendingFields,
});

/** The configuration in these variables. Throws `configuration`, in one sentence that says what to set. */
export function readConfig(variables: NodeJS.ProcessEnv): Config {
  const set = environmentIn(environment, variables);
  const mode = set.RAILYARD_MODE;
  const x402 = readX402(set, mode);
  const stripe = readStripe(set, mode);
  const coinbase = readCoinbase(set);
  const isReal = x402 || stripe || coinbase || set.RAILYARD_SANDBOX === 'off';
  const providers = isReal ? { x402, stripe, coinbase } : null;
  const baseUrl = set.BASE_URL ?? `http://${reachable(set.HOST)}:${set.PORT}`;
  if (!providers && mode === 'live') {
    throw mistake(
      'RAILYARD_MODE is "live", and the sandbox moves no real money. Set X402_NETWORK, X402_PAY_TO, X402_FACILITATOR_URL and X402_RPC_URL, STRIPE_SECRET_KEY, or COINBASE_KEY_ID and COINBASE_KEY_SECRET, or RAILYARD_SANDBOX to "off" where each seller has an account of its own, or leave RAILYARD_MODE out.',
    );
  }
  if (providers) checkReturn(baseUrl, mode, providers);
  const mail = readMail(set);
  return {
    host: set.HOST,
    port: set.PORT,
    baseUrl,
    logLevel: set.LOG_LEVEL ?? (providers ? 'info' : 'warn'),
    folder: folderOf(variables),
    mode,
    sealingKeys: set.SEALING_KEYS ?? null,
    limits: readStart(set),
    requestsPerMinute: set.RATE_LIMIT_PER_MINUTE,
    railTimeout: set.RAIL_TIMEOUT_MS,
    providers,
    buying: readBuying(set, stripe, mode),
    mail,
    spending: readSpending(set),
    oauth: readOauth(set, { baseUrl, hasMail: mail !== null || !providers }),
    seedFile: set.RAILYARD_SEED === undefined ? null : resolve(set.RAILYARD_SEED),
    mpp: { realm: set.MPP_REALM ?? new URL(baseUrl).hostname, secrets: set.MPP_SECRETS ?? null },
  };
}

/** Absolute path of the folder that these variables name. */
export function folderOf({ RAILYARD_FOLDER }: NodeJS.ProcessEnv): string {
  return resolve(RAILYARD_FOLDER || '.railyard');
}

/** Buyers come back from a provider's page to this server, and providers send them to some addresses alone. */
function checkReturn(baseUrl: string, mode: Mode, { stripe, coinbase }: Providers): void {
  const isCoinbase = coinbase !== null && coinbase.apiUrl === undefined;
  const provider = isCoinbase ? 'Coinbase' : stripe && mode === 'live' ? 'Stripe' : null;
  if (provider === null || baseUrl.startsWith('https:')) return;
  throw mistake(
    `${provider} sends buyers back to https addresses alone, and this server is at ${baseUrl}. Set BASE_URL to its https address.`,
  );
}

/** A host as a URL names it; one that stands for all addresses as this machine names itself. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
