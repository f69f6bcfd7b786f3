import { RailError } from '@railyard/core';
import type { RefusalReason } from '@railyard/rail-card';
import { notLinked } from './surface.ts';

/** What a merchant refuses, in a sentence and with what to do. */
export const REFUSALS: Readonly<Record<RefusalReason, readonly [message: string, nextAction: string]>> = {
  out_of_stock: [
    'The merchant has too little of something in the cart.',
    'Take out what is gone with buy_set_item_quantity, or find something else, and show the user the new total.',
  ],
  price_changed: [
    'The merchant asks for another total than the one that was agreed to.',
    'Show the user the cart again with buy_view_cart, and check out once they agree.',
  ],
  declined: [
    'The merchant’s bank did not take the card.',
    'Tell the user. It may be tried again later, with the same idempotency_key.',
  ],
  delivery_unavailable: [
    'The merchant does not deliver there, or not at that time.',
    'Ask the user for another time or address.',
  ],
  merchant_closed: ['The merchant takes no orders now.', 'Try again later.'],
  account_not_linked: [
    'The merchant does not know the linked account any more.',
    'Link it again with buy_link_merchant.',
  ],
  refused: ['The merchant does not take this order.', 'Tell the user.'],
};

/** What is said of a cart that a merchant would not take. */
export function notAccepted(reason: RefusalReason): RailError {
  if (reason === 'account_not_linked') return notLinked();
  const [message, nextAction] = REFUSALS[reason];
  const code = reason === 'delivery_unavailable' ? 'delivery_unavailable' : 'purchase_not_accepted';
  return new RailError(code, message, { details: { reason }, nextAction });
}

export function isRefusal(reason: unknown): reason is RefusalReason {
  return typeof reason === 'string' && Object.hasOwn(REFUSALS, reason);
}
