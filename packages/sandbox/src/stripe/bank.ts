import type { MethodDetails } from './objects.ts';

/** How a payer's bank answers a charge. */
export type Verdict =
  | { readonly is: 'succeeded' | 'requires_action' | 'processing' }
  | {
      readonly is: 'declined';
      readonly code: string;
      readonly declineCode?: string;
      readonly message: string;
    };

/** One of Stripe's test payment methods: how its bank behaves, and what is shown of it. */
export interface TestMethod {
  readonly verdict: Verdict;
  readonly details: MethodDetails;
  /** Its refunds stay pending until the bank is told. */
  readonly slowRefunds?: true;
  /** What it pays is disputed at once. */
  readonly disputes?: true;
}

const DECLINES: readonly (readonly [
  name: string,
  code: string,
  declineCode: string | null,
  message: string,
])[] = [
  ['', 'card_declined', 'generic_decline', 'Your card was declined.'],
  ['InsufficientFunds', 'card_declined', 'insufficient_funds', 'Your card has insufficient funds.'],
  ['LostCard', 'card_declined', 'lost_card', 'Your card was declined.'],
  ['StolenCard', 'card_declined', 'stolen_card', 'Your card was declined.'],
  ['Fraudulent', 'card_declined', 'fraudulent', 'Your card was declined.'],
  ['ExpiredCard', 'expired_card', null, 'Your card has expired.'],
  ['IncorrectCvc', 'incorrect_cvc', null, "Your card's security code is incorrect."],
  ['ProcessingError', 'processing_error', null, 'An error occurred while processing your card.'],
];

const METHODS: ReadonlyMap<string, TestMethod> = new Map([
  ...['visa', 'visa_debit', 'mastercard', 'mastercard_debit', 'amex', 'discover', 'us'].map(
    (name) => [`pm_card_${name}`, card({ is: 'succeeded' }, brandOf(name))] as const,
  ),
  ...DECLINES.flatMap(([name, code, declineCode, message]) => {
    const method = card({ is: 'declined', code, ...(declineCode && { declineCode }), message });
    return ['visa_', ''].map((brand) => [`pm_card_${brand}chargeDeclined${name}`, method] as const);
  }),
  ['pm_card_authenticationRequired', card({ is: 'requires_action' })],
  ['pm_card_threeDSecure2Required', card({ is: 'requires_action' })],
  ['pm_card_createDispute', { ...card({ is: 'succeeded' }), disputes: true }],
  ['pm_card_pendingRefund', { ...card({ is: 'succeeded' }), slowRefunds: true }],
  ['pm_card_refundFail', card({ is: 'succeeded' })],
  ['pm_usBankAccount_success', account({ is: 'processing' })],
  ['pm_usBankAccount_processing', account({ is: 'processing' })],
]);

/** The test payment method of a name; null when there is none. */
export function methodOf(name: string): TestMethod | null {
  return METHODS.get(name) ?? null;
}

function brandOf(name: string): string {
  const [brand = 'visa'] = name.split('_');
  return brand === 'us' ? 'visa' : brand;
}

function card(verdict: Verdict, brand = 'visa'): TestMethod {
  const shown = {
    brand,
    checks: null,
    country: 'US',
    display_brand: brand,
    exp_month: 12,
    exp_year: 2040,
    funding: 'credit',
    last4: '4242',
    networks: { available: [brand], preferred: null },
    wallet: null,
  };
  return { verdict, details: { type: 'card', card: shown } };
}

function account(verdict: Verdict): TestMethod {
  const shown = {
    account_holder_type: 'individual',
    account_type: 'checking',
    bank_name: 'TEST BANK',
    last4: '6789',
  };
  return { verdict, details: { type: 'us_bank_account', us_bank_account: shown } };
}
