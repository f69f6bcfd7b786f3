import type { Rail } from '../story.ts';

/** Money that a provider has taken for the merchant, by the provider's own ledger. In cents. */
export interface Payment {
  readonly rail: Rail;
  /** What an order names. */
  readonly reference: string;
  /** The number of the authorization that moved it; null where the provider does not tell by which credential. */
  readonly credential: string | null;
  /** The cart and the order that the provider was told; null where it was told of none. */
  readonly cart: string | null;
  readonly order: string | null;
  readonly taken: number;
  /** What has gone back. */
  readonly back: number;
}

/** What stays with the merchant. */
export function keptOf({ taken, back }: Pick<Payment, 'taken' | 'back'>): number {
  return taken - back;
}
