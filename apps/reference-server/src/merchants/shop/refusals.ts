import type { RefusalReason, Refused } from '@railyard/rail-card';
import type { ShopAnswer } from './client.ts';

/** What the shop refuses for certain, by status and word: nothing was ordered, and nothing will be. */
const CERTAIN: Readonly<Record<string, RefusalReason>> = {
  '401 unauthorized': 'account_not_linked',
  '402 card_declined': 'declined',
  '404 not_found': 'out_of_stock',
  '409 out_of_stock': 'out_of_stock',
  '409 price_changed': 'price_changed',
  '409 delivery_time_unavailable': 'delivery_unavailable',
  '409 cart_expired': 'refused',
  '422 not_delivered_there': 'delivery_unavailable',
  '422 invalid_card': 'refused',
  '422 invalid_request': 'refused',
};

/** The refusal that an answer is, if it is certain; null for any other answer. */
export function refusalIn({ status, code }: ShopAnswer): Refused | null {
  const reason = CERTAIN[`${status} ${code}`];
  return reason === undefined ? null : refused(reason);
}

export function refused(reason: RefusalReason): Refused {
  return { answer: 'refused', reason };
}
