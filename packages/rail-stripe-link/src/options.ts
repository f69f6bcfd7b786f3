import { type Mode, RailError } from '@railyard/core/rail';

/** What `stripeLink()` takes. */
export interface StripeLinkOptions {
  /** Stripe's secret key, or one restricted to Checkout Sessions, PaymentIntents and refunds. */
  readonly secretKey: string;
  /** Where a buyer comes back to, paid or not: an https address of at most 5,000 characters. */
  readonly returnUrl: (payment: Returning) => string;
  /** Signing secrets of the webhook endpoint, `whsec_…`. Without one webhooks are not taken. */
  readonly webhookSecrets?: readonly string[];
  /** The connected account that is paid, `acct_…`, for platforms on Stripe Connect. */
  readonly account?: string;
  /** How long a page can be paid, in seconds: 86,400. */
  readonly expiresIn?: number;
  /** How long to wait for one answer of Stripe's, in milliseconds: 20,000. */
  readonly timeout?: number;
  /** Another address of Stripe's API. */
  readonly apiUrl?: string;
}

/** Whose buyer comes back. */
export interface Returning {
  readonly attempt: string;
  readonly tenant: string;
  readonly cart: string;
  readonly order: string;
}

/** The options, checked and complete. */
export interface Settings
  extends Required<Omit<StripeLinkOptions, 'account' | 'apiUrl'>>,
    Record<'account' | 'apiUrl', string | null> {
  /** The mode that the secret key is for. */
  readonly mode: Mode;
}

const SHORTEST = 30 * 60;
const LONGEST = 24 * 60 * 60;

/** Throws `configuration`, with what to change, when an option makes no sense. */
export function readOptions(options: StripeLinkOptions): Settings {
  const { secretKey, returnUrl, webhookSecrets = [], account = null, apiUrl = null } = options;
  const mode = modeOf(secretKey);
  if (typeof returnUrl !== 'function')
    throw misfit('does not know where buyers come back to. Pass a function returnUrl that gives an address.');
  if (!areSecrets(webhookSecrets))
    throw misfit('has webhookSecrets that are not all whsec_… of your webhook endpoint.');
  if (account !== null && !isLike(/^acct_\w{1,250}$/, account))
    throw misfit('has an account that is not the acct_… of a connected account.');
  if (apiUrl !== null) checkApi(apiUrl, mode);
  return {
    secretKey,
    mode,
    returnUrl,
    webhookSecrets: [...webhookSecrets],
    account,
    apiUrl: apiUrl && new URL(apiUrl).origin,
    expiresIn: within('expiresIn', options.expiresIn ?? LONGEST, [SHORTEST, LONGEST]),
    timeout: within('timeout', options.timeout ?? 20_000, [1, 600_000]),
  };
}

function modeOf(secretKey: unknown): Mode {
  if (isLike(/^[rs]k_test_\w{1,250}$/, secretKey)) return 'test';
  if (isLike(/^[rs]k_live_\w{1,250}$/, secretKey)) return 'live';
  throw misfit('has no valid secretKey. Pass a secret or restricted key of Stripe: sk_test_…, rk_live_….');
}

function areSecrets(values: unknown): boolean {
  return Array.isArray(values) && values.every((one) => isLike(/^whsec_[!-~]{1,250}$/, one));
}

function checkApi(text: unknown, mode: Mode): void {
  if (!isLike(/^https?:\/\/[^/?#\\@\s]+\/?$/, text) || !URL.canParse(String(text)))
    throw misfit('has an apiUrl that is not an http address without a path.');
  if (mode === 'live' && !String(text).startsWith('https:'))
    throw misfit('would send a live key without encryption. Pass an apiUrl that begins with https.');
}

function within(name: string, value: number, [least, most]: readonly [number, number]): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw misfit(`takes for ${name} only a whole number from ${least} to ${most}.`);
}

function isLike(form: RegExp, value: unknown): boolean {
  return typeof value === 'string' && form.test(value);
}

/** A fault in how the rail was set up, and what to change. */
export function misfit(fault: string): RailError {
  return new RailError('configuration', `Rail "stripe-checkout" ${fault}`);
}
