import { type Mode, type Purchase, RailError } from '@railyard/core/rail';
import type { MerchantConnector } from './connector.ts';

/** What `cardRail()` takes. */
export interface CardRailOptions {
  readonly stripe: IssuingOptions;
  /** The merchants where carts are bought, by the seller that their carts name. */
  readonly merchants: Readonly<Record<string, MerchantConnector>>;
  /** When a purchase shall be delivered, in ISO 8601 with an offset; null for as soon as possible. */
  readonly deliverAt?: (purchase: Purchase, tenant: string) => Promise<string | null>;
  /**
   * How long a merchant may not say what became of an order before its card is closed, in milliseconds: 600,000. Below
   * that the merchant is asked again.
   */
  readonly patience?: number;
}

/** An account of Stripe that issues cards. */
export interface IssuingOptions {
  /** Stripe's secret key, or one restricted to cards, authorizations and transactions of Issuing. */
  readonly secretKey: string;
  /** Whom the cards are issued to: the id of an active cardholder, `ich_…`. */
  readonly cardholder: string;
  /** Currencies of the account's cards: `usd`. */
  readonly currencies?: readonly string[];
  /** Signing secrets of the webhook endpoints, `whsec_…`. Without one webhooks are not taken. */
  readonly webhookSecrets?: readonly string[];
  /** The connected account that issues, `acct_…`, for platforms on Stripe Connect. */
  readonly account?: string;
  /** How long to wait for one answer of Stripe's, in milliseconds: 10,000. */
  readonly timeout?: number;
  /** How long an authorization may be thought about before it is declined, in milliseconds: 1,500. */
  readonly answerWithin?: number;
  /** Another address of Stripe's API. */
  readonly apiUrl?: string;
}

/** The options, checked and complete. */
export interface Settings
  extends Required<Omit<CardRailOptions, 'stripe'>>,
    Required<Omit<IssuingOptions, 'account'>> {
  readonly account: string | null;
  /** The mode that the secret key is for. */
  readonly mode: Mode;
}

const DAY = 24 * 3_600_000;
const ISSUED = ['usd', 'eur', 'gbp'];

/** Throws `configuration`, with what to change, when an option makes no sense. */
export function readOptions(options: CardRailOptions): Settings {
  const { stripe, merchants, deliverAt = async () => null, patience = 600_000 } = options;
  const { secretKey, cardholder, currencies = ['usd'], webhookSecrets = [], account = null } = stripe;
  const { apiUrl = 'https://api.stripe.com', timeout = 10_000, answerWithin = 1_500 } = stripe;
  const mode = modeOf(secretKey);
  checkMerchants(merchants);
  if (typeof deliverAt !== 'function') throw misfit('takes for deliverAt only a function that gives a time.');
  if (!isForm(/^ich_\w{1,250}$/, cardholder))
    throw misfit('does not know whom cards are issued to. Pass the ich_… of a cardholder.');
  if (!isListOf(currencies, (one) => ISSUED.includes(String(one))) || currencies.length === 0)
    throw misfit(`has currencies in which no cards are issued. Pass some of ${ISSUED.join(', ')}.`);
  if (!isListOf(webhookSecrets, (one) => isForm(/^whsec_[!-~]{1,250}$/, one)))
    throw misfit('has webhookSecrets that are not all whsec_… of your webhook endpoints.');
  if (account !== null && !isForm(/^acct_\w{1,250}$/, account))
    throw misfit('has an account that is not the acct_… of a connected account.');
  return {
    mode,
    secretKey,
    cardholder,
    account,
    currencies: [...currencies],
    webhookSecrets: [...webhookSecrets],
    apiUrl: originOf(apiUrl, mode),
    timeout: bounded('timeout', timeout, 600_000),
    answerWithin: bounded('answerWithin', answerWithin, 2_000),
    patience: bounded('patience', patience, DAY),
    merchants: { ...merchants },
    deliverAt,
  };
}

function modeOf(secretKey: unknown): Mode {
  const [, mode] = /^[rs]k_(test|live)_\w{1,250}$/.exec(String(secretKey)) ?? [];
  if (mode !== undefined) return mode as Mode;
  throw misfit('has no valid secretKey. Pass a secret or restricted key of Stripe: sk_test_…, rk_live_….');
}

function checkMerchants(merchants: unknown): void {
  const all = Object.entries(Object(merchants) as Readonly<Record<string, Partial<MerchantConnector>>>);
  if (all.length === 0) throw misfit('has no merchants. Pass a connector for each seller it shall buy from.');
  for (const [seller, connector] of all) {
    for (const member of ['place', 'find', 'cancel'] as const) {
      if (typeof connector?.[member] === 'function') continue;
      throw misfit(`has for "${seller}" a connector without "${member}".`);
    }
  }
}

function originOf(text: string, mode: Mode): string {
  if (!isForm(/^https?:\/\/[^/?#\\@\s]+\/?$/, text) || !URL.canParse(text))
    throw misfit('has an apiUrl that is not an http address without a path.');
  if (mode === 'live' && !text.startsWith('https:'))
    throw misfit('would send a live key without encryption. Pass an apiUrl that begins with https.');
  return new URL(text).origin;
}

function bounded(name: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw misfit(`takes for ${name} only a whole number of milliseconds from 1 to ${most}.`);
}

function isListOf(values: unknown, fits: (value: unknown) => boolean): boolean {
  return Array.isArray(values) && values.every(fits);
}

function isForm(form: RegExp, value: unknown): boolean {
  return typeof value === 'string' && form.test(value);
}

function misfit(fault: string): RailError {
  return new RailError('configuration', `Rail "card" ${fault}`);
}
