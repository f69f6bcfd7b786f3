import { type Key, openKey } from './keys.ts';
import { type LinkOptions, type LinkSettings, readLinkOptions } from './link-options.ts';
import { addressAt, type Storefront } from './storefront.ts';
import { encode } from './wire/base64url.ts';
import { type Claims, encodeClaims, encodeToken, readClaims, readToken } from './wire/token.ts';

/** What a link is for. */
export type Target = Pick<Claims, 'referral' | 'seller' | 'variant'>;

/** A link that was made. */
export interface Minted {
  readonly url: string;
  /** From then on it leads to the storefront, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Where a link leads by now. To the `storefront` once it has expired, or its product has no page any more; to
 * `nowhere` when we have not made it, or the seller is gone. `url` is on a host of the seller's.
 */
export type Followed =
  | { readonly to: 'product' | 'storefront'; readonly url: string; readonly claims: Claims }
  | { readonly to: 'nowhere' };

/** Tracked links to products on sellers' own sites. */
export interface Links {
  /** A link, the same for the same target and second; null when the product has no page where it may lead. */
  mint(target: Target, now: number): Promise<Minted | null>;
  /** Where a token leads. Rejects only when the seller cannot be looked up. */
  follow(token: string, now: number): Promise<Followed>;
}

/**
 * Links that say what they are for, signed, and not where they lead: that is looked up when they are made and again
 * when they are followed, so that no old link leads to where a seller no longer is. Throws `configuration`; does no I/O.
 */
export function createLinks(options: LinkOptions): Links {
  const settings = readLinkOptions(options);
  let opened: Promise<readonly Key[]> | undefined;
  const keys = (): Promise<readonly Key[]> => (opened ??= Promise.all(settings.secrets.map(openKey)));
  return {
    mint: async (target, now) => mint(settings, await keys(), target, now),
    follow: async (token, now) => follow(settings, await claimsIn(await keys(), token), now),
  };
}

async function mint(
  settings: LinkSettings,
  [key]: readonly Key[],
  target: Target,
  now: number,
): Promise<Minted | null> {
  if (!key || !(await hasPage(settings, target))) return null;
  const issuedAt = now - (now % 1_000);
  const expiresAt = issuedAt + settings.lifetime;
  const id = await key.sign(JSON.stringify([target.referral, target.variant, issuedAt]));
  const claims = { ...target, issuedAt, expiresAt, id: encode(id).slice(0, 16) };
  const text = encodeClaims(key.id, claims);
  if (text === null) return null;
  return { url: `${settings.address}/${encodeToken(text, await key.sign(text))}`, expiresAt };
}

async function follow(settings: LinkSettings, claims: Claims | null, now: number): Promise<Followed> {
  const storefront = claims && (await settings.storefrontOf(claims.seller));
  const front = storefront && addressAt(storefront, storefront.url);
  if (!front) return { to: 'nowhere' };
  const product = now < claims.expiresAt ? await pageOf(settings, storefront, claims) : null;
  const url = attributed(settings, product ?? front, claims);
  return { to: product ? 'product' : 'storefront', url, claims };
}

async function claimsIn(keys: readonly Key[], token: string): Promise<Claims | null> {
  const read = readToken(token);
  const key = read && keys.find(({ id }) => id === read.kid);
  return key && (await key.verify(read.signature, read.text)) ? readClaims(read.payload) : null;
}

/** A platform that cannot say it now gives no link: the buyer has the storefront. */
async function hasPage(settings: LinkSettings, target: Target): Promise<boolean> {
  try {
    const storefront = await settings.storefrontOf(target.seller);
    return storefront !== null && (await pageOf(settings, storefront, target)) !== null;
  } catch {
    return false;
  }
}

/** The product's page on the seller's own site, or null. */
async function pageOf(
  { productOf }: LinkSettings,
  storefront: Storefront,
  { variant, seller }: Target,
): Promise<URL | null> {
  try {
    return addressAt(storefront, await productOf(variant, seller));
  } catch {
    return null;
  }
}

/** The address, which tells the seller whose referral it was. */
function attributed({ source }: LinkSettings, url: URL, { referral }: Claims): string {
  const added = new URLSearchParams();
  if (source !== null && !url.searchParams.has('utm_source')) added.set('utm_source', source);
  if (!url.searchParams.has('ref')) added.set('ref', referral);
  // As text: the seller's own query stays as it is, to the letter.
  url.search = [url.search, added.toString()].filter((part) => part !== '').join('&');
  return url.href;
}
