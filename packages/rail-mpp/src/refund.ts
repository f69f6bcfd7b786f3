import type { Money, PaymentRef, RailContext, RefundRequest, RefundState } from '@railyard/core/rail';
import type Stripe from 'stripe';
import type { Fault } from './client/answer.ts';
import type { Ask } from './client/ask.ts';
import { readOurs } from './client/intent.ts';
import { findIntent } from './client/intents.ts';
import { listRefunds, readRefund, type StripeRefund } from './client/refund.ts';
import type { Settings } from './options.ts';
import { readTerms } from './prepared.ts';
import { askAbout } from './status.ts';

// After these Stripe has given nothing back, and will not.
const FINAL = new Set([
  'amount_too_large',
  'charge_already_refunded',
  'charge_disputed',
  'charge_not_refundable',
  'refund_disputed_payment',
]);

/** Gives money back, once for each id: the key is the refund's, and what was asked before is looked for first. */
export async function refund(
  settings: Settings,
  payment: PaymentRef,
  request: RefundRequest,
  context: RailContext,
): Promise<RefundState> {
  if (!isPart(request.amount, payment.total)) return { state: 'failed', reason: 'amount_not_refundable' };
  const ask = askAbout(settings, payment, context);
  const found = await findIntent(ask, payment);
  if ('reason' in found) return unknown(found.reason);
  // Under its key Stripe repeats how the refund stood at first.
  const before = context.first ? null : await seen(ask, found.id, request.id);
  if (before) return before;
  return give(ask, paramsOf(found.id, payment, request), request);
}

function isPart({ amount, currency }: Money, total: Money): boolean {
  return currency === total.currency && amount > 0 && amount <= total.amount;
}

/** How a refund stands that was made before; null when there is none. */
async function seen(ask: Ask, intent: string, id: string): Promise<RefundState | null> {
  const refunds = await listRefunds(ask, intent);
  if (refunds === null) return unknown('refunds_unseen');
  const own = refunds.find(({ ours }) => ours === id);
  return own ? stateOf(own) : null;
}

function paramsOf(
  intent: string,
  { attempt, prepared }: PaymentRef,
  { id, amount }: RefundRequest,
): Stripe.RefundCreateParams {
  const params = readTerms(prepared)?.params ?? null;
  const { deployment, tenant, cart } = readOurs(params);
  return {
    payment_intent: intent,
    amount: amount.amount,
    metadata: {
      railyard_attempt: attempt,
      railyard_refund: id,
      ...(deployment !== null && { railyard_deployment: deployment }),
      ...(tenant !== null && { railyard_tenant: tenant }),
      ...(cart !== null && { railyard_cart: cart }),
    },
    // Whoever got the money gives it back, and the platform its fee.
    ...(params?.transfer_data !== undefined && { reverse_transfer: true }),
    ...(params?.application_fee_amount !== undefined && { refund_application_fee: true }),
  };
}

async function give(
  ask: Ask,
  params: Stripe.RefundCreateParams,
  { id, key, amount }: RefundRequest,
): Promise<RefundState> {
  const answer = await ask((stripe, options) =>
    stripe.refunds.create(params, { ...options, idempotencyKey: key }),
  );
  if (answer.says === 'failed') {
    const { fault, reason } = answer;
    if (!fault || !isFinal(fault)) return unknown(reason);
    const none = { state: 'failed', reason: fault.code ?? 'amount_not_refundable' } as const;
    return (await seen(ask, String(params.payment_intent), id)) ?? none;
  }
  const made = readRefund(answer.body);
  if (made?.ours !== id || made.amount.amount !== amount.amount) return unknown('answer_unreadable');
  return stateOf(made);
}

function isFinal({ type, code, param }: Fault): boolean {
  return type === 'invalid_request_error' && (param === 'amount' || FINAL.has(code ?? ''));
}

function stateOf({ id: reference, state }: StripeRefund): RefundState {
  switch (state) {
    case 'refunded':
    case 'pending':
      return { state, reference };
    case 'failed':
      return { state, reason: 'refund_failed' };
  }
}

function unknown(reason: string): RefundState {
  return { state: 'unknown', reason };
}
