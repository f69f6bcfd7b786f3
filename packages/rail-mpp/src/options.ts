import { type Mode, type Money, RailError } from '@railyard/core/rail';

/** What `mpp()` takes. */
export interface MppOptions {
  /** Stripe's secret key of the platform, or one restricted to PaymentIntents, refunds and granted tokens. */
  readonly secretKey: string;
  /** The seller's Stripe profile, `profile_…`: whom agents address their tokens to. */
  readonly networkId: string;
  /**
   * Keys that challenges are signed with, of 32 bytes or more. The first signs, all verify: put a new one first, and
   * drop the old one when its challenges have expired.
   */
  readonly secrets: readonly string[];
  /** Your name as payers see it: printable ASCII without quotes, backslash or bar. */
  readonly realm: string;
  /** What a token may be backed by: `card` and `link`. */
  readonly paymentMethodTypes?: readonly string[];
  /** For platforms on Stripe Connect. */
  readonly connect?: Connect;
  /** Signing secrets of the webhook endpoint, `whsec_…`. Without one webhooks are not taken. */
  readonly webhookSecrets?: readonly string[];
  /** Whether a bare token (`Authorization: Payment spt_…`) is offered and taken: true. */
  readonly rawTokens?: boolean;
  /** How long a challenge lasts, in seconds: 300. */
  readonly expiresIn?: number;
  /** `Stripe-Version` of the calls that take a token. */
  readonly previewVersion?: string;
  /** How long to wait for one answer of Stripe's, in milliseconds: 20,000. */
  readonly timeout?: number;
  /** Another address of Stripe's API. */
  readonly apiUrl?: string;
}

/** Whose charge it is on Stripe Connect, and what the platform keeps. Clients never see it. */
export interface Connect {
  /** The connected account that charges, `acct_…`. */
  readonly account?: string;
  readonly onBehalfOf?: string;
  /** The account that the money is transferred to. */
  readonly transferTo?: string;
  readonly transferGroup?: string;
  /** The platform's fee, in minor units of the total's currency. */
  readonly applicationFeeAmount?: number | ((total: Money) => number);
}

/** The options, checked and complete. */
export interface Settings {
  readonly secretKey: string;
  /** The mode that the secret key is for. */
  readonly mode: Mode;
  readonly networkId: string;
  readonly secrets: readonly string[];
  readonly realm: string;
  readonly paymentMethodTypes: readonly string[];
  readonly connect: Connect;
  readonly webhookSecrets: readonly string[];
  readonly rawTokens: boolean;
  readonly expiresIn: number;
  readonly previewVersion: string;
  readonly timeout: number;
  readonly apiUrl: string | null;
}

const SECRET_KEY = /^[rs]k_(test|live)_\w{1,250}$/;
const PROFILE = /^profile_\w{1,250}$/;
const LEAST_SECRET = 32;
// The bar parts what a challenge's id is made of.
const REALM = /^[^"\\|]{1,128}$/;
const PRINTABLE = /^[\x20-\x7e]+$/;
const METHOD_TYPE = /^[a-z][a-z0-9_]{0,63}$/;
const WEBHOOK_SECRET = /^whsec_[\x21-\x7e]{1,250}$/;
const VERSION = /^\d{4}-\d{2}-\d{2}(?:\.[a-z]{1,32})?$/;

/** Throws `configuration`, with what to change, when an option makes no sense. */
export function readOptions(options: MppOptions): Settings {
  const { secretKey, networkId, secrets, realm, connect = {}, webhookSecrets = [], apiUrl } = options;
  const { paymentMethodTypes = ['card', 'link'], previewVersion = '2026-08-26.preview' } = options;
  const mode = modeOf(secretKey);
  if (!matches(PROFILE, networkId))
    throw misfit('has no valid networkId. Pass the profile_… of your Stripe profile.');
  checkSecrets(secrets);
  if (!matches(REALM, realm) || !PRINTABLE.test(realm))
    throw misfit('has a realm that is not 1 to 128 printable ASCII characters without ", \\ and |.');
  if (!areAll(METHOD_TYPE, paymentMethodTypes) || paymentMethodTypes.length === 0)
    throw misfit('has paymentMethodTypes that are not words of Stripe such as "card".');
  if (!areAll(WEBHOOK_SECRET, webhookSecrets))
    throw misfit('has webhookSecrets that are not all whsec_… of your webhook endpoint.');
  if (!matches(VERSION, previewVersion))
    throw misfit('has a previewVersion that is no version of Stripe. Write it like 2026-08-26.preview.');
  checkConnect(connect);

  return {
    secretKey,
    mode,
    networkId,
    secrets: [...secrets],
    realm,
    paymentMethodTypes: [...paymentMethodTypes],
    connect: { ...connect },
    webhookSecrets: [...webhookSecrets],
    rawTokens: options.rawTokens ?? true,
    expiresIn: counted('expiresIn', options.expiresIn ?? 300, 30, 86_400),
    previewVersion,
    timeout: counted('timeout', options.timeout ?? 20_000, 1, 600_000),
    apiUrl: apiUrl === undefined ? null : originOf(apiUrl, mode),
  };
}

function modeOf(secretKey: unknown): Mode {
  const mode = typeof secretKey === 'string' ? SECRET_KEY.exec(secretKey)?.[1] : undefined;
  if (mode === 'test' || mode === 'live') return mode;
  throw misfit('has no valid secretKey. Pass a secret or restricted key of Stripe: sk_test_…, rk_live_….');
}

function checkSecrets(secrets: unknown): void {
  if (!Array.isArray(secrets) || secrets.length === 0)
    throw misfit('has no secrets to sign challenges with. Pass one of 32 random bytes or more.');
  const long = secrets.every(
    (secret) => typeof secret === 'string' && new TextEncoder().encode(secret).length >= LEAST_SECRET,
  );
  if (!long) throw misfit('has a secret under 32 bytes. Make one with: openssl rand -base64 32');
}

function checkConnect({
  account,
  onBehalfOf,
  transferTo,
  transferGroup,
  applicationFeeAmount,
}: Connect): void {
  const accounts = [account, onBehalfOf, transferTo].filter((one) => one !== undefined);
  if (!areAll(/^acct_\w{1,250}$/, accounts))
    throw misfit('has an account in connect that is not the acct_… of a connected account.');
  if (transferGroup !== undefined && !matches(/^[\x20-\x7e]{1,500}$/, transferGroup))
    throw misfit('has a transferGroup that is not 1 to 500 printable ASCII characters.');
  if (applicationFeeAmount === undefined) return;
  if (account === undefined && transferTo === undefined)
    throw misfit('has an applicationFeeAmount that nobody pays. Pass an account or transferTo as well.');
  if (typeof applicationFeeAmount !== 'function')
    counted('applicationFeeAmount', applicationFeeAmount, 0, Number.MAX_SAFE_INTEGER);
}

function originOf(text: string, mode: Mode): string {
  const { protocol, origin, href } = new URL(URL.canParse(text) ? text : 'about:blank');
  if ((protocol !== 'https:' && protocol !== 'http:') || href !== `${origin}/`)
    throw misfit('has an apiUrl that is not an http address without a path.');
  if (protocol === 'http:' && mode === 'live')
    throw misfit('would send a live key without encryption. Pass an apiUrl that begins with https.');
  return origin;
}

function counted(name: string, value: number, least: number, most: number): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw misfit(`takes for ${name} only a whole number from ${least} to ${most}.`);
}

function areAll(pattern: RegExp, values: unknown): boolean {
  return Array.isArray(values) && values.every((value) => matches(pattern, value));
}

function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function misfit(fault: string): RailError {
  return new RailError('configuration', `Rail "stripe-mpp" ${fault}`);
}
