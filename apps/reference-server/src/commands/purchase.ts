import type { Purchase } from '@railyard/core';
import { shownMoney } from './text.ts';

/** What is bought, for people: lines of two cells. */
export function purchaseFacts({ seller, lines, deliveryFee, tip, total }: Purchase): readonly string[][] {
  const { currency } = total;
  return [
    ['Seller', seller],
    ...lines.map(({ variant, title, quantity, unitAmount }) => [
      'Item',
      `${quantity} × ${title} (${variant}) at ${shownMoney({ amount: unitAmount, currency })}`,
    ]),
    ['Delivery', shownMoney({ amount: deliveryFee, currency })],
    ['Tip', shownMoney({ amount: tip, currency })],
    ['Total', shownMoney(total)],
  ];
}
