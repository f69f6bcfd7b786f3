import type { Address } from '@railyard/core';
import type { Row } from '@railyard/core/store';
import type { Code } from './code.ts';

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

/** The buyer as known before, or as the code makes them known. A name that is saved stays. */
export function verifiedBuyer(
  { id, tenant, email }: Pick<Buyer, 'id' | 'tenant' | 'email'>,
  row: Row | null | undefined,
  { name }: Pick<Code, 'name'>,
): Buyer {
  const known = (row?.value as Buyer | undefined) ?? null;
  return {
    id,
    tenant,
    email: known?.email ?? email,
    name: known?.name ?? name?.text ?? null,
    address: known?.address ?? null,
  };
}
