import { isSameMoney } from '../money.ts';
import type { PaymentRail, Receipt, Settlement } from '../rail.ts';
import type { Attempt } from '../record.ts';
import { declared } from './declared.ts';

/** A rail's answer as far as it can be believed, and why a person has to look when it cannot. */
export interface Vetted {
  readonly settlement: Settlement;
  readonly openCase?: string;
}

/**
 * Believes no answer that would lose or invent money: a wrong amount, a page that cannot be closed or an answer
 * outside the contract is `unknown`. So is a refusal to send on a repeat, because the first one may have been sent.
 */
export function vetted(
  rail: PaymentRail,
  attempt: Attempt,
  answer: Settlement,
  sent: 'first' | 'again',
): Vetted {
  switch (answer.state) {
    case 'paid':
      if (!isText(answer.reference)) return doubt('paid_without_reference');
      if (!isObject(answer.total) || !isReceipt(answer.receipt))
        return doubt('rail_answer_invalid', answer.reference);
      if (!isSameMoney(answer.total, attempt.purchase.total))
        return doubt('amount_mismatch', answer.reference);
      return { settlement: { ...answer, receipt: declared(rail, answer.receipt) } };
    case 'declined':
      if (!isText(answer.reason) || !EVIDENCE.has(answer.evidence)) return doubt('rail_answer_invalid');
      return answer.evidence === 'not_sent' && sent === 'again'
        ? { settlement: { state: 'unknown', reason: 'not_sent_on_repeat' } }
        : { settlement: answer };
    case 'action_required':
      if (!rail.cancel) return doubt('page_cannot_be_closed');
      return isPage(answer) ? { settlement: answer } : doubt('rail_answer_invalid');
    case 'referred':
      return isObject(answer.handoff) ? { settlement: answer } : doubt('rail_answer_invalid');
    case 'pending':
    case 'unknown':
    case 'expired':
    case 'cancelled':
      return { settlement: answer };
  }
  return doubt('rail_answer_invalid');
}

const EVIDENCE: ReadonlySet<string> = new Set(['not_sent', 'same_key', 'provider_state']);

function doubt(openCase: string, reference?: string): Vetted {
  return {
    settlement: { state: 'unknown', reason: openCase, ...(reference !== undefined && { reference }) },
    openCase,
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isReceipt(value: Receipt): boolean {
  return isObject(value) && isObject(value.headers) && isObject(value.body) && isObject(value.meta);
}

function isPage({
  url,
  reference,
  methods,
  expiresAt,
}: Extract<Settlement, { state: 'action_required' }>): boolean {
  const named = Array.isArray(methods) && methods.every(isText);
  return isText(url) && isText(reference) && named && isDate(expiresAt);
}

/** A time that a date can show. */
function isDate(value: number): boolean {
  return Number.isSafeInteger(value) && Math.abs(value) <= 8.64e15;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
