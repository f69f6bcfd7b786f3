import { isSameMoney, type Money, money } from '../money.ts';
import type { PaymentRail, Prepared, Receipt, RefundState, Refusal, Settlement } from '../rail.ts';
import { amountOf, type Payable } from '../record.ts';
import { declared } from './declared.ts';
import { check, isDate, isObject, isText, plain, refusalIn } from './plain.ts';

/** A rail's answer as far as it can be believed, and why a person has to look when it cannot. */
export interface Vetted {
  readonly settlement: Settlement;
  readonly openCase?: string;
}

/**
 * Believes no answer that would lose or invent money: a wrong amount, a page that cannot be closed or an answer
 * outside the contract is `unknown`, and a person has to look. A refusal to send on a repeat is `unknown` too, because
 * the first one may have been sent.
 */
export function vetted(
  rail: PaymentRail,
  attempt: Payable,
  said: Settlement,
  sent: 'first' | 'again',
): Vetted {
  try {
    const answer = plain(said);
    switch (answer.state) {
      case 'paid':
        if (isObject(answer.total) && !isSameMoney(answer.total, amountOf(attempt)))
          return doubt('amount_mismatch', textIn(answer.reference), seen(answer.total));
        if (!isText(answer.reference)) return doubt('paid_without_reference');
        if (!isObject(answer.total) || !isReceipt(answer.receipt)) return doubt(INVALID, answer.reference);
        return { settlement: { ...answer, receipt: declared(rail, answer.receipt) } };
      case 'declined':
        check(isText(answer.reason) && isText(answer.code ?? answer.reason) && EVIDENCE.has(answer.evidence));
        return answer.evidence === 'not_sent' && sent === 'again'
          ? { settlement: { state: 'unknown', reason: 'not_sent_on_repeat' } }
          : { settlement: answer };
      case 'action_required':
        if (!isText(answer.reference)) return doubt(INVALID);
        if (!rail.cancel) return doubt('page_cannot_be_closed', answer.reference);
        return isPage(answer) ? { settlement: answer } : doubt(INVALID, answer.reference);
      case 'referred':
        check(isObject(answer.handoff));
        return { settlement: answer };
      case 'pending':
        check(isSeen(answer) && isDate(answer.decidesBy ?? 0));
        return { settlement: answer };
      case 'unknown': {
        const { openCase, state } = answer;
        check(isSeen(answer) && isText(openCase ?? state));
        return openCase === undefined ? { settlement: answer } : { settlement: answer, openCase };
      }
      case 'expired':
      case 'cancelled':
        return { settlement: answer };
    }
  } catch {
    // Not even JSON, or not what the contract says.
  }
  return doubt(INVALID);
}

/** What a rail has prepared, or why it refuses. Throws when it says neither. */
export function vettedPrepared(said: Prepared | Refusal): Prepared | Refusal {
  const answer = plain(said);
  check(isObject('refused' in answer ? refusalIn(answer) : answer.prepared));
  return answer;
}

/** A rail's answer to a refund. Throws when it is none. */
export function vettedRefund(said: RefundState | undefined): RefundState {
  const answer = plain(said as RefundState);
  switch (answer.state) {
    case 'refunded':
      check(isText(answer.reference));
      return answer;
    case 'pending':
      check(isText(answer.reference ?? answer.state));
      return answer;
    case 'failed':
      check(isText(answer.reason));
      return answer;
    case 'unknown':
      return answer;
  }
  throw new TypeError('A refund has no such state.');
}

const INVALID = 'rail_answer_invalid';
const EVIDENCE: ReadonlySet<string> = new Set(['not_sent', 'same_key', 'provider_state']);

export function doubt(openCase: string, reference?: string, taken?: Money | null): Vetted {
  return {
    settlement: {
      state: 'unknown',
      reason: openCase,
      ...(reference !== undefined && { reference }),
      ...(taken && { taken }),
    },
    openCase,
  };
}

function seen({ amount, currency }: Money): Money | null {
  try {
    return money(amount, currency);
  } catch {
    return null;
  }
}

function isSeen({ reference, state, taken }: Extract<Settlement, { taken?: Money }>): boolean {
  return isText(reference ?? state) && (taken === undefined || seen(taken) !== null);
}

function textIn(value: string): string | undefined {
  return isText(value) ? value : undefined;
}

function isReceipt(value: Receipt): boolean {
  return isObject(value) && isObject(value.headers) && isObject(value.body) && isObject(value.meta);
}

function isPage({ url, methods, expiresAt }: Extract<Settlement, { state: 'action_required' }>): boolean {
  const named = Array.isArray(methods) && methods.every(isText);
  return isText(url) && /^https?:/.test(url) && named && isDate(expiresAt);
}
