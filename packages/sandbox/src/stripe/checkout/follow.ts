import type { HeldIntent, HeldSession } from '../state.ts';
import { emit, type Happening } from '../work.ts';
import { buyerOf } from './buyer.ts';

/** Has a session come to what its intent has come to. */
export function followIntent(happening: Happening, { object: intent, session: id }: HeldIntent): void {
  const held = happening.state.sessions.get(id ?? '');
  if (!held) return;
  const isAwaited = held.object.status === 'complete' && held.object.payment_status === 'unpaid';
  switch (intent.status) {
    case 'succeeded':
      if (isAwaited) settle(happening, held);
      else complete(happening, held, 'paid');
      return;
    case 'processing':
      complete(happening, held, 'unpaid');
      return;
    case 'requires_payment_method':
      if (isAwaited) emit(happening, 'checkout.session.async_payment_failed', held.object);
      return;
    case 'requires_confirmation':
    case 'requires_action':
    case 'canceled':
      return;
  }
}

/** The bank has paid what the buyer promised. */
function settle(happening: Happening, held: HeldSession): void {
  held.object = { ...held.object, payment_status: 'paid' };
  emit(happening, 'checkout.session.async_payment_succeeded', held.object);
}

/** The buyer is done. One whose address nobody knows lives somewhere in the United States. */
function complete(happening: Happening, held: HeldSession, payment_status: 'paid' | 'unpaid'): void {
  const { shipping } = held.terms;
  const nowhere = { city: null, line1: null, line2: null, state: null };
  held.object = {
    ...held.object,
    status: 'complete',
    payment_status,
    url: null,
    customer_details: buyerOf(held.email, {
      address: shipping?.address ?? { ...nowhere, country: 'US', postal_code: '94107' },
      name: shipping?.name ?? 'A Buyer',
      phone: shipping?.phone ?? null,
      tax_ids: [],
    }),
  };
  emit(happening, 'checkout.session.completed', held.object);
}
