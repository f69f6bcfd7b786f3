export { type OrderView, readOrder } from './checkout/order.ts';
