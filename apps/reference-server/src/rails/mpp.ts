import { randomBytes } from 'node:crypto';
import { type MppRail, mpp } from '@railyard/rail-mpp';
import { mistake } from '../config/fields.ts';
import type { StripeProvider } from '../config/stripe.ts';
import { misplaced, type RailKind } from './kind.ts';

/** How challenges are signed, whoever is paid, and where Stripe is asked. */
export interface Signing extends Pick<StripeProvider, 'apiUrl'> {
  readonly realm: string;
  readonly secrets: readonly string[];
}

/** A Stripe account, and how its challenges are signed. */
export interface MppProvider extends Omit<StripeProvider, 'profile'>, Signing {
  /** The seller's Stripe profile, `profile_…`. */
  readonly profile: string;
}

const PROFILE = /^profile_\w{1,100}$/;

/** Cards by Shared Payment Token; an account is the Stripe profile that tokens are granted to, or one of the store. */
export function mppKind(provider: MppProvider | null, signing: Signing = provider ?? noMpp()): RailKind {
  const known = provider ?? noMpp(signing);
  return {
    id: 'stripe-mpp',
    isSetUp: provider !== null,
    otherwise: known.profile,
    isAccount: (account) => PROFILE.test(account),
    make: (profile) => mppRail(known, profile),
    over(secrets) {
      if (secrets.provider !== 'stripe') return misplaced(secrets);
      const { secretKey, webhookSecrets, profile } = secrets;
      if (profile === null) throw mistake('It has no STRIPE_PROFILE, so that agents cannot pay it by card.');
      return mppRail({ ...signing, secretKey, webhookSecrets }, profile);
    },
  };
}

/** The MPP rail of this provider for a Stripe profile. */
export function mppRail(provider: Omit<MppProvider, 'profile'>, networkId: string): MppRail {
  const { secretKey, webhookSecrets, realm, secrets, apiUrl } = provider;
  const options = { secretKey, webhookSecrets, realm, secrets, networkId };
  return mpp({ ...options, ...(apiUrl !== undefined && { apiUrl }) });
}

/** What is mounted, inactive, where nobody has set up Stripe: it reads a token that is sent all the same. */
export function noMpp(signing: Signing = unknownToAll()): MppProvider {
  return { ...signing, profile: 'profile_none', secretKey: 'sk_test_none', webhookSecrets: [] };
}

/** Nobody can sign with it. */
export function unknownToAll(): Signing {
  return { realm: 'railyard', secrets: [randomBytes(32).toString('base64url')] };
}
