import { isMembers, readBytes32 } from './fields.ts';

/** Why a facilitator will not settle a payment, in our words. */
export type RefusalReason =
  | 'insufficient_funds'
  | 'invalid_signature'
  | 'invalid_terms'
  | 'outside_window'
  | 'blocked';

/** What a facilitator says about a settlement. `code` is its own short word, safe to keep. */
export type Answer =
  | { readonly says: 'settled'; readonly transaction: string | null }
  | { readonly says: 'refused'; readonly reason: RefusalReason; readonly code: string }
  | { readonly says: 'unclear'; readonly code: string; readonly transaction: string | null };

// Only what a facilitator says before it submits anything. Every other word may come after, and is unclear.
const REASONS: Readonly<Record<RefusalReason, string>> = {
  insufficient_funds: 'insufficient_funds invalid_exact_evm_insufficient_balance',
  invalid_signature:
    'invalid_exact_evm_signature invalid_exact_evm_payload_signature invalid_exact_evm_failed_to_parse_signature ' +
    'invalid_exact_evm_token_name_mismatch invalid_exact_evm_token_version_mismatch eip6492_factory_not_allowed',
  invalid_terms:
    'invalid_exact_evm_recipient_mismatch invalid_exact_evm_payload_recipient_mismatch ' +
    'invalid_exact_evm_payload_authorization_value_mismatch invalid_exact_evm_authorization_value ' +
    'invalid_exact_evm_network_mismatch invalid_network invalid_payload invalid_payment_requirements ' +
    'invalid_scheme invalid_exact_evm_scheme unsupported_scheme invalid_x402_version ' +
    'self_send_not_allowed amount_too_low',
  outside_window:
    'invalid_exact_evm_payload_authorization_valid_after invalid_exact_evm_payload_authorization_valid_before',
  blocked: 'kyt_risk_detected request_blocked_by_location',
};
const REASON_OF = new Map(
  (Object.keys(REASONS) as RefusalReason[]).flatMap((reason) =>
    REASONS[reason].split(' ').map((code) => [code, reason] as const),
  ),
);
const SHORT_CODE = /^[a-z0-9_]{1,64}$/;

/** Reads a `SettleResponse`. Its free text may hold the signed authorization and is never looked at. */
export function readAnswer(value: unknown): Answer {
  if (!isMembers(value)) return unclear('unreadable_answer', null);
  const transaction = readBytes32(value.transaction);
  if (value.success === true) return { says: 'settled', transaction };
  if (value.success !== false) return unclear('unreadable_answer', transaction);

  const code = readCode(value.errorReason);
  const reason = REASON_OF.get(code);
  return reason === undefined || transaction !== null
    ? unclear(code, transaction)
    : { says: 'refused', reason, code };
}

/** The same answer as a mere hint, for a response that cannot be relied upon. */
export function doubted(answer: Answer, code: string): Answer {
  return unclear(code, answer.says === 'refused' ? null : answer.transaction);
}

function unclear(code: string, transaction: string | null): Answer {
  return { says: 'unclear', code, transaction };
}

function readCode(value: unknown): string {
  return typeof value === 'string' && SHORT_CODE.test(value) ? value : 'no_code';
}
