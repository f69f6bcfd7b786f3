import type { RailManifest } from '@railyard/core/rail';
import type { Standing } from '../../rails/standing.ts';

/** A rail, and for whom it is active. */
export interface RailForAll {
  readonly rail: string;
  readonly manifest: RailManifest;
  readonly isSetUp: boolean;
  /** Handles. */
  readonly sellers: readonly string[];
  /** Merchants elsewhere, at which the platform pays on it. */
  readonly merchants: readonly string[];
}

/** What an operator sets so that a rail is there. */
const SET_UP_BY: Readonly<Record<string, string>> = {
  'stripe-checkout': 'STRIPE_SECRET_KEY',
  'stripe-mpp': 'STRIPE_SECRET_KEY and STRIPE_PROFILE',
  coinbase: 'COINBASE_KEY_ID and COINBASE_KEY_SECRET',
  card: 'STRIPE_ISSUING_CARDHOLDER, CORNER_MARKET_URL and CORNER_MARKET_KEY',
  x402: 'X402_NETWORK, X402_PAY_TO and X402_FACILITATOR_URL',
};

const MOST_NAMED = 5;

export const HEAD_FOR_ALL = ['RAIL', 'TITLE', 'PAYER', 'ACTIVE FOR'];

/** A line for people. */
export function rowForAll(known: RailForAll): readonly string[] {
  const { rail, manifest } = known;
  return [rail, manifest.title, manifest.payer, forWhom(known)];
}

function forWhom({ rail, isSetUp, sellers, merchants }: RailForAll): string {
  if (merchants.length > 0) return `the platform, at ${named(merchants)}`;
  return isSetUp || sellers.length > 0 ? named(sellers) : `nobody: ${setUp(rail)}`;
}

function named(sellers: readonly string[]): string {
  const more = sellers.length - MOST_NAMED;
  const names = sellers.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${names} and ${more} more` : names || 'nobody';
}

function setUp(rail: string): string {
  return `set ${SET_UP_BY[rail] ?? 'it up'}, and start the server anew`;
}

export function shapeForAll({ rail, manifest, isSetUp, sellers, merchants }: RailForAll): object {
  const { title, payer, settlement, currencies } = manifest;
  const about = { title, payer, settlement, currencies: Object.keys(currencies) };
  return { payment_rail: rail, ...about, set_up: isSetUp, active_for: sellers, buys_at: merchants };
}

export const HEAD_OF_SELLER = ['RAIL', 'ACTIVE', 'ACCOUNT', 'WHY NOT'];

/** A line for people. */
export function rowOfSeller(handle: string, standing: Standing): readonly string[] {
  const { rail, account, whyNot } = standing;
  return [rail, whyNot === null ? 'yes' : 'no', account ?? '-', because(handle, standing)];
}

/** The reason, and the way out. */
function because(handle: string, { rail, account, whyNot }: Standing): string {
  switch (whyNot) {
    case null:
      return '';
    case 'not_on_sale':
      return `it is not on sale: railyard seller restore ${handle}`;
    case 'sent_on':
      return `its buyers are sent on to its own site: railyard seller set ${handle} --purchasable`;
    case 'not_set_up':
      return `it is not set up: ${setUp(rail)}`;
    case 'no_account':
      return `it has no account there: railyard seller set ${handle} --rail ${rail}`;
    case 'deactivated':
      return `its account was deactivated: railyard seller set ${handle} --rail ${rail}=${account}`;
    case 'unknown_account':
      return 'no server with this environment knows the account';
  }
}

export function shapeOfSeller({ rail, account, whyNot }: Standing): object {
  return { payment_rail: rail, active: whyNot === null, account, why_not: whyNot };
}
