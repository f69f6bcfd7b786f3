import { change } from '../charging.ts';
import { missing, refused } from '../errors.ts';
import { groupOf, textOf } from '../form.ts';
import { ownOf, pageIn, pageOf } from '../pages.ts';
import type { HeldSession, State } from '../state.ts';
import { emit, type Happening, type Outside, type Work } from '../work.ts';
import type { StripeSession } from './objects.ts';

export function retrieveSession(work: Work): StripeSession {
  return sessionOf(work).object;
}

/** The sessions that a form asks for. */
export function listSessions(work: Work): object {
  const { form, state } = work;
  const [intent, status] = [textOf(form, 'payment_intent'), textOf(form, 'status')];
  const email = textOf(groupOf(form, 'customer_details') ?? {}, 'email');
  const fitting = ownOf(work, state.sessions).filter(
    (session) =>
      (intent === null || session.payment_intent === intent) &&
      (status === null || session.status === status) &&
      (email === null || session.customer_details?.email === email),
  );
  return pageOf('/v1/checkout/sessions', form, fitting);
}

/** What a session sells, in the order in which it was said. */
export function listLines(work: Work): object {
  const { object, lines } = sessionOf(work);
  return pageIn(`/v1/checkout/sessions/${object.id}/line_items`, work.form, lines);
}

/** Ends a session that is open: its page takes no money from then on. */
export function expireSession(work: Work): StripeSession {
  const held = sessionOf(work);
  const { status } = held.object;
  if (status !== 'open')
    throw refused(
      `Only Checkout Sessions with a status in ["open"] can be expired. This one has a status of \`${status}\`.`,
    );
  endSession(work, held);
  return held.object;
}

/** Ends a session, and its intent. */
export function endSession(happening: Happening, held: HeldSession): void {
  const intent = happening.state.intents.get(held.object.payment_intent ?? '');
  held.object = { ...held.object, status: 'expired', url: null };
  if (intent) {
    change(intent, {
      status: 'canceled',
      canceled_at: happening.now,
      cancellation_reason: 'expired',
      next_action: null,
    });
    emit(happening, 'payment_intent.canceled', intent.object);
  }
  emit(happening, 'checkout.session.expired', held.object);
}

/** Ends the sessions whose time is up, and says how many. */
export function expireDue(outside: Outside): number {
  const { state, now } = outside;
  const due = [...state.sessions.values()].filter(
    ({ object }) => object.status === 'open' && object.expires_at <= now,
  );
  for (const { account, object } of due) endSession({ ...outside, account }, heldSession(state, object.id));
  return due.length;
}

/** A session of whatever account; throws when there is none. */
export function heldSession(state: State, id: string): HeldSession {
  const held = state.sessions.get(id);
  if (!held) throw missing('checkout.session', id, 'session');
  return held;
}

function sessionOf({ state, account, id }: Work): HeldSession {
  const held = state.sessions.get(id);
  if (held?.account === account) return held;
  throw missing('checkout.session', id, 'session', 404);
}
