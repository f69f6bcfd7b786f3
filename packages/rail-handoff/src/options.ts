import { RailError } from '@railyard/core/rail';
import type { Links } from './links.ts';
import { addressAt, hostNameOf, type Storefront } from './storefront.ts';

/** What `handoff()` takes. */
export interface HandoffOptions {
  readonly seller: HandoffSeller;
  /** Makes the links to products, as `createLinks()` does. Without it a buyer is referred to the storefront alone. */
  readonly links?: Pick<Links, 'mint'>;
  /** What the buyer has to be told, word for word: that nothing was bought here. */
  readonly disclaimer?: string;
}

/** Whom the buyer is referred to. */
export interface HandoffSeller {
  readonly handle: string;
  readonly name: string;
  /** What the seller's prices are in: a lower-case ISO 4217 code. */
  readonly currency: string;
  readonly storefront: Storefront;
}

/** The options, checked and complete. */
export interface Settings {
  readonly seller: Omit<HandoffSeller, 'storefront'> & { readonly storefront: string };
  /** Whether the storefront has a name that is only for tests and documentation. */
  readonly isExample: boolean;
  readonly links: Pick<Links, 'mint'> | null;
  readonly disclaimer: string;
}

const DISCLAIMER =
  'This is a referral, not an order: nothing has been bought or paid here. The seller sells on a site of its own. ' +
  'Choose the quantity there; the price, the stock, delivery and returns are as that site says.';

// RFC 2606 and RFC 6761.
const EXAMPLE = /(?:^|\.)(?:test|example|invalid|localhost|example\.(?:com|net|org))$/;

/** Throws `configuration`, with what to change, when an option makes no sense. */
export function readOptions({ seller, links, disclaimer = DISCLAIMER }: HandoffOptions): Settings {
  const { handle, name, currency, storefront } = seller;
  if (!isSaid(handle) || !isSaid(name)) throw misfit('has a seller without a handle or a name.');
  if (!/^[a-z]{3}$/.test(currency))
    throw misfit(`has a seller whose currency is no lower-case ISO 4217 code such as "usd".`);
  if (!storefront.hosts.every((host) => hostNameOf(host) !== null))
    throw misfit('has a storefront with a host that is no host name. Write it like "shop.example".');
  const address = addressAt(storefront, storefront.url);
  if (!address)
    throw misfit('has a storefront whose url is no https address on one of its hosts. List its host there.');
  if (!isSaid(disclaimer)) throw misfit('has an empty disclaimer. Leave it out for ours.');

  return {
    seller: { handle, name, currency, storefront: address.href },
    isExample: EXAMPLE.test(address.hostname),
    links: links ?? null,
    disclaimer,
  };
}

function isSaid(text: unknown): boolean {
  return typeof text === 'string' && text.trim() !== '';
}

function misfit(fault: string): RailError {
  return new RailError('configuration', `Rail "directory-handoff" ${fault}`);
}
