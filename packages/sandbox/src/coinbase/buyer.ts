import { checkoutOf } from './checkouts.ts';
import { refused } from './errors.ts';
import { change, emit, expire, type Happening, shown } from './happening.ts';
import type { CheckoutAction } from './kinds.ts';
import { amountOf, centsOf } from './money.ts';
import type { Checkout, CheckoutStatus } from './objects.ts';
import { drawHex } from './open.ts';
import type { HeldCheckout } from './state.ts';

const OPEN: readonly CheckoutStatus[] = ['ACTIVE'];
const CLOSED: readonly CheckoutStatus[] = ['DEACTIVATED', 'EXPIRED', 'FAILED'];
/** What can be done to a checkout, by where it stands. */
export const ACTIONS: Readonly<Record<CheckoutAction, readonly CheckoutStatus[]>> = {
  pay: OPEN,
  dawdle: OPEN,
  confirm: ['PROCESSING'],
  fail: [...OPEN, 'PROCESSING'],
  expire: OPEN,
  leave: [...OPEN, 'PROCESSING'],
  pay_late: CLOSED,
  dawdle_late: CLOSED,
};

/** What came of what a buyer did. */
export interface CheckoutVisit {
  /** The checkout as it is then. */
  readonly checkout: Checkout;
  /** Where the page sends the buyer; null when the buyer stays. */
  readonly redirect: string | null;
}

/** Acts on the page of a checkout as its buyer. Throws when the page does not offer that. */
export function visitPage(happening: Happening, id: string, action: CheckoutAction): CheckoutVisit {
  const held = checkoutOf(happening.state, id);
  const { status } = held.object;
  if (!ACTIONS[action].includes(status))
    throw refused(`"${action}" cannot be done at the checkout ${id}: it is ${status}.`);
  const redirect = perform(happening, held, action);
  return { checkout: shown(held, happening.origin), redirect };
}

function perform(happening: Happening, held: HeldCheckout, action: CheckoutAction): string | null {
  const { successRedirectUrl = null, failRedirectUrl = null } = held.object;
  switch (action) {
    case 'pay':
    case 'pay_late':
    case 'confirm':
      complete(happening, held);
      return successRedirectUrl;
    case 'dawdle':
    case 'dawdle_late':
      change(happening, held, { status: 'PROCESSING' });
      return null;
    case 'fail':
      change(happening, held, { status: 'FAILED' });
      emit(happening, held, 'checkout.payment.failed');
      return failRedirectUrl;
    case 'expire':
      expire(happening, held);
      return null;
    case 'leave':
      return failRedirectUrl;
  }
}

function complete(happening: Happening, held: HeldCheckout): void {
  const total = centsOf(held.object.amount);
  const fee = Math.round(total / 100);
  change(happening, held, {
    status: 'COMPLETED',
    settlement: {
      totalAmount: amountOf(total),
      feeAmount: amountOf(fee),
      netAmount: amountOf(total - fee),
      currency: 'USDC',
    },
    transactionHash: `0x${drawHex(happening.state, 32)}`,
  });
  emit(happening, held, 'checkout.payment.success');
}
