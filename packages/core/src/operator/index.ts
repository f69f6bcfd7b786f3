export { REQUEST_LIFETIME } from '../schedule.ts';
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
