import { attempt } from './attempt.ts';
import { change } from './charging.ts';
import { missing, refused } from './errors.ts';
import { textOf } from './form.ts';
import { checkRedirects, meansOf } from './means.ts';
import type { IntentTerms, StripeIntent } from './objects.ts';
import { drawId } from './open.ts';
import type { HeldIntent } from './state.ts';
import { termsOf } from './terms.ts';
import { emit, type Happening, type Work } from './work.ts';

/** Creates an intent and, with `confirm`, tries it at once. */
export function createIntent(work: Work): StripeIntent {
  const terms = termsOf(work);
  const confirms = work.form.confirm === 'true';
  const means = meansOf(work, terms);
  if (confirms && !means)
    throw refused('A payment method is needed to confirm.', {
      code: 'parameter_missing',
      param: 'payment_method',
    });
  if (confirms) checkRedirects(work, terms);
  else refuseUnconfirmed(work);

  const held = openIntent(work, terms, {
    method: means?.method ?? null,
    payment_method: means && !confirms ? drawId(work.state, 'pm') : null,
  });
  if (confirms && means) attempt(work, held, means, onAction(work));
  return held.object;
}

/** With what an intent begins; with nothing unless given. */
interface Beginning {
  readonly method?: string | null;
  readonly payment_method?: string | null;
  readonly session?: string;
}

/** An intent that was not tried yet. */
export function openIntent(work: Happening, terms: IntentTerms, beginning: Beginning): HeldIntent {
  const { method = null, payment_method = null, session = null } = beginning;
  const id = drawId(work.state, 'pi');
  const object: StripeIntent = {
    ...terms,
    id,
    object: 'payment_intent',
    amount_capturable: 0,
    amount_received: 0,
    canceled_at: null,
    cancellation_reason: null,
    client_secret: drawId(work.state, `${id}_secret`),
    created: work.now,
    customer: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    next_action: null,
    payment_method,
    payment_method_types: ['card'],
    processing: null,
    status: method ? 'requires_confirmation' : 'requires_payment_method',
  };
  const held: HeldIntent = { account: work.account, object, method, token: null, session };
  work.state.intents.set(id, held);
  emit(work, 'payment_intent.created', object);
  return held;
}

/** What only a confirmation can mean. */
function refuseUnconfirmed({ form }: Work): void {
  for (const param of ['payment_method_data', 'error_on_requires_action', 'off_session', 'return_url'])
    if (form[param] !== undefined) throw refused(`${param} can only be given with confirm=true.`, { param });
}

/** Whether a payer is there who could be asked. */
function onAction({ form }: Work): 'ask' | 'decline' {
  return form.error_on_requires_action === 'true' || form.off_session === 'true' ? 'decline' : 'ask';
}

export function retrieveIntent(work: Work): StripeIntent {
  return intentOf(work, work.id, 'intent', 404).object;
}

/** Tries an intent that was not tried yet, or failed. */
export function confirmIntent(work: Work): StripeIntent {
  const held = ownIntent(work);
  const { status } = held.object;
  if (status !== 'requires_payment_method' && status !== 'requires_confirmation')
    throw unexpected(held, 'confirmed');
  const given = meansOf(work, held.object);
  const kept =
    status === 'requires_confirmation' && held.method ? { method: held.method, token: null } : null;
  const means = given ?? kept;
  if (!means)
    throw refused('A payment method is needed to confirm.', {
      code: 'parameter_missing',
      param: 'payment_method',
    });
  checkRedirects(work, held.object);
  attempt(work, held, means, onAction(work));
  return held.object;
}

/** Ends an intent that has taken no money. */
export function cancelIntent(work: Work): StripeIntent {
  const held = ownIntent(work);
  const { status } = held.object;
  if (status === 'succeeded' || status === 'canceled' || status === 'processing')
    throw unexpected(held, 'canceled');
  const reason = textOf(work.form, 'cancellation_reason') as StripeIntent['cancellation_reason'];
  change(held, { status: 'canceled', canceled_at: work.now, cancellation_reason: reason, next_action: null });
  emit(work, 'payment_intent.canceled', held.object);
  return held.object;
}

/** An intent that the seller may act on: that of a session is its buyer's. */
function ownIntent(work: Work): HeldIntent {
  const held = intentOf(work, work.id, 'intent', 404);
  if (!held.session) return held;
  throw refused('This PaymentIntent was created by Checkout: expire the Checkout Session instead.', {
    payment_intent: held.object,
  });
}

/** An intent of this account; throws when there is none. */
export function intentOf(
  { state, account }: Pick<Work, 'state' | 'account'>,
  id: string,
  param: string,
  status: 400 | 404 = 400,
): HeldIntent {
  const held = state.intents.get(id);
  if (held?.account === account) return held;
  throw missing('payment_intent', id, param, status);
}

function unexpected({ object }: HeldIntent, done: string): Error {
  return refused(`This PaymentIntent cannot be ${done}, because its status is ${object.status}.`, {
    code: 'payment_intent_unexpected_state',
    payment_intent: object,
  });
}
