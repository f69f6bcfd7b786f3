import type { ProviderFault, Repeated } from '../faults/kinds.ts';

/** What can be asked of the local shop. */
export type ShopCall =
  | 'account.retrieve'
  | 'carts.create'
  | 'carts.retrieve'
  | 'carts.update'
  | 'delivery_times.list'
  | 'links.confirm'
  | 'links.create'
  | 'orders.cancel'
  | 'orders.create'
  | 'orders.find'
  | 'orders.list'
  | 'orders.retrieve'
  | 'products.list'
  | 'products.retrieve';

/** The connection breaks at once, and what was asked is done so many milliseconds later. */
export interface Late {
  readonly fault: 'late';
  readonly ms: number;
}

/** What befalls the next calls of the local shop. `find` that cannot tell says so. */
export type ShopFault = (ProviderFault | Late | { readonly fault: 'cannot_tell' }) & Repeated;

/** A fault that is meant for one kind of call. */
export type ToldShop = ShopFault & { readonly call: ShopCall };

/**
 * What the shop does with the next order that it takes or refuses:
 *
 * - `out_of_stock`, `price_change` (each price more by `by`): it has happened since the cart was made.
 * - `decline`: the shop's own bank says no, and asks nobody.
 * - `confirming`: the payment takes its time until `settle`. The card is authorized `now`, or `later`, in `settle`.
 * - `overcharge`: `by` more than agreed is authorized, captured once the order is on its way, or taken at once by force.
 * - `double_charge`: the same is authorized again, or taken by force.
 * - `try_card`: `amount` is authorized first, to see whether the card works, and given up at once, or never.
 */
export type ShopTrick = (
  | { readonly trick: 'out_of_stock' | 'decline' }
  | { readonly trick: 'price_change'; readonly by: number }
  | { readonly trick: 'confirming'; readonly authorizes?: 'now' | 'later' }
  | { readonly trick: 'overcharge'; readonly by: number; readonly how: 'authorize' | 'capture' | 'force' }
  | { readonly trick: 'double_charge'; readonly how: 'authorize' | 'force' }
  | { readonly trick: 'try_card'; readonly amount: number; readonly gives_up: 'at_once' | 'never' }
) &
  Repeated;

/** One call of the local shop, as it was asked. The body is not kept: it can hold a card. */
export interface AskedShop {
  readonly call: ShopCall;
  /** The customer's id; null when the call was not let in, or was nobody's. */
  readonly customer: string | null;
  /** The id, or the key, in the path; null when there is none. */
  readonly id: string | null;
  /** The client's key of an order; null where there is none. */
  readonly clientKey: string | null;
  /** What the shop answered, whether or not it arrived; null while nothing was done. */
  readonly status: number | null;
  /** What befell the call; null when it was answered as it should be. */
  readonly fault: ShopFault['fault'] | null;
}
