import type { Money } from '@railyard/core';
import type {
  Case,
  CaseReport,
  Evidence,
  PaymentEvidence,
  ProviderEvidence,
  RefundEvidence,
  Ruled,
} from '@railyard/core/operator';
import { isoOf } from '../iso.ts';

/** An open case for programs. Amounts are minor units. */
export function shapeCase(found: Case): object {
  return {
    case_id: found.id,
    about: found.about,
    open_case: found.openCase,
    cart_id: found.cart,
    order_id: found.order,
    seller: found.seller,
    payment_rail: found.rail,
    account: found.account,
    amount: found.amount.amount,
    currency: found.amount.currency,
    since: isoOf(found.since),
    rulings: [...found.rulings],
  };
}

/** The same with all that is known of it. */
export function shapeReport(report: CaseReport): object {
  return {
    ...shapeCase(report),
    evidence: shapeEvidence(report.evidence),
    ruled: report.ruled.map(shapeRuled),
  };
}

/** A ruling as it is kept. */
export function shapeRuled(ruled: Ruled): object {
  return {
    ruling_id: ruled.id,
    case_id: ruled.case,
    about: ruled.about,
    open_case: ruled.openCase,
    ruling: ruled.ruling,
    reference: ruled.reference,
    insisted: ruled.insisted,
    by: ruled.by,
    reason: ruled.reason,
    at: isoOf(ruled.at),
    became: { state: ruled.became.state, order_id: ruled.became.order, refund_id: ruled.became.refund },
    evidence: shapeEvidence(ruled.evidence),
  };
}

function shapeEvidence({ payment, refund, order, provider }: Evidence) {
  return {
    payment: shapePayment(payment),
    refund: refund && shapeRefund(refund),
    order_id: order,
    provider: shapeProvider(provider),
  };
}

function shapePayment(payment: PaymentEvidence) {
  return {
    attempt_id: payment.attempt,
    provider_key: payment.key,
    state: payment.state,
    payment_rail: payment.rail,
    account: payment.account,
    reference: payment.reference,
    amount: payment.total.amount,
    currency: payment.total.currency,
    answer: payment.answer,
    remembered: payment.facts,
    created_at: isoOf(payment.createdAt),
    submitted_at: isoOf(payment.submittedAt),
    send_until: isoOf(payment.sendUntil),
    credential_until: isoOf(payment.expiresAt),
    in_doubt_since: isoOf(payment.doubtSince),
    looks: payment.looks,
    open_case: payment.openCase,
    taken: shapeMoney(payment.taken),
  };
}

function shapeRefund(refund: RefundEvidence) {
  return {
    refund_id: refund.id,
    provider_key: refund.key,
    state: refund.state,
    reference: refund.reference,
    amount: refund.amount.amount,
    currency: refund.amount.currency,
    reason: refund.reason,
    submitted_at: isoOf(refund.submittedAt),
    looks: refund.looks,
    open_case: refund.openCase,
  };
}

function shapeMoney(given: Money | null) {
  return given && { amount: given.amount, currency: given.currency };
}

function shapeProvider({ asked, answer, fault, taken, refund }: ProviderEvidence) {
  return {
    asked,
    answer,
    fault,
    taken: shapeMoney(taken),
    refund,
  };
}
