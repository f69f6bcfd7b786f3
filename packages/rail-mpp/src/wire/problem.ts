const BASE = 'https://paymentauth.org/problems/';

// By the words of our refusals and declines. Every other word says that a payment was presented and did not do.
const TYPES: ReadonlyMap<string, string> = new Map([
  ['payment_required', 'payment-required'],
  ['credential_already_used', 'invalid-challenge'],
  ['malformed_credential', 'malformed-credential'],
  ['payment_ambiguous', 'malformed-credential'],
  ['raw_token_not_taken', 'malformed-credential'],
  ['method_unsupported', 'method-unsupported'],
  ['invalid_challenge', 'invalid-challenge'],
  ['wrong_terms', 'invalid-challenge'],
  ['wrong_purchase', 'invalid-challenge'],
  ['wrong_external_id', 'invalid-challenge'],
  ['not_quoted', 'invalid-challenge'],
  ['challenge_expired', 'payment-expired'],
  ['token_expired', 'payment-expired'],
  ['token_too_small', 'payment-insufficient'],
  ['authentication_required', 'payment-action-required'],
]);

/** The type of the problem that the protocol has for a word of ours. */
export function problemOf(refused: string): string {
  return `${BASE}${TYPES.get(refused) ?? 'verification-failed'}`;
}
