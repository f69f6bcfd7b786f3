import { methodOf } from './bank.ts';
import { missing, refused } from './errors.ts';
import { type Form, numberOf, textOf } from './form.ts';
import { intentOf } from './intents.ts';
import type { Outcome } from './kinds.ts';
import { metadataOf } from './metadata.ts';
import { positiveOf } from './money.ts';
import type { StripeCharge, StripeIntent, StripeRefund } from './objects.ts';
import { drawId } from './open.ts';
import type { Held } from './state.ts';
import { emit, type Happening, type Work } from './work.ts';

/** Gives money back, up to what the charge took. */
export function createRefund(work: Work): StripeRefund {
  const { form, state } = work;
  const charged = chargedOf(work);
  const { object } = charged;
  const amount = amountOf(form, object);
  const metadata = metadataOf(form);
  const intent = state.intents.get(object.payment_intent);
  checkShares(form, intent?.object);
  const isSlow = methodOf(intent?.method ?? '')?.slowRefunds === true;
  const refund: StripeRefund = {
    id: drawId(state, 're'),
    object: 'refund',
    amount,
    charge: object.id,
    created: work.now,
    currency: object.currency,
    metadata,
    payment_intent: object.payment_intent,
    reason: textOf(form, 'reason') as StripeRefund['reason'],
    status: isSlow ? 'pending' : 'succeeded',
  };
  state.refunds.set(refund.id, { account: work.account, object: refund });
  giveBack(charged, amount);
  emit(work, 'refund.created', refund);
  emit(work, 'charge.refunded', charged.object);
  return refund;
}

/** Only a fee that was taken can go back, and only a transfer that was made. */
function checkShares(form: Form, intent: StripeIntent | undefined): void {
  if (textOf(form, 'refund_application_fee') === 'true' && !intent?.application_fee_amount)
    throw refused('The charge has no application fee to refund.', { param: 'refund_application_fee' });
  if (textOf(form, 'reverse_transfer') === 'true' && !intent?.transfer_data)
    throw refused('The charge has no transfer to reverse.', { param: 'reverse_transfer' });
}

/** The charge that a form means, by its own id or its intent's. */
function chargedOf(work: Work): Held<StripeCharge> {
  const { form, state } = work;
  const [chargeId, intentId] = [textOf(form, 'charge'), textOf(form, 'payment_intent')];
  if (intentId === null && chargeId === null)
    throw refused('One of charge and payment_intent is needed.', {
      code: 'parameter_missing',
      param: 'payment_intent',
    });
  if (intentId !== null && chargeId !== null)
    throw refused('Give charge or payment_intent, not both.', { param: 'charge' });
  if (chargeId !== null) return settledCharge(chargeOf(work, chargeId, 'charge'), chargeId, 'charge');
  const { object } = intentOf(work, intentId ?? '', 'payment_intent');
  return settledCharge(state.charges.get(object.latest_charge ?? ''), object.id, 'payment_intent');
}

function settledCharge(
  charged: Held<StripeCharge> | undefined,
  id: string,
  param: string,
): Held<StripeCharge> {
  if (charged?.object.status === 'succeeded') return charged;
  throw refused(`${id} has no successful charge to refund.`, { param });
}

function amountOf(form: Form, { id, amount, amount_refunded, disputed }: StripeCharge): number {
  if (disputed) throw refused(`Charge ${id} has been disputed.`, { code: 'charge_disputed' });
  const left = amount - amount_refunded;
  if (left === 0)
    throw refused(`Charge ${id} has already been refunded.`, { code: 'charge_already_refunded' });
  if (numberOf(form, 'amount') === null) return left;
  const asked = positiveOf(form, 'amount');
  if (asked <= left) return asked;
  throw refused(`Refund amount (${asked}) is greater than unrefunded amount on charge (${left}).`, {
    param: 'amount',
  });
}

/** Counts as given back what is on its way, and no more what did not arrive. */
function giveBack(charged: Held<StripeCharge>, amount: number): void {
  const amount_refunded = charged.object.amount_refunded + amount;
  charged.object = {
    ...charged.object,
    amount_refunded,
    refunded: amount_refunded === charged.object.amount,
  };
}

export function retrieveRefund(work: Work): StripeRefund {
  return refundOf(work).object;
}

/** Stripe cancels only refunds that wait for their payer, and none does here. */
export function cancelRefund(work: Work): never {
  const { object } = refundOf(work);
  throw refused(`This refund cannot be canceled, because its status is ${object.status}.`, { param: 'id' });
}

function refundOf({ state, account, id }: Work): Held<StripeRefund> {
  const held = state.refunds.get(id);
  if (held?.account === account) return held;
  throw missing('refund', id, 'id', 404);
}

/** A charge of this account; throws when there is none. */
export function chargeOf(
  { state, account }: Work,
  id: string,
  param: string,
  status: 400 | 404 = 400,
): Held<StripeCharge> {
  const held = state.charges.get(id);
  if (held?.account === account) return held;
  throw missing('charge', id, param, status);
}

/** The bank's answer to a refund. */
export function settleRefund(happening: Happening, held: Held<StripeRefund>, outcome: Outcome): void {
  const { status, amount, charge } = held.object;
  if (status === 'failed' || status === outcome)
    throw refused(`The refund ${held.object.id} is ${status} already.`);
  const charged = happening.state.charges.get(charge);
  if (outcome === 'failed' && charged) giveBack(charged, -amount);
  held.object = {
    ...held.object,
    status: outcome,
    ...(outcome === 'failed' && { failure_reason: 'expired_or_canceled_card' }),
  };
  if (outcome === 'failed') emit(happening, 'refund.failed', held.object);
  emit(happening, 'refund.updated', held.object);
}
