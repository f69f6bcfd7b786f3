import type { TestMethod, Verdict } from './bank.ts';
import type { PaymentError, StripeCharge, StripeIntent } from './objects.ts';
import { drawId } from './open.ts';
import type { HeldIntent } from './state.ts';
import { deactivate } from './tokens.ts';
import { emit, type Happening } from './work.ts';

/** Changes an intent. */
export function change(held: HeldIntent, changes: Partial<StripeIntent>): void {
  held.object = { ...held.object, ...changes };
}

/** What an intent's charge took is the seller's. */
export function succeed(work: Happening, held: HeldIntent): void {
  const { amount, currency } = held.object;
  const { charges, tokens } = work.state;
  const charged = charges.get(held.object.latest_charge ?? '');
  if (charged) {
    charged.object = {
      ...charged.object,
      status: 'succeeded',
      paid: true,
      captured: true,
      amount_captured: amount,
    };
    emit(work, 'charge.succeeded', charged.object);
  }
  change(held, { status: 'succeeded', amount_received: amount, last_payment_error: null, next_action: null });
  emit(work, 'payment_intent.succeeded', held.object);
  const token = tokens.get(held.token ?? '');
  if (!token) return;
  const value = token.object.usage_details.amount_captured.value + amount;
  token.object = { ...token.object, usage_details: { amount_captured: { currency, value } } };
  emit({ ...work, account: token.account }, 'shared_payment.granted_token.used', token.object);
  if (value >= token.object.usage_limits.max_amount) deactivate(work, token, 'consumed');
}

/** The bank said no. */
export function fail(
  work: Happening,
  held: HeldIntent,
  method: TestMethod,
  { code, declineCode, message }: Extract<Verdict, { is: 'declined' }>,
): PaymentError {
  const pending =
    held.object.status === 'processing' ? work.state.charges.get(held.object.latest_charge ?? '') : null;
  const charged = pending ?? charge(work, held, method, 'failed');
  charged.object = { ...charged.object, status: 'failed', failure_code: code, failure_message: message };
  emit(work, 'charge.failed', charged.object);
  const error: PaymentError = {
    type: 'card_error',
    code,
    ...(declineCode && { decline_code: declineCode }),
    message,
    charge: charged.object.id,
  };
  change(held, {
    status: 'requires_payment_method',
    last_payment_error: error,
    next_action: null,
    payment_method: null,
  });
  emit(work, 'payment_intent.payment_failed', held.object);
  return error;
}

/** A new charge of an intent. */
export function charge(
  work: Happening,
  held: HeldIntent,
  method: TestMethod,
  status: StripeCharge['status'],
): { object: StripeCharge } {
  const { id, amount, currency, description, metadata, payment_method } = held.object;
  const object: StripeCharge = {
    id: drawId(work.state, 'ch'),
    object: 'charge',
    amount,
    amount_captured: 0,
    amount_refunded: 0,
    captured: false,
    created: work.now,
    currency,
    description,
    disputed: false,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata,
    paid: false,
    payment_intent: id,
    payment_method: payment_method ?? '',
    payment_method_details: method.details,
    refunded: false,
    status,
  };
  const charged = { account: work.account, object };
  work.state.charges.set(object.id, charged);
  change(held, { latest_charge: object.id });
  return charged;
}
