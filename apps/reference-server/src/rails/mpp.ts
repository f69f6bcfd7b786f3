import { randomBytes } from 'node:crypto';
import { type MppRail, mpp } from '@railyard/rail-mpp';
import type { StripeProvider } from '../config/stripe.ts';
import type { RailKind } from './kind.ts';

/** A Stripe account, and how its challenges are signed. */
export interface MppProvider extends Omit<StripeProvider, 'profile'> {
  /** The seller's Stripe profile, `profile_…`. */
  readonly profile: string;
  readonly realm: string;
  readonly secrets: readonly string[];
}

const PROFILE = /^profile_\w{1,100}$/;

/** Cards by Shared Payment Token; an account is the Stripe profile that tokens are granted to. */
export function mppKind(provider: MppProvider | null): RailKind {
  const known = provider ?? noMpp();
  return {
    id: 'stripe-mpp',
    isSetUp: provider !== null,
    otherwise: known.profile,
    isAccount: (account) => PROFILE.test(account),
    make: (profile) => mppRail(known, profile),
  };
}

/** The MPP rail of this provider for a Stripe profile. */
export function mppRail(provider: MppProvider, networkId: string): MppRail {
  const { secretKey, webhookSecrets, realm, secrets, apiUrl } = provider;
  const options = { secretKey, webhookSecrets, realm, secrets, networkId };
  return mpp({ ...options, ...(apiUrl !== undefined && { apiUrl }) });
}

/** What is mounted, inactive, where nobody has set up Stripe: it reads a token that is sent all the same. */
function noMpp(): MppProvider {
  return {
    profile: 'profile_none',
    secretKey: 'sk_test_none',
    // Known to nobody, so that nobody can sign with it.
    secrets: [randomBytes(32).toString('base64url')],
    realm: 'railyard',
    webhookSecrets: [],
  };
}
