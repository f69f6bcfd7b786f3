import type { ErrorCode } from '@railyard/core';
import type { Steps } from './steps.ts';

/** What was wrong with a payment that was declined, by its reason, and what to do then. */
const DECLINED: Readonly<Record<string, string>> = {
  blocked: 'This wallet may not pay here: pay with another one.',
  card_declined: 'The bank refused the card: pay with another one.',
  card_expired: 'The card has expired: pay with another one.',
  card_invalid: 'The data of the card is wrong: correct it, or pay with another card.',
  card_limit_exceeded: 'The card has reached its limit: pay with another one.',
  card_unsupported: 'The card does not take this kind of payment: pay with another one.',
  insufficient_funds: 'There is not enough money: pay from elsewhere, or fill it up first.',
  invalid_signature: 'The signature is not right: sign the challenge anew.',
  invalid_terms: 'It was signed for other terms: sign the challenge in this answer.',
  outside_window: 'It was too late or too early: sign the challenge anew.',
  token_currency: 'The token is for another currency: make one for that of the cart.',
  token_deactivated: 'The token cannot be used any more: make a new one.',
  token_expired: 'The token has expired: make a new one.',
  token_risk: 'This token is not taken: pay in another way.',
  token_too_small: 'The token allows less than the total: make one for the whole total.',
  token_unknown: 'There is no such token for this seller: make one for the profile in the challenge.',
  try_again_later: 'The bank could not say: try once more, with a new credential.',
};

/** A payment that was not taken, and how the cart can be paid now. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly reason: unknown;
  /** What the cart comes to. */
  readonly total: string;
  /** The rails that can be paid on. */
  readonly rails: readonly string[];
}

/** What to do about a payment that was not taken; null where it says so itself. */
export function afterRefusal({ code, reason, total, rails }: Refusal, { openPage }: Steps): string | null {
  if (code === 'payment_declined') {
    if (reason === 'authentication_required')
      return `The bank wants its customer to confirm, which works on a page alone: have the user pay on one, with ${openPage}.`;
    const told = DECLINED[String(reason)] ?? 'Pay with another credential.';
    return `${told} It can be paid on ${rails.join(' or ')}: the challenge is in this answer.`;
  }
  if (code !== 'credential_invalid' || reason === 'payment_ambiguous') return null;
  switch (reason) {
    case 'wrong_amount':
    case 'wrong_terms':
      return `The cart comes to ${total} now, and the payment is not for these terms. Show the user this total, then pay the challenge in this answer.`;
    case 'not_quoted':
      return `The cart comes to ${total}. Show the user this total, then send the same call again with the token: this answer is the challenge.`;
    case 'wrong_purchase':
    case 'body_changed':
      return 'Pay the challenge in this answer, with the idempotency key and the contents of this very call.';
    default:
      return 'Make a new payment from the challenge in this answer, and send the same call again with it.';
  }
}
