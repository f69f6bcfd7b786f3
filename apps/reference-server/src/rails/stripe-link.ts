import { stripeLink } from '@railyard/rail-stripe-link';
import type { StripeProvider } from '../config/stripe.ts';
import type { RailKind } from './kind.ts';
import type { ReturnUrl } from './return-url.ts';

/** The account that the secret key belongs to. */
export const OWN_STRIPE = 'main';
const CONNECTED = /^acct_\w{1,100}$/;

/** Stripe's page; an account is `main`, or a connected one. */
export function stripeLinkKind(provider: StripeProvider | null, returnUrl: ReturnUrl): RailKind {
  const { secretKey, webhookSecrets, apiUrl } = provider ?? NO_STRIPE;
  return {
    id: 'stripe-checkout',
    isSetUp: provider !== null,
    otherwise: OWN_STRIPE,
    isAccount: (account) => account === OWN_STRIPE || CONNECTED.test(account),
    make: (account) =>
      stripeLink({
        secretKey,
        webhookSecrets,
        returnUrl,
        ...(account !== OWN_STRIPE && { account }),
        ...(apiUrl !== undefined && { apiUrl }),
      }),
  };
}

/** What is listed, inactive, where nobody has set up Stripe. */
const NO_STRIPE: StripeProvider = { secretKey: 'sk_test_none', profile: null, webhookSecrets: [] };
