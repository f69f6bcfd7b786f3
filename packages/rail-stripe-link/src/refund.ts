import type { PaymentRef, RailContext, RefundRequest, RefundState } from '@railyard/core/rail';
import type { Fault } from './client/answer.ts';
import type { Ask } from './client/ask.ts';
import { createRefund, listRefunds } from './client/refunds.ts';
import { findSession } from './client/sessions.ts';
import type { Settings } from './options.ts';
import { askAbout } from './status.ts';
import { encodeOurs } from './wire/ours.ts';
import { readRefund, type StripeRefund } from './wire/refund.ts';

/** Stripe's codes after which nothing has gone back, and nothing will. */
const FINAL =
  /^(?:amount_too_large|charge_(?:already_refunded|disputed|not_refundable)|refund_disputed_payment)$/;

/** Gives money back, once for each id. */
export async function refund(
  settings: Settings,
  payment: PaymentRef,
  request: RefundRequest,
  context: RailContext,
): Promise<RefundState> {
  const { amount } = request;
  const { total } = payment;
  if (amount.currency !== total.currency || amount.amount < 1 || amount.amount > total.amount)
    return { state: 'failed', reason: 'amount_not_refundable' };
  const ask = askAbout(settings, payment, context);
  const session = await findSession(ask, payment, context.now());
  if ('reason' in session) return unknown(session.reason);
  const { intentId, ours } = session;
  if (intentId === null) return unknown('not_paid');
  const { deployment, tenant, cart, order } = ours;
  const metadata = encodeOurs({
    attempt: payment.attempt,
    deployment,
    tenant,
    cart,
    order,
    refund: request.id,
  });
  // Under its key Stripe repeats how a refund stood at first, so one that was asked for before is looked for.
  const before = context.first ? null : await seen(ask, intentId, request.id);
  return before ?? give(ask, { payment_intent: intentId, amount: amount.amount, metadata }, request);
}

/** How a refund of ours stands; null when there is none. */
async function seen(ask: Ask, intent: string, id: string): Promise<RefundState | null> {
  const refunds = await listRefunds(ask, intent);
  if (!refunds) return unknown('refunds_unseen');
  const own = refunds.find(({ ours }) => ours === id);
  return own ? stateOf(own) : null;
}

interface Params {
  readonly payment_intent: string;
  readonly amount: number;
  readonly metadata: Readonly<Record<string, string>>;
}

async function give(ask: Ask, params: Params, { id, key, amount }: RefundRequest): Promise<RefundState> {
  const answer = await createRefund(ask, { ...params }, key);
  if (!('reason' in answer)) {
    const made = readRefund(answer.body);
    const isAsked = made?.ours === id && made.amount.amount === amount.amount;
    return made && isAsked ? stateOf(made) : unknown('answer_unreadable');
  }
  const { fault, reason } = answer;
  if (!fault || !isFinal(fault)) return unknown(reason);
  const failed: RefundState = { state: 'failed', reason: fault.code ?? 'amount_not_refundable' };
  return (await seen(ask, params.payment_intent, id)) ?? failed;
}

function isFinal({ type, code, param }: Fault): boolean {
  return type === 'invalid_request_error' && (param === 'amount' || FINAL.test(code ?? ''));
}

function stateOf({ state, id: reference }: StripeRefund): RefundState {
  return state === 'failed' ? { state, reason: 'refund_failed' } : { state, reference };
}

function unknown(reason: string): RefundState {
  return { state: 'unknown', reason };
}
