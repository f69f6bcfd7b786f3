export { type OrderView, readOrder } from './checkout/order.ts';
export { type CartStanding, readStanding } from './checkout/standing.ts';
export type { OpenChooser } from './chooser/current.ts';
