import type { z } from '@hono/zod-openapi';
import type { orderOutput } from '../orders.ts';

type Order = z.output<typeof orderOutput>;

/** An order in words: where its payment stands, and what to do next. */
export function orderWords(order: Order): string {
  const { order_id, amount_decimal, currency, payment_rail, payment_url, expires_at, superseded_by } = order;
  const total = `${amount_decimal} ${currency}`;
  switch (order.status) {
    case 'unpaid':
      if (superseded_by !== undefined)
        return `Nothing was paid for this order. The cart was changed, and it is paid as the order ${superseded_by}: read that one, and do not pay again.`;
      return `Nothing has been paid, and no page is open: its time is over, or the cart was changed after it. A link that the user has does not work any more. Call checkout to buy the cart.`;
    case 'action_required':
      return `Not paid yet. The user can pay ${total} at ${payment_url} until ${expires_at}. Ask again in 5 seconds.`;
    case 'pending':
      return `The payment of ${total} on the rail "${payment_rail}" is on its way, and not certain yet. Do not pay again. Ask again in 5 seconds. If it is pending for more than a minute, tell the user that some ways to pay, such as a debit from a bank account, take days, and stop asking until they want to know.`;
    case 'paid':
      return `Paid: ${total} on the rail "${payment_rail}". The order is ${order_id}. Tell the user that it is bought, with the total and the order; there is nothing left to pay.`;
    case 'shipped':
      return `Paid, and on its way: ${total}, the order ${order_id}. ${parcelOf(order)}`;
    case 'delivered':
      return `Paid, and delivered: ${total}, the order ${order_id}. ${parcelOf(order)}`;
    case 'referred':
      return 'The user was handed over to the seller’s own site. Nothing is known here of an order there, and there is nothing to wait for.';
    case 'refund_due':
      return `The payment of ${total} is being given back, and no order comes of it. Tell the user. To buy after all, make a new cart with create_cart.`;
    case 'refunded':
      return `The payment of ${total} was given back, and no order comes of it. Tell the user. To buy after all, make a new cart with create_cart.`;
  }
}

function parcelOf({ carrier, tracking_number }: Order): string {
  const told = [carrier, tracking_number].filter((part) => part !== undefined);
  return told.length === 0 ? 'The seller has told nothing of the parcel.' : `The parcel: ${told.join(', ')}.`;
}
