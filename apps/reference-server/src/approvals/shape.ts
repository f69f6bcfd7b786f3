import { toDecimal } from '@railyard/core';
import type { Approval } from '@railyard/core/spend';
import { shapeAddress } from '../address.ts';
import type { Asker } from './asker.ts';
import type { Elsewhere } from './payee.ts';
import { standingAt } from './view.ts';

/** What an approval does not say itself. */
export interface Beside {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly elsewhere: Elsewhere | null;
  readonly asker: Asker | null;
}

export type ApprovalShape = ReturnType<typeof shapeApproval>;

/** An approval as programs are told. Amounts are minor units of the currency. */
export function shapeApproval(approval: Approval, { now, elsewhere, asker }: Beside) {
  const { id, purchase, expiresAt, decided } = approval;
  const { cart, seller, lines, subtotal, deliveryFee, tip, total, shipTo } = purchase;
  const deliverAt = elsewhere?.deliverAt ?? null;
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
    ship_to: shipTo && shapeAddress(shipTo),
    merchant_account: elsewhere?.account ?? null,
    delivery_time: deliverAt === null ? null : new Date(deliverAt).toISOString(),
    amount: total.amount,
    amount_decimal: toDecimal(total),
    currency: total.currency,
    asked_by: shapeAsker(asker),
    expires_at: new Date(expiresAt).toISOString(),
    decided_at: decided && new Date(decided.at).toISOString(),
  };
}

/** Null for nobody who is known any more. Anybody can call an app anything, and nobody else has its id. */
function shapeAsker(asker: Asker | null) {
  const caller = asker?.caller;
  if (!caller) return null;
  if ('user' in caller) return { kind: 'user' as const, id: caller.user, name: null };
  const { id, name, email } = caller;
  return { kind: email === undefined ? ('api_key' as const) : ('app' as const), id, name };
}
