import type { Address } from '@railyard/core';
import type { Row } from '@railyard/core/store';

/** A person who buys, as one tenant knows them: whoever reads the mail of an address. */
export interface Buyer {
  readonly id: string;
  readonly tenant: string;
  /** As it was written when it was first verified. */
  readonly email: string;
  readonly name: string | null;
  /** Where the latest checkout with a token of theirs was to go. */
  readonly address: Address | null;
}

export function buyerRow(buyer: Buyer): Row<Buyer> {
  return { value: buyer, tenant: buyer.tenant, state: 'verified', due: null };
}
