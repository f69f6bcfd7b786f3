import type { Purchase } from '../purchase.ts';
import type { CartRecord } from '../record.ts';
import type { Key, Row } from '../store.ts';
import type { CartChange } from './ledger.ts';

/** Who pays for what. */
export interface Spend {
  readonly tenant: string;
  /** A hash of who pays. */
  readonly principal: string;
  readonly purchase: Purchase;
}

/** Decides what may be spent. The checkout asks it before a challenge and before it opens an attempt. */
export interface SpendGate {
  /**
   * Throws `denied` or `needs_approval`. Sets nothing aside. `rail` is null before a challenge; what the open attempt of
   * `cart` has set aside does not count, because this purchase takes its place.
   */
  check(spend: Spend, place: { readonly rail: string | null; readonly cart: CartRecord }): Promise<void>;
  /** The records that change in the same write as the attempts of a cart. */
  keys(spend: Spend): readonly Key[];
  /** These records after a change of the cart; null when it opens an attempt that may not be opened by now. Pure. */
  follow(
    rows: readonly (Row | null)[],
    spend: Spend,
    change: CartChange,
    now: number,
  ): readonly (Row | undefined)[] | null;
}
