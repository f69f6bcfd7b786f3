import { drawId } from '../open.ts';
import { emit, type Happening, recordEvent } from '../work.ts';
import { hasExpired } from './expiry.ts';
import { REQUEST } from './issuer.ts';
import type {
  AuthorizationReason,
  BareAuthorization,
  MerchantData,
  StripeAuthorization,
  VerificationData,
} from './objects.ts';
import { countApproved } from './payments.ts';
import { type Ruling, ruled } from './ruling.ts';
import { isWithin } from './spending.ts';
import type { HeldAuthorization, HeldCard } from './state.ts';

/** A merchant's wish to be paid by a card. */
export interface Wish {
  readonly card: HeldCard;
  readonly amount: number;
  readonly merchant: MerchantData;
  readonly method: BareAuthorization['authorization_method'];
  readonly checks: VerificationData;
}

/**
 * Approves or declines what a merchant wishes for: by the card and its controls first, then by whoever the platform has
 * named, then by the card again, of which others may have taken something meanwhile.
 */
export async function authorize(work: Happening, wish: Wish): Promise<HeldAuthorization> {
  const { state, account, issuer } = work;
  const held = openAuthorization(work, wish);
  const refusal = refusalOf(work, wish) ?? issuer.declines.take(() => true)?.reason ?? null;
  if (refusal !== null) return decide(work, held, wish, ruled(refusal));
  const event = recordEvent(work, REQUEST, shownAuthorization(state, held));
  const ruling = await issuer.ask(account, event);
  const since = ruling.approved ? refusalOf(work, wish) : null;
  return decide(work, held, wish, since === null ? ruling : ruled(since));
}

/** Why the card itself declines; null when it does not. */
function refusalOf(work: Happening, wish: Wish): AuthorizationReason | null {
  const { state, now } = work;
  const { card, amount, merchant, checks } = wish;
  const { status, cardholder } = card.object;
  if (status === 'canceled') return 'card_canceled';
  if (status === 'inactive') return 'card_inactive';
  if (hasExpired(card.object, now)) return 'card_expired';
  if (cardholder.status === 'inactive') return 'cardholder_inactive';
  if (checks.cvc_check === 'mismatch' || checks.expiry_check === 'mismatch') return 'verification_failed';
  return isWithin(state, card, { amount, merchant, now }) ? null : 'spending_controls';
}

function openAuthorization(
  work: Happening,
  { card, amount, merchant, method, checks }: Wish,
): HeldAuthorization {
  const { state, account, now } = work;
  const { currency, cardholder } = card.object;
  const object: BareAuthorization = {
    id: drawId(state, 'iauth'),
    object: 'issuing.authorization',
    amount: 0,
    amount_details: null,
    approved: false,
    authorization_method: method,
    balance_transactions: [],
    card_presence: method === 'online' || method === 'keyed_in' ? 'not_present' : 'present',
    cardholder: cardholder.id,
    created: now,
    currency,
    fleet: null,
    fuel: null,
    livemode: false,
    merchant_amount: 0,
    merchant_currency: currency,
    merchant_data: merchant,
    metadata: {},
    network_data: null,
    pending_request: { ...requested(amount, currency), is_amount_controllable: false },
    request_history: [],
    status: 'pending',
    token: null,
    verification_data: checks,
    verified_by_fraud_challenge: null,
    wallet: null,
  };
  const held: HeldAuthorization = { account, object, card: card.object.id, counted: false };
  state.authorizations.set(object.id, held);
  return held;
}

function requested(amount: number, currency: string) {
  return {
    amount,
    amount_details: null,
    currency,
    merchant_amount: amount,
    merchant_currency: currency,
    network_risk_score: null,
  };
}

/** Decides, once: what was declined is closed. */
function decide(
  work: Happening,
  held: HeldAuthorization,
  { card, amount }: Wish,
  { approved, reason, message, metadata }: Ruling,
): HeldAuthorization {
  const { state, now } = work;
  const { id, currency, created } = held.object;
  // The state was written while the platform was asked: what is fetched by its id is written again.
  const current = state.authorizations.get(id) ?? held;
  current.object = {
    ...current.object,
    amount,
    merchant_amount: amount,
    approved,
    metadata,
    pending_request: null,
    request_history: [
      {
        ...requested(amount, currency),
        approved,
        authorization_code: approved ? `S${id.slice(-6)}` : null,
        created: now,
        reason,
        reason_message: message,
        requested_at: created,
      },
    ],
    status: approved ? 'pending' : 'closed',
  };
  emit(work, 'issuing_authorization.created', shownAuthorization(state, current));
  if (approved) countApproved(work, state.cards.get(card.object.id) ?? card, current);
  return current;
}

/** An authorization with its card and its transactions, as they are now. */
export function shownAuthorization(
  state: Happening['state'],
  { object, card }: HeldAuthorization,
): StripeAuthorization {
  const held = state.cards.get(card);
  if (!held) throw new Error('An authorization has no card.');
  const transactions = [...state.transactions.values()]
    .map((one) => one.object)
    .filter(({ authorization }) => authorization === object.id);
  return { ...object, card: held.object, transactions };
}
