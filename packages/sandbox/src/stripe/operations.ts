import { createSession } from './checkout/create.ts';
import { expireSession, listLines, listSessions, retrieveSession } from './checkout/sessions.ts';
import { createEndpoint, deleteEndpoint } from './endpoints.ts';
import { missing } from './errors.ts';
import { listOf, textOf } from './form.ts';
import { cancelIntent, confirmIntent, createIntent, retrieveIntent } from './intents.ts';
import { createIssued, retrieveIssued, revokeIssued } from './issued.ts';
import {
  captureAuthorization,
  createAuthorization,
  expireAuthorization,
  listAuthorizations,
  retrieveAuthorization,
  reverseAuthorization,
} from './issuing/authorizations.ts';
import { createCardholder, listCardholders, retrieveCardholder } from './issuing/cardholders.ts';
import { createCard, listCards, retrieveCard, updateCard } from './issuing/cards.ts';
import { forceCapture, listTransactions, retrieveTransaction } from './issuing/transactions.ts';
import type { StripeCall } from './kinds.ts';
import type { StripeEvent } from './objects.ts';
import { ownOf, pageOf } from './pages.ts';
import { cancelRefund, chargeOf, createRefund, retrieveRefund } from './refunds.ts';
import { searchIntents } from './search.ts';
import { createGranted, retrieveGranted, revokeGranted } from './tokens.ts';
import type { Work } from './work.ts';

/** What each call does. They throw what Stripe refuses. */
export const OPERATIONS: Readonly<Record<StripeCall, (work: Work) => object | Promise<object>>> = {
  'charges.retrieve': (work) => chargeOf(work, work.id, 'id', 404).object,
  'checkout_sessions.create': createSession,
  'checkout_sessions.expire': expireSession,
  'checkout_sessions.line_items': listLines,
  'checkout_sessions.list': listSessions,
  'checkout_sessions.retrieve': retrieveSession,
  'events.list': listEvents,
  'events.retrieve': retrieveEvent,
  'granted_tokens.create': createGranted,
  'granted_tokens.retrieve': retrieveGranted,
  'granted_tokens.revoke': revokeGranted,
  'issued_tokens.create': createIssued,
  'issued_tokens.retrieve': retrieveIssued,
  'issued_tokens.revoke': revokeIssued,
  'issuing_authorizations.capture': captureAuthorization,
  'issuing_authorizations.create': createAuthorization,
  'issuing_authorizations.expire': expireAuthorization,
  'issuing_authorizations.list': listAuthorizations,
  'issuing_authorizations.retrieve': retrieveAuthorization,
  'issuing_authorizations.reverse': reverseAuthorization,
  'issuing_cardholders.create': createCardholder,
  'issuing_cardholders.list': listCardholders,
  'issuing_cardholders.retrieve': retrieveCardholder,
  'issuing_cards.create': createCard,
  'issuing_cards.list': listCards,
  'issuing_cards.retrieve': retrieveCard,
  'issuing_cards.update': updateCard,
  'issuing_transactions.create_force_capture': forceCapture,
  'issuing_transactions.list': listTransactions,
  'issuing_transactions.retrieve': retrieveTransaction,
  'payment_intents.cancel': cancelIntent,
  'payment_intents.confirm': confirmIntent,
  'payment_intents.create': createIntent,
  'payment_intents.list': (work) => pageOf('/v1/payment_intents', work.form, ownOf(work, work.state.intents)),
  'payment_intents.retrieve': retrieveIntent,
  'payment_intents.search': searchIntents,
  'refunds.cancel': cancelRefund,
  'refunds.create': createRefund,
  'refunds.list': listRefunds,
  'refunds.retrieve': retrieveRefund,
  'webhook_endpoints.create': createEndpoint,
  'webhook_endpoints.delete': deleteEndpoint,
  'webhook_endpoints.list': (work) =>
    pageOf('/v1/webhook_endpoints', work.form, ownOf(work, work.state.endpoints)),
};

function listRefunds(work: Work): object {
  const [charge, intent] = [textOf(work.form, 'charge'), textOf(work.form, 'payment_intent')];
  const fitting = ownOf(work, work.state.refunds).filter(
    (refund) =>
      (charge === null || refund.charge === charge) && (intent === null || refund.payment_intent === intent),
  );
  return pageOf('/v1/refunds', work.form, fitting);
}

function listEvents(work: Work): object {
  const type = textOf(work.form, 'type');
  const types = type === null ? listOf(work.form, 'types') : [type];
  const fits = ({ type: one }: StripeEvent): boolean =>
    types.length === 0 || types.some((asked) => matches(asked, one));
  return pageOf('/v1/events', work.form, ownOf(work, work.state.events).filter(fits));
}

/** `charge.*` means all that begins like it. */
function matches(asked: string, type: string): boolean {
  return asked.endsWith('*') ? type.startsWith(asked.slice(0, -1)) : asked === type;
}

function retrieveEvent({ state, account, id }: Work): StripeEvent {
  const held = state.events.get(id);
  if (held?.account !== account) throw missing('event', id, 'id', 404);
  return held.object;
}
