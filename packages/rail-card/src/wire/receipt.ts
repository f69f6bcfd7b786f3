import type { Receipt } from '@railyard/core/rail';
import { formed, objectIn } from './members.ts';

/** What the receipt of a purchase with a card tells. */
export interface CardReceipt {
  /** The seller whose connector has bought. */
  readonly merchant: string;
  /** The merchant's id of the order. */
  readonly orderId: string;
  /** The last four digits of the card; null where they are not known. */
  readonly cardLast4: string | null;
}

export function encodeReceipt({ merchant, orderId, cardLast4 }: CardReceipt): Receipt {
  const told = { merchant, order_id: orderId, card_last4: cardLast4 };
  return { headers: {}, body: { merchant_order: told }, meta: {} };
}

/** Reads the receipt of an order that this rail has bought; null for any other, as where a person ruled that it is paid. */
export function readReceipt({ body }: Pick<Receipt, 'body'>): CardReceipt | null {
  const told = objectIn(body.merchant_order);
  const [merchant, orderId] = [formed(told?.merchant, /./), formed(told?.order_id, /./)];
  if (merchant === null || orderId === null) return null;
  return { merchant, orderId, cardLast4: formed(told?.card_last4, /^\d{4}$/) };
}
