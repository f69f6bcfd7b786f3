import { stripeLink } from '@railyard/rail-stripe-link';
import type { StripeProvider } from '../config/stripe.ts';
import { misplaced, type RailKind } from './kind.ts';
import { checkHttps, type ReturnUrl } from './return-url.ts';

/** The account that the secret key belongs to. */
export const OWN_STRIPE = 'main';
const CONNECTED = /^acct_\w{1,100}$/;

/** Stripe's page; an account is `main`, a connected one, or one of the store. */
export function stripeLinkKind(provider: StripeProvider | null, returnUrl: ReturnUrl): RailKind {
  const { secretKey, webhookSecrets, apiUrl } = provider ?? NO_STRIPE;
  const places = { returnUrl, ...(apiUrl !== undefined && { apiUrl }) };
  return {
    id: 'stripe-checkout',
    isSetUp: provider !== null,
    otherwise: OWN_STRIPE,
    isAccount: (account) => account === OWN_STRIPE || CONNECTED.test(account),
    make: (account) =>
      stripeLink({ ...places, secretKey, webhookSecrets, ...(account !== OWN_STRIPE && { account }) }),
    over(secrets) {
      if (secrets.provider !== 'stripe') return misplaced(secrets);
      const { secretKey: own, webhookSecrets: ownHooks } = secrets;
      if (own.includes('_live_')) checkHttps('Stripe', returnUrl);
      return stripeLink({ ...places, secretKey: own, webhookSecrets: ownHooks });
    },
  };
}

/** What is listed, inactive, where nobody has set up Stripe. */
const NO_STRIPE: StripeProvider = { secretKey: 'sk_test_none', profile: null, webhookSecrets: [] };
