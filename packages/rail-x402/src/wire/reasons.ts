/** Why a facilitator will not settle a payment, in our words. */
export type RefusalReason =
  | 'insufficient_funds'
  | 'invalid_signature'
  | 'invalid_terms'
  | 'outside_window'
  | 'blocked';

// Only what a facilitator says before it submits anything: the words of the specification, then those of its own
// facilitator, CDP and Circle. Every other word may come after, and is unclear.
const REASONS: Readonly<Record<RefusalReason, string>> = {
  insufficient_funds:
    'insufficient_funds invalid_exact_evm_insufficient_balance invalid_exact_evm_insufficient_funds ' +
    'insufficient_balance',
  invalid_signature:
    'invalid_exact_evm_payload_signature invalid_exact_evm_signature invalid_exact_evm_signature_format ' +
    'invalid_exact_evm_failed_to_parse_signature invalid_exact_evm_token_name_mismatch ' +
    'invalid_exact_evm_token_version_mismatch eip6492_factory_not_allowed ' +
    'invalid_exact_evm_payload_signature_address invalid_exact_evm_payload_missing_signature ' +
    'invalid_exact_evm_payload_authorization_typed_data_message ' +
    'invalid_exact_evm_payload_undeployed_smart_wallet invalid_signature',
  invalid_terms:
    'invalid_exact_evm_payload_authorization_value_mismatch invalid_exact_evm_payload_recipient_mismatch ' +
    'invalid_network invalid_payload invalid_payment_requirements invalid_scheme unsupported_scheme ' +
    'invalid_x402_version invalid_exact_evm_recipient_mismatch invalid_exact_evm_authorization_value ' +
    'invalid_exact_evm_network_mismatch invalid_exact_evm_scheme invalid_exact_evm_missing_eip712_domain ' +
    'invalid_exact_evm_eip3009_not_supported asset_not_deployed_contract unsupported_payload_type ' +
    'invalid_exact_evm_unsupported_scheme invalid_exact_evm_payload invalid_exact_evm_extra_field ' +
    'invalid_exact_evm_required_amount invalid_exact_evm_payload_authorization_value ' +
    'invalid_exact_evm_payload_authorization_value_too_low invalid_amount amount_too_low self_send_not_allowed ' +
    'unsupported_network unsupported_asset unsupported_domain address_mismatch amount_mismatch self_transfer',
  outside_window:
    'invalid_exact_evm_payload_authorization_valid_after invalid_exact_evm_payload_authorization_valid_before ' +
    'authorization_not_yet_valid authorization_expired authorization_validity_too_short',
  blocked:
    'kyt_risk_detected request_blocked_by_location ' +
    'invalid_exact_evm_payload_authorization_from_address_kyt ' +
    'invalid_exact_evm_payload_authorization_to_address_kyt',
};

/** Our word for each code of a facilitator that it can only say before it submits a payment. */
export const REASON_OF: ReadonlyMap<string, RefusalReason> = new Map(
  (Object.keys(REASONS) as RefusalReason[]).flatMap((reason) =>
    REASONS[reason].split(' ').map((code) => [code, reason] as const),
  ),
);
