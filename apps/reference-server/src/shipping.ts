import type { Address, Awaitable } from '@railyard/core';
import { isCovered } from './coverage.ts';
import type { DeliveryOption, Seller } from './sellers.ts';

/** A delivery that somebody asks about. */
export interface Delivery {
  readonly seller: Seller;
  readonly shipTo: Address;
}

/** The ways to deliver, the default first; none where there is nothing to choose. Put your carriers behind it. */
export type Shipping = (delivery: Delivery) => Awaitable<readonly DeliveryOption[]>;

/** What sellers offer wherever they deliver. */
export const sellersShipping: Shipping = ({ seller: { coverage, deliveryOptions = [] }, shipTo }) =>
  isCovered(coverage, shipTo) ? deliveryOptions : [];
