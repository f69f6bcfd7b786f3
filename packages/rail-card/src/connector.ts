import type { Address, Mode, Money, RailContext } from '@railyard/core/rail';
import type { MerchantCard } from './wire/card.ts';

export type { MerchantCard } from './wire/card.ts';

/**
 * A merchant where carts are bought. One key stands for one order: with the key of an order that is there, `place`
 * answers that order and makes no other.
 *
 * What it throws means that nobody can tell, and is not shown to anybody. All that it sends goes through `call.fetch`.
 */
export interface MerchantConnector {
  /** Where a card for this merchant can be used; absent: anywhere. */
  readonly card?: CardPlaces;
  /** Places the order and pays it with its card. Called again under one key only after `find` said `never`. */
  place(order: MerchantOrder, key: string, call: MerchantCall): Promise<Placement>;
  /** What became of the order under this key. Has no effect. */
  find(key: string, call: MerchantCall): Promise<Found>;
  /** Has the merchant take back an order, so that all of its money returns; again: the same. */
  cancel(reference: string, call: MerchantCall): Promise<Cancellation>;
}

/** Where Stripe lets a card be used. */
export interface CardPlaces {
  /** Stripe's names of what merchants sell: `grocery_stores_supermarkets`. */
  readonly categories?: readonly string[];
  /** Countries that the merchant may be in: `US`. */
  readonly countries?: readonly string[];
}

/** On whose behalf a merchant is asked, and the only way to it. */
export interface MerchantCall {
  /** The customer of the platform. */
  readonly tenant: string;
  /** A hash of who buys: what a link to the buyer's own account there can be kept under. */
  readonly principal: string;
  readonly mode: Mode;
  /** Refuses once the time for sending has passed, and where it is redirected. */
  readonly fetch: RailContext['fetch'];
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** In milliseconds since 1970. */
  now(): number;
}

/** What to buy, and the card to pay it with. Amounts are minor units of `total.currency`. */
export interface MerchantOrder {
  /** The platform's own id of the order. */
  readonly order: string;
  /** The platform's id of this try to pay it. Where the merchant keeps one, both can be found later. */
  readonly attempt: string;
  readonly lines: readonly MerchantLine[];
  readonly deliveryFee: number;
  readonly tip: number;
  /** What the buyer has agreed to, delivery and tip included: for more the order must not be placed. */
  readonly total: Money;
  readonly shipTo: Address | null;
  readonly email: string | null;
  /** When it shall be there, in ISO 8601; null for as soon as possible. */
  readonly deliverAt: string | null;
  readonly card: MerchantCard;
}

export interface MerchantLine {
  /** The merchant's id of the product: the `variant` of the cart's line. */
  readonly product: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitAmount: number;
}

/** An order that is there. */
export interface Placed {
  readonly answer: 'placed';
  /** The merchant's id of it. */
  readonly reference: string;
  /** What the merchant charges for it. */
  readonly total: Money;
  /** `confirming`: only the payment is still open. `cancelled`: it was confirmed, and its money returns. */
  readonly state: 'confirmed' | 'confirming' | 'cancelled';
}

/** Certain: there is no order, and under this key none will be. */
export interface Refused {
  readonly answer: 'refused';
  readonly reason: RefusalReason;
}

/** Why a merchant takes no order. `declined`: its bank did not take the card. `refused`: for a reason of its own. */
export type RefusalReason = (typeof REFUSALS)[number];

export const REFUSALS = [
  'out_of_stock',
  'price_changed',
  'declined',
  'delivery_unavailable',
  'merchant_closed',
  'account_not_linked',
  'refused',
] as const;

export type Placement = Placed | Refused;

/**
 * `never`: certain that there is no order, and that nothing which was sent before will make one. `unknown`: as good as a
 * throw.
 */
export type Found = Placed | Refused | { readonly answer: 'never' } | { readonly answer: 'unknown' };

/** `refused`: certain that the order stays, with its money. */
export type Cancellation = { readonly answer: 'cancelled' } | { readonly answer: 'refused' };
