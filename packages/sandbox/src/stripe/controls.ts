import { methodOf } from './bank.ts';
import { change, charge, fail, succeed } from './charging.ts';
import { followIntent } from './checkout/follow.ts';
import { openDispute } from './disputes.ts';
import { missing, refused } from './errors.ts';
import type { Outcome } from './kinds.ts';
import type { StripeDispute } from './objects.ts';
import { settleRefund } from './refunds.ts';
import type { HeldIntent, State } from './state.ts';
import type { Outside } from './work.ts';

/** The bank, or the payer who was asked, has answered. */
export function finishIntent(outside: Outside, id: string, outcome: Outcome): void {
  const held = heldIntent(outside.state, id);
  const happening = { ...outside, account: held.account };
  const { status, amount } = held.object;
  if (status !== 'processing' && status !== 'requires_action')
    throw refused(`The intent ${id} is ${status}: nothing is awaited.`);
  const method = methodOf(held.method ?? '');
  if (!method) throw refused(`The intent ${id} was never tried.`);
  const token = outside.state.tokens.get(held.token ?? '');
  if (token && status === 'processing') token.reserved -= amount;
  if (outcome === 'succeeded') {
    if (status === 'requires_action') charge(happening, held, method, 'pending');
    succeed(happening, held);
  } else {
    fail(happening, held, method, { is: 'declined', ...REASONS[status] });
    change(held, { processing: null });
  }
  followIntent(happening, held);
}

const REASONS = {
  processing: { code: 'payment_intent_payment_attempt_failed', message: 'The payment failed.' },
  requires_action: {
    code: 'payment_intent_authentication_failure',
    message: 'The payer could not be authenticated.',
  },
} as const;

/** The bank has answered for a refund. */
export function finishRefund(outside: Outside, id: string, outcome: Outcome): void {
  const held = outside.state.refunds.get(id);
  if (!held) throw missing('refund', id, 'id');
  settleRefund({ ...outside, account: held.account }, held, outcome);
}

/** The payer disputes what an intent took. */
export function disputeIntent(outside: Outside, id: string): StripeDispute {
  const held = heldIntent(outside.state, id);
  return openDispute({ ...outside, account: held.account }, held);
}

function heldIntent(state: State, id: string): HeldIntent {
  const held = state.intents.get(id);
  if (!held) throw missing('payment_intent', id, 'intent');
  return held;
}
