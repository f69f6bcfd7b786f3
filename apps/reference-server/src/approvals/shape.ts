import { toDecimal } from '@railyard/core';
import type { Approval } from '@railyard/core/spend';
import { standingAt } from './view.ts';

/** Milliseconds since 1970; `deliverAt` is null where no time was chosen. */
export interface Moments {
  readonly now: number;
  readonly deliverAt: number | null;
}

export type ApprovalShape = ReturnType<typeof shapeApproval>;

/** An approval as programs are told. Amounts are minor units of the currency. */
export function shapeApproval(approval: Approval, { now, deliverAt }: Moments) {
  const { id, purchase, expiresAt, decided } = approval;
  const { cart, seller, lines, subtotal, deliveryFee, tip, total } = purchase;
  return {
    approval_id: id,
    status: standingAt(approval, now),
    cart_id: cart,
    seller_handle: seller,
    items: lines.map(({ variant, title, quantity, unitAmount }) => ({
      variant_id: variant,
      title,
      quantity,
      unit_price_cents: unitAmount,
    })),
    subtotal_cents: subtotal,
    delivery_fee_cents: deliveryFee,
    tip_cents: tip,
    delivery_time: deliverAt === null ? null : new Date(deliverAt).toISOString(),
    amount: total.amount,
    amount_decimal: toDecimal(total),
    currency: total.currency,
    expires_at: new Date(expiresAt).toISOString(),
    decided_at: decided && new Date(decided.at).toISOString(),
  };
}
