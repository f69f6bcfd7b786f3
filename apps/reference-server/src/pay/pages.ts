import type { Checkout, Purchase } from '@railyard/core';
import {
  type AttemptPlace,
  choose,
  lookAgain,
  type PaymentView,
  readChooser,
  readReturn,
} from '@railyard/core/chooser';
import type { Sellers } from '../sellers.ts';

/** What stands behind the payment pages. */
export interface PayPages {
  /** The payment of a chooser; null when there is none. Asks no provider. */
  read(id: string): Promise<PaymentView | null>;
  /** The payment that a buyer comes back from. Asks no provider. */
  readReturn(place: AttemptPlace): Promise<PaymentView | null>;
  /** Opens the page of a method. Throws `RailError` when that cannot be done now. */
  choose(id: string, method: string): Promise<PaymentView>;
  /** Asks the providers how a payment stands that is under way. */
  lookAgain(view: PaymentView): Promise<void>;
  sellerName(purchase: Purchase): Promise<string>;
}

/** The payment pages of a checkout. */
export function payPages(checkout: Checkout, sellers: Pick<Sellers, 'find'>): PayPages {
  return {
    read: (id) => readChooser(checkout, id),
    readReturn: (place) => readReturn(checkout, place),
    choose: (id, method) => choose(checkout, id, method),
    lookAgain: (view) => lookAgain(checkout, view),
    sellerName: async ({ seller }) => (await sellers.find(seller))?.name ?? seller,
  };
}
