import { RailError } from '@railyard/core';
import type { CartStanding } from '@railyard/core/order';
import { readApproval } from '@railyard/core/spend';
import { type Asked, askedUnder } from './records.ts';
import type { Shopper, Surface } from './surface.ts';

/** Throws `cart_locked` for a new key: it has no business with what another one is buying. */
export async function checkKey(
  surface: Surface,
  shopper: Shopper,
  { key }: Asked,
  { state }: CartStanding,
): Promise<void> {
  if (key === null || state !== 'being_paid' || (await askedUnder(surface, shopper, key))) return;
  throw new RailError('cart_locked', 'This cart is being bought already, under another idempotency_key.', {
    details: { reason: 'fresh_idempotency_key' },
    nextAction:
      'Call buy_checkout again with the idempotency_key of that purchase to learn what came of it, and never with a fresh one.',
  });
}

/** The order that an approval is for. Throws where that is another cart's, or has another tip or time of delivery. */
export async function orderApproved(
  { spending, merchants }: Surface,
  shopper: Shopper,
  approval: string,
  { cart, tip, deliverAt }: Asked,
): Promise<string> {
  const { purchase } = await readApproval(spending.records, shopper, approval);
  const wanted = await merchants.deliveries.at(shopper.tenant, purchase.order);
  if (purchase.cart === cart && purchase.tip === tip && wanted === deliverAt) return purchase.order;
  throw approvedOther();
}

export function approvedOther(): RailError {
  return new RailError('purchase_not_accepted', 'The approval is for another purchase.', {
    details: { reason: 'approval_for_another' },
    nextAction:
      'Show the user the cart, and check out without approval_id: a person is then asked about this one, if that is needed.',
  });
}

export function otherPurchase(): RailError {
  return new RailError('idempotency_conflict', 'The idempotency_key was used for another purchase.', {
    nextAction: 'Send what was sent with it at first, or a fresh key for another purchase.',
  });
}
