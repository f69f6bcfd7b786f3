import type { Address, Money } from '@railyard/core';
import type { MerchantCall, MerchantConnector, RefusalReason } from '@railyard/rail-card';

/** A merchant elsewhere, where the platform buys for its callers. */
export interface Merchant {
  /** The name in the API, and the seller of its carts. */
  readonly slug: string;
  readonly name: string;
  /** Of all its prices. */
  readonly currency: string;
  /** Where orders are placed. */
  readonly connector: MerchantConnector;
  /** Where one looks and asks before. */
  readonly counter: MerchantCounter;
}

/** On whose behalf a merchant is asked something, and the way to it. */
export type CounterCall = Pick<MerchantCall, 'fetch' | 'principal' | 'signal' | 'tenant'>;

/**
 * What a merchant tells and offers before and after an order. Only `sendCode` and `confirm` have an effect. All of it
 * throws where the merchant does not answer.
 */
export interface MerchantCounter {
  search(query: string, call: CounterCall): Promise<readonly MerchantProduct[]>;
  /** Null when there is no such product. */
  product(id: string, call: CounterCall): Promise<MerchantProduct | null>;
  /** What it all comes to at this moment. */
  quote(wanted: QuoteWanted, call: CounterCall): Promise<Quote | QuoteRefused>;
  /** Has the merchant mail a code to somebody who has an account there. Gives the id of that. */
  sendCode(email: string, call: CounterCall): Promise<string>;
  /** The account that a code opens; null when it is no longer good, or the wrong one. */
  confirm(sent: string, code: string, call: CounterCall): Promise<AccountOpened | null>;
  /** The orders of the account to buy with, the newest first. */
  orders(call: CounterCall): Promise<readonly MerchantOrderView[]>;
  /** One of them; null when there is none. */
  order(reference: string, call: CounterCall): Promise<MerchantOrderView | null>;
}

export interface MerchantProduct {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly price: Money;
  readonly isAvailable: boolean;
}

/** What a cart is quoted for. */
export interface QuoteWanted {
  readonly lines: readonly { readonly product: string; readonly quantity: number }[];
  readonly shipTo: Address;
  /** In ISO 8601; null for as soon as possible. */
  readonly deliverAt: string | null;
}

/** Minor units of the merchant's currency. */
export interface Quote {
  readonly answer: 'quoted';
  readonly lines: readonly QuotedLine[];
  readonly deliveryFee: number;
}

export interface QuotedLine {
  readonly product: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitAmount: number;
}

/** Why it could not be ordered like that. */
export interface QuoteRefused {
  readonly answer: 'refused';
  readonly reason: RefusalReason;
}

/** An account at a merchant. */
export interface MerchantAccount {
  /** The merchant's id of its owner. */
  readonly customer: string;
  /** As people know it, such as an e-mail. */
  readonly name: string;
}

/** An account at a merchant that its owner has opened to us. */
export interface AccountOpened extends MerchantAccount {
  /** Lets us buy in its name. A secret. */
  readonly token: string;
}

/** An order as its merchant tells of it. */
export interface MerchantOrderView {
  readonly reference: string;
  readonly state: 'confirming' | 'confirmed' | 'on_its_way' | 'delivered' | 'canceled' | 'failed';
  readonly total: Money;
  readonly lines: readonly QuotedLine[];
  /** When it is to be there, in ISO 8601. */
  readonly deliverFrom: string;
  readonly deliverTo: string;
  readonly placedAt: string;
}
