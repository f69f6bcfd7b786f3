export type { AuthorizationAnswer, AuthorizeContext, AuthorizedPayment } from './authorize.ts';
export type {
  Cancellation,
  CardPlaces,
  Found,
  MerchantCall,
  MerchantCard,
  MerchantConnector,
  MerchantLine,
  MerchantOrder,
  Placed,
  Placement,
  RefusalReason,
  Refused,
} from './connector.ts';
export { holdsNumber, withoutNumbers } from './number.ts';
export type { CardRailOptions, IssuingOptions } from './options.ts';
export { type CardRail, cardRail } from './rail.ts';
export { type CardReceipt, readReceipt } from './wire/receipt.ts';
