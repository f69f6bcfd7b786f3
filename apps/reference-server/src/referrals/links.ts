import { createLinks, type Links } from '@railyard/rail-handoff';
import type { Catalogue } from '../catalogue.ts';
import type { Sellers } from '../sellers.ts';

/** What tracked links are made of. */
export interface LinkSources {
  /** What links are signed with, the newest first. */
  readonly secrets: readonly string[];
  /** Where clients reach the server, without a slash at the end. */
  readonly baseUrl: string;
  readonly sellers: Pick<Sellers, 'find'>;
  readonly catalogue: Pick<Catalogue, 'variant'>;
}

/** Links behind `/go`, to where the catalogue has each variant on the site that its seller has by now. */
export function referralLinks({ secrets, baseUrl, sellers, catalogue }: LinkSources): Links {
  return createLinks({
    secrets,
    address: `${baseUrl}/go`,
    storefrontOf: async (handle) => (await sellers.find(handle))?.storefront ?? null,
    async productOf(id, seller) {
      const variant = await catalogue.variant(id);
      return variant?.seller === seller ? (variant.link ?? null) : null;
    },
  });
}
