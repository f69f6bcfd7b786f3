export { principalOf } from '../checkout/request.ts';
export { REQUEST_LIFETIME } from '../schedule.ts';
export { type Case, caseIdOf } from './cases/case.ts';
export type {
  Evidence,
  PaymentEvidence,
  ProviderEvidence,
  RefundEvidence,
  Seen,
} from './cases/evidence.ts';
export { type CasePage, listCases, listRulings, type RulingPage } from './cases/list.ts';
export { type CaseReport, readCase, reportCase } from './cases/read.ts';
export { type RulingBook, resolveCase, resolveCaseUnasked } from './cases/resolve.ts';
export type { RulingCall } from './cases/rule.ts';
export type { Became, Ruled } from './cases/ruled.ts';
export { RULINGS, type Ruling } from './cases/subject.ts';
export { purge } from './purge.ts';
export { type KnownPayment, readPayment } from './read-payment.ts';
export { type Reconciled, reconcile } from './reconcile.ts';
export {
  type RefundBook,
  type RefundCall,
  type RefundView,
  refundOrder,
  requestRefund,
} from './refund-order.ts';
export {
  type AttemptReport,
  listOrders,
  type OrderPage,
  type OrderReport,
  reportOrder,
} from './report-order.ts';
export { ring } from './ring.ts';
