import type { Money } from '@railyard/core';
import type { OrderReport } from '@railyard/core/operator';

/** What was taken for an order, or is to be: an order may stand at another amount than its purchase came to. */
export function orderTotal({ order, purchase }: Pick<OrderReport, 'order' | 'purchase'>): Money {
  return order?.total ?? purchase.total;
}
