/** What a decline is about, by Stripe's code; any other code is `card_declined`. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  insufficient_funds: ['insufficient_funds'],
  card_limit_exceeded: [
    'card_velocity_exceeded',
    'withdrawal_count_limit_exceeded',
    'charge_exceeds_transaction_limit',
  ],
  card_expired: ['expired_card', 'expired_payment_method'],
  card_invalid: [
    'incorrect_address',
    'incorrect_cvc',
    'incorrect_number',
    'incorrect_pin',
    'incorrect_postal_code',
    'incorrect_zip',
    'invalid_account',
    'invalid_cvc',
    'invalid_expiry_month',
    'invalid_expiry_year',
    'invalid_number',
    'invalid_pin',
    'new_account_information_available',
  ],
  card_unsupported: [
    'card_not_supported',
    'currency_not_supported',
    'not_permitted',
    'restricted_card',
    'service_not_allowed',
    'transaction_not_allowed',
  ],
  authentication_required: [
    'authentication_not_handled',
    'authentication_required',
    'offline_pin_required',
    'online_or_offline_pin_required',
    'payment_intent_authentication_failure',
  ],
  try_again_later: ['issuer_not_available', 'processing_error', 'reenter_transaction', 'try_again_later'],
};

const BY_CODE = new Map(
  Object.entries(REASONS).flatMap(([reason, codes]) => codes.map((code) => [code, reason])),
);

// Stripe asks to tell nobody of these: whoever holds a stolen card would learn that it is known.
const SECRET = new Set([
  'fraudulent',
  'highest_risk_level',
  'lost_card',
  'merchant_blacklist',
  'pickup_card',
  'stolen_card',
]);

/** Why a card was declined, in a word of ours and Stripe's. Both may be told. */
export function declineOf(code: string | null): { readonly reason: string; readonly code?: string } {
  if (code === null) return { reason: 'card_declined' };
  if (SECRET.has(code)) return { reason: 'card_declined', code: 'generic_decline' };
  return { reason: BY_CODE.get(code) ?? 'card_declined', code };
}
