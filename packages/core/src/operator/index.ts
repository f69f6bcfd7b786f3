export { REQUEST_LIFETIME } from '../schedule.ts';
export { purge } from './purge.ts';
export { type Reconciled, reconcile } from './reconcile.ts';
export { type RefundCall, type RefundView, refundOrder } from './refund-order.ts';
export { ring } from './ring.ts';
