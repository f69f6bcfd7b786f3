export { type OrderView, readOrder } from './checkout/order.ts';
export { type CartStanding, hadPage, readStanding } from './checkout/standing.ts';
export type { OpenChooser } from './chooser/current.ts';
