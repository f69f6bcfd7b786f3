import { refused } from './errors.ts';
import type { StripeDispute } from './objects.ts';
import { drawId } from './open.ts';
import type { HeldIntent } from './state.ts';
import { emit, type Happening } from './work.ts';

/** The payer wants back what an intent took, from the bank. Throws when there is nothing to want back. */
export function openDispute(happening: Happening, { object: intent }: HeldIntent): StripeDispute {
  const { state, account, now } = happening;
  const charged = state.charges.get(intent.latest_charge ?? '');
  if (charged?.object.status !== 'succeeded') throw refused(`The intent ${intent.id} took nothing.`);
  if (charged.object.disputed) throw refused(`The intent ${intent.id} is disputed already.`);
  const { id: charge, amount, currency } = charged.object;
  const object: StripeDispute = {
    id: drawId(state, 'du'),
    object: 'dispute',
    amount,
    charge,
    created: now,
    currency,
    livemode: false,
    metadata: {},
    payment_intent: intent.id,
    reason: 'fraudulent',
    status: 'needs_response',
  };
  charged.object = { ...charged.object, disputed: true };
  state.disputes.set(object.id, { account, object });
  emit(happening, 'charge.dispute.created', object);
  return object;
}
