import { parseRefund } from './body.ts';
import { checkoutOf } from './checkouts.ts';
import { missing, refused } from './errors.ts';
import { change, emit, type Happening, shown, timeOf } from './happening.ts';
import type { RefundOutcome } from './kinds.ts';
import { amountOf, centsOf, pricedOf } from './money.ts';
import type { Checkout, CheckoutRefund } from './objects.ts';
import { drawHex, drawUuid } from './open.ts';
import type { HeldCheckout } from './state.ts';
import type { Work } from './work.ts';

/** Sends money back, up to what was paid. It is on its way until the outcome is told. */
export function refundCheckout(work: Work): { readonly checkout: Checkout; readonly refund: CheckoutRefund } {
  const body = parseRefund(work.body);
  const held = checkoutOf(work.state, work.id);
  const { id, status, fiatCurrency = 'USDC', refunds = [] } = held.object;
  if (status !== 'COMPLETED' && status !== 'PARTIALLY_REFUNDED')
    throw refused(`The checkout is ${status}: only one that was paid can be refunded.`);
  const { currency = fiatCurrency, reason } = body;
  if (currency !== 'USDC' && currency !== fiatCurrency)
    throw refused(`"currency" must be USDC or the one that the checkout was asked for in, ${fiatCurrency}.`);

  const { cents, fiat, rate } = pricedOf(body.amount, currency);
  const left = leftOf(held);
  if (cents > left) throw refused(`"amount" must be what is left at most, ${amountOf(left)} USDC.`);
  const refund: CheckoutRefund = {
    id: drawUuid(work.state),
    checkoutId: id,
    amount: amountOf(cents),
    currency: 'USDC',
    status: 'PENDING',
    ...(reason !== undefined && { reason }),
    createdAt: timeOf(work.now),
    ...(fiat && { ...fiat, exchangeRate: rate }),
  };
  change(work, held, { refunds: [...refunds, refund] });
  return { checkout: shown(held, work.origin), refund };
}

/** What has neither gone back nor is on its way there. */
function leftOf({ object: { amount, refunds = [] } }: HeldCheckout): number {
  return centsOf(amount) - sumOf(refunds.filter(({ status }) => status !== 'FAILED'));
}

function sumOf(refunds: readonly CheckoutRefund[]): number {
  return refunds.reduce((sum, { amount }) => sum + centsOf(amount), 0);
}

/** A refund has arrived, or it never will. */
export function finishRefund(happening: Happening, id: string, outcome: RefundOutcome): void {
  const held = refundedOf(happening, id);
  const { refunds = [], amount } = held.object;
  const { status } = refunds.find((one) => one.id === id) ?? {};
  if (status !== 'PENDING') throw refused(`The refund ${id} is ${status} already.`);
  const finish = (refund: CheckoutRefund): CheckoutRefund =>
    refund.id === id ? finished(happening, refund, outcome) : refund;
  const next = refunds.map(finish);
  if (outcome === 'failed') {
    change(happening, held, { refunds: next });
    emit(happening, held, 'checkout.refund.failed');
    return;
  }
  const back = sumOf(next.filter((refund) => refund.status === 'COMPLETED'));
  change(happening, held, {
    refunds: next,
    refundedAmount: amountOf(back),
    status: back === centsOf(amount) ? 'REFUNDED' : 'PARTIALLY_REFUNDED',
  });
  emit(happening, held, 'checkout.refund.success');
}

function finished({ state, now }: Happening, refund: CheckoutRefund, outcome: RefundOutcome): CheckoutRefund {
  if (outcome === 'failed') return { ...refund, status: 'FAILED' };
  const transactionHash = `0x${drawHex(state, 32)}`;
  return { ...refund, status: 'COMPLETED', transactionHash, completedAt: timeOf(now) };
}

function refundedOf({ state }: Happening, id: string): HeldCheckout {
  for (const [checkout, { object }] of state.checkouts)
    if (object.refunds?.some((refund) => refund.id === id)) return checkoutOf(state, checkout);
  throw missing(`There is no refund "${id}".`);
}
