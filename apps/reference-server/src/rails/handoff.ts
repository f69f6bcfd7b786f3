import type { PaymentRail } from '@railyard/core';
import { handoff, type Links } from '@railyard/rail-handoff';
import type { RailSeller } from '../rails.ts';

/** Sends buyers on to the site of a seller who sells nothing here; null for a seller without one. */
export type Referring = (seller: RailSeller) => PaymentRail | null;

/** Hand-offs with these links, or with none that anybody counts. */
export function referringWith(links: Links | null): Referring {
  return ({ handle, name, currency, storefront }) =>
    storefront && handoff({ seller: { handle, name, currency, storefront }, ...(links && { links }) });
}
