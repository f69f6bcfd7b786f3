import { isMembers, readBytes32 } from './fields.ts';
import { REASON_OF, type RefusalReason } from './reasons.ts';

/** What a facilitator says about a settlement. `code` is its own short word, safe to keep. */
export type Answer =
  | { readonly says: 'settled'; readonly transaction: string | null }
  | { readonly says: 'refused'; readonly reason: RefusalReason; readonly code: string }
  | Unclear;

/** It may have submitted the payment, or still do so. */
interface Unclear {
  readonly says: 'unclear';
  readonly code: string;
  readonly transaction: string | null;
  /** By which it can be asked about the payment later. */
  readonly payment: string | null;
  /** True for a failure in the facilitator's own word, with no sign that anything was submitted. */
  readonly isFailure: boolean;
}

/** The code of a payment that was submitted and is not in a block yet. */
export const PENDING = 'settlement_pending';

const UNREADABLE = 'unreadable_answer';
const NO_CODE = 'no_code';

const SHORT_CODE = /^[a-z0-9_]{1,64}$/;
const PAYMENT_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Reads a `SettleResponse`. Its free text may hold the signed authorization and is never looked at. */
export function readAnswer(value: unknown): Answer {
  if (!isMembers(value)) return unclear(UNREADABLE);
  const transaction = readBytes32(value.transaction);
  if (value.success === true) return { says: 'settled', transaction };
  if (value.success !== false) return { ...unclear(UNREADABLE), transaction };

  const code = readCode(value.errorReason);
  const reason = REASON_OF.get(code);
  if (reason !== undefined && transaction === null) return { says: 'refused', reason, code };
  const payment = readPaymentId(value.paymentId);
  const isFailure = code !== PENDING && code !== NO_CODE && transaction === null && payment === null;
  return { says: 'unclear', code, transaction, payment, isFailure };
}

/** The same answer as a mere hint, for a response that cannot be relied upon. */
export function doubted(answer: Answer, code: string): Answer {
  switch (answer.says) {
    case 'settled':
      return { ...unclear(code), transaction: answer.transaction };
    case 'refused':
      return { ...unclear(code), isFailure: true };
    case 'unclear':
      return answer.code === UNREADABLE ? { ...answer, code } : answer;
  }
}

/** An answer from which nothing can be told. */
export function unclear(code: string): Unclear {
  return { says: 'unclear', code, transaction: null, payment: null, isFailure: false };
}

/** The id under which a facilitator can be asked about a payment, or null. */
export function readPaymentId(value: unknown): string | null {
  return typeof value === 'string' && PAYMENT_ID.test(value) ? value : null;
}

function readCode(value: unknown): string {
  return typeof value === 'string' && SHORT_CODE.test(value) ? value : NO_CODE;
}
