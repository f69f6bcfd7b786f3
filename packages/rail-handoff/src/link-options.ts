import { RailError } from '@railyard/core/rail';
import type { Storefront } from './storefront.ts';

/** What `createLinks()` takes. */
export interface LinkOptions {
  /**
   * Keys that links are signed with, of 32 bytes or more. The first signs, all verify: put a new one first, and drop
   * the old one when its links have expired.
   */
  readonly secrets: readonly string[];
  /** What the token of a link stands behind: `https://pay.example/go`. */
  readonly address: string;
  /** Where a seller sells by now; null when the platform knows no such seller any more. */
  storefrontOf(seller: string): Awaitable<Storefront | null>;
  /** The page of a variant on the seller's own site by now; null when it has none. */
  productOf(variant: string, seller: string): Awaitable<string | null>;
  /** How long a link leads to its product, in seconds: 2,592,000, which is thirty days. */
  readonly lifetime?: number;
  /** The platform's name for the seller's statistics, `utm_source`. */
  readonly source?: string;
}

type Awaitable<T> = T | Promise<T>;

/** The options, checked and complete. */
export interface LinkSettings extends Pick<LinkOptions, 'storefrontOf' | 'productOf'> {
  readonly secrets: readonly string[];
  readonly address: string;
  /** In milliseconds. */
  readonly lifetime: number;
  readonly source: string | null;
}

const DAY = 86_400;
const LEAST_SECRET = 32;

/** Throws `configuration`, with what to change, when an option makes no sense. */
export function readLinkOptions(options: LinkOptions): LinkSettings {
  const { secrets, address, lifetime = 30 * DAY, source = null } = options;
  if (secrets.length === 0 || !secrets.every(isLong))
    throw misfit('need secrets of 32 bytes or more. Make one with: openssl rand -base64 32');
  if (!isAddress(address))
    throw misfit('need an address such as https://pay.example/go, without a slash at the end and a query.');
  if (!Number.isSafeInteger(lifetime) || lifetime < 60 || lifetime > 400 * DAY)
    throw misfit('take for lifetime only a whole number of seconds from 60 to 34,560,000.');
  if (source !== null && !/^[\w.-]{1,64}$/.test(source))
    throw misfit('take for source only 1 to 64 letters, digits, dots, dashes and underscores.');
  return {
    secrets: [...secrets],
    address,
    storefrontOf: (seller) => options.storefrontOf(seller),
    productOf: (variant, seller) => options.productOf(variant, seller),
    lifetime: lifetime * 1_000,
    source,
  };
}

function isLong(secret: string): boolean {
  return new TextEncoder().encode(secret).length >= LEAST_SECRET;
}

function isAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return false;
  return url.href === text && text === `${url.origin}${url.pathname}` && !text.endsWith('/');
}

function misfit(fault: string): RailError {
  return new RailError('configuration', `Tracked links ${fault}`);
}
