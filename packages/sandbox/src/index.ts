export type { Bystander } from './bystander/open.ts';
export type { Authorization } from './bystander/token.ts';
export type { CounterfactualWallet } from './bystander/wallet.ts';
export { bystander } from './bystander.ts';
export type { CheckoutVisit } from './coinbase/buyer.ts';
export type { CoinbaseFacts, CoinbaseKey } from './coinbase/facts.ts';
export type { HostileCoinbase } from './coinbase/hostile.ts';
export type {
  AskedCoinbase,
  CheckoutAction,
  CoinbaseCall,
  CoinbaseFault,
  RefundOutcome,
} from './coinbase/kinds.ts';
export { type LocalCoinbase, type LocalCoinbaseOptions, localCoinbase } from './coinbase/local.ts';
export type {
  Checkout,
  CheckoutEvent,
  CheckoutEventType,
  CheckoutRefund,
  CheckoutStatus,
  Settlement,
} from './coinbase/objects.ts';
export type { AskedCall, FacilitatorCall, FacilitatorFault, RpcFault, WebhookFault } from './faults/kinds.ts';
export { type Bank, type Hostile, hostile } from './hostile.ts';
export type { Hex, Sandbox, SandboxFacts } from './sandbox.ts';
export type { ShopFacts } from './shop/facts.ts';
export type { HostileShop } from './shop/hostile.ts';
export type { AskedShop, ShopCall, ShopFault, ShopTrick } from './shop/kinds.ts';
export { type LocalShop, type LocalShopOptions, localShop } from './shop/local.ts';
export type {
  DeliveryTime,
  ShopAddress,
  ShopCart,
  ShopLine,
  ShopMail,
  ShopOrder,
  ShopProduct,
} from './shop/objects.ts';
export type { SettleOutcome } from './shop/progress.ts';
export { type SandboxOptions, startSandbox } from './start.ts';
export type { CustomerDetails, SessionLine, StripeSession } from './stripe/checkout/objects.ts';
export type { PageAction, PageEntry, PageVisit } from './stripe/checkout/visit.ts';
export type { StripeAccount, StripeFacts, TokenTerms } from './stripe/facts.ts';
export type { Acquirer, Authorized, PresentedCard } from './stripe/issuing/acquirer.ts';
export type { IssuingBooks } from './stripe/issuing/control.ts';
export type { HostileIssuing } from './stripe/issuing/hostile.ts';
export type { ToldDecline } from './stripe/issuing/issuer.ts';
export type { LocalIssuing } from './stripe/issuing/local.ts';
export type {
  AuthorizationReason,
  StripeAuthorization,
  StripeCard,
  StripeCardholder,
  StripeTransaction,
} from './stripe/issuing/objects.ts';
export type { CardMoney } from './stripe/issuing/taken.ts';
export type { AskedStripe, Outcome, StripeCall, StripeFault } from './stripe/kinds.ts';
export { type LocalStripe, type LocalStripeOptions, localStripe } from './stripe/local.ts';
export type {
  GrantedToken,
  StripeCharge,
  StripeEvent,
  StripeIntent,
  StripeRefund,
} from './stripe/objects.ts';
