import {
  isSameMoney,
  type JsonObject,
  type Money,
  type PaymentRef,
  type RailContext,
  type RefundRequest,
  type RefundState,
} from '@railyard/core/rail';
import { type Done, isRefusal } from './client/answer.ts';
import { createAsk } from './client/ask.ts';
import { refundCheckout } from './client/checkouts.ts';
import type { Settings } from './options.ts';
import { checkoutOf } from './status.ts';
import { type Checkout, isPaid } from './wire/checkout.ts';
import { encodeUsdc, USDC } from './wire/money.ts';
import { encodeReason } from './wire/reason.ts';
import { type Refund, readRefund } from './wire/refund.ts';

/**
 * Gives money back, once for each id: under the refund's key while Coinbase knows it, and never when the checkout
 * already shows a refund with our id in its reason.
 */
export async function refund(
  settings: Settings,
  payment: PaymentRef,
  request: RefundRequest,
  context: RailContext,
): Promise<RefundState> {
  if (!isPart(request.amount, payment.total)) return failed('amount_not_refundable');
  const ask = createAsk(settings.api, context);
  const found = await checkoutOf(settings, payment, ask);
  if ('reason' in found) return unknown(found.reason);
  const before = seen(found, request);
  if (before) return before;
  if (!isPaid(found)) return unknown('not_paid');
  const answer = await refundCheckout(ask, found.id, bodyOf(request), request.key);
  if (answer.says === 'done') return madeIn(answer, request);
  // Of a refund that was asked for before, a refusal says nothing.
  if (!context.first || !isRefusal(answer)) return unknown(answer.reason);
  const now = await checkoutOf(settings, payment, ask);
  return 'reason' in now ? unknown(answer.reason) : (seen(now, request) ?? failed('refund_refused'));
}

function isPart({ amount, currency }: Money, total: Money): boolean {
  return currency === total.currency && amount > 0 && amount <= total.amount;
}

/** How a refund stands that was made before; null when there is none. */
function seen({ refunds }: Checkout, { id }: RefundRequest): RefundState | null {
  if (!refunds) return unknown('refunds_unseen');
  const own = refunds.find(({ ours }) => ours === id);
  return own ? stateOf(own) : null;
}

function bodyOf(request: RefundRequest): JsonObject {
  const { amount, reason } = request;
  return { amount: encodeUsdc(amount), currency: USDC, reason: encodeReason(reason, request) };
}

function madeIn({ body }: Done, request: RefundRequest): RefundState {
  const made = readRefund(body.refund);
  if (made?.ours !== request.id || !isAmount(made, request)) return unknown('answer_unreadable');
  return stateOf(made);
}

function isAmount({ amount }: Refund, asked: RefundRequest): boolean {
  return amount !== null && isSameMoney(amount, asked.amount);
}

function stateOf({ id: reference, state }: Refund): RefundState {
  switch (state) {
    case 'refunded':
    case 'pending':
      return { state, reference };
    case 'failed':
      return failed('refund_failed');
  }
}

function failed(reason: string): RefundState {
  return { state: 'failed', reason };
}

function unknown(reason: string): RefundState {
  return { state: 'unknown', reason };
}
