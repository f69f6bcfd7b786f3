import { methodOf, type TestMethod, type Verdict } from './bank.ts';
import { change, charge, fail, succeed } from './charging.ts';
import { openDispute } from './disputes.ts';
import { StripeError } from './errors.ts';
import { drawId } from './open.ts';
import type { HeldIntent, HeldToken } from './state.ts';
import { emit, type Happening } from './work.ts';

/** With what an intent is tried. */
export interface Means {
  readonly method: string;
  readonly token: HeldToken | null;
}

/** Tries an intent at the payer's bank. Throws 402 when it declines, with the intent as it then is. */
export function attempt(work: Happening, held: HeldIntent, means: Means, onAction: 'ask' | 'decline'): void {
  const method = methodOf(means.method);
  if (!method) throw new Error('An intent was tried with an unknown method.');
  held.method = means.method;
  held.token = means.token?.object.id ?? null;
  change(held, { payment_method: drawId(work.state, 'pm'), payment_method_types: [method.details.type] });
  const verdict = verdictOf(method, onAction);
  switch (verdict.is) {
    case 'requires_action':
      change(held, {
        status: 'requires_action',
        last_payment_error: null,
        next_action: { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect' } },
      });
      emit(work, 'payment_intent.requires_action', held.object);
      return;
    case 'processing':
      charge(work, held, method, 'pending');
      change(held, { status: 'processing', last_payment_error: null, next_action: null });
      if (means.token) means.token.reserved += held.object.amount;
      emit(work, 'payment_intent.processing', held.object);
      return;
    case 'succeeded':
      charge(work, held, method, 'succeeded');
      succeed(work, held);
      if (method.disputes) openDispute(work, held);
      return;
    case 'declined':
      throw new StripeError(402, verdict.message, {
        ...fail(work, held, method, verdict),
        payment_intent: held.object,
      });
  }
}

function verdictOf({ verdict }: TestMethod, onAction: 'ask' | 'decline'): Verdict {
  if (verdict.is !== 'requires_action' || onAction === 'ask') return verdict;
  const message = 'This payment needs its payer, who is not there.';
  return { is: 'declined', code: 'authentication_required', declineCode: 'authentication_required', message };
}
