export type { Bystander } from './bystander/open.ts';
export type { Authorization } from './bystander/token.ts';
export type { CounterfactualWallet } from './bystander/wallet.ts';
export { bystander } from './bystander.ts';
export type { AskedCall, FacilitatorCall, FacilitatorFault, RpcFault } from './faults/kinds.ts';
export { type Bank, type Hostile, hostile } from './hostile.ts';
export type { Hex, Sandbox, SandboxFacts } from './sandbox.ts';
export { type SandboxOptions, startSandbox } from './start.ts';
export type { StripeAccount, StripeFacts, TokenTerms } from './stripe/facts.ts';
export type { AskedStripe, Outcome, StripeCall, StripeFault, WebhookFault } from './stripe/kinds.ts';
export { type LocalStripe, type LocalStripeOptions, localStripe } from './stripe/local.ts';
export type {
  GrantedToken,
  StripeCharge,
  StripeEvent,
  StripeIntent,
  StripeRefund,
} from './stripe/objects.ts';
