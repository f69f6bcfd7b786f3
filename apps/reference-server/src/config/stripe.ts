import type { Mode } from '@railyard/core';
import { z } from 'zod';
import { address, listed, mistake } from './fields.ts';

export interface StripeProvider {
  readonly secretKey: string;
  /** The seller's Stripe profile, `profile_…`, that tokens are granted to; null when agents cannot pay by card. */
  readonly profile: string | null;
  readonly webhookSecrets: readonly string[];
  /** Another address of Stripe's API. */
  readonly apiUrl?: string;
}

/** What MPP takes beside a provider. */
export interface MppSettings {
  readonly realm: string;
  /** Keys that challenges are signed with, the newest first; null for those in the folder. */
  readonly secrets: readonly string[] | null;
}

/** The variables of an account at Stripe. */
export const stripeAccountFields = {
  STRIPE_SECRET_KEY: z
    .string()
    .regex(
      /^[rs]k_(test|live)_\w+$/,
      'STRIPE_SECRET_KEY is no secret key. Set it to one that begins with sk_ or rk_.',
    )
    .optional(),
  STRIPE_PROFILE: z
    .string()
    .regex(
      /^profile_\w+$/,
      'STRIPE_PROFILE is no profile. Set it to the id that begins with profile_, from your Stripe profile.',
    )
    .optional(),
  STRIPE_WEBHOOK_SECRET: listed(
    z
      .string()
      .regex(
        /^whsec_\S+$/,
        'STRIPE_WEBHOOK_SECRET holds something that is no secret of a webhook. Set it to those that begin with whsec_, separated by commas.',
      ),
  ).optional(),
};

/** The variables of Stripe, and of cards by MPP. */
export const stripeFields = {
  ...stripeAccountFields,
  STRIPE_API_URL: address('STRIPE_API_URL').optional(),
  MPP_REALM: z
    .string()
    .regex(
      /^[\x20\x21\x23-\x5b\x5d-\x7b\x7d\x7e]{1,128}$/,
      'MPP_REALM is no realm. Set it to at most 128 ASCII characters without quotes, backslashes or bars, such as your host name.',
    )
    .optional(),
  MPP_SECRETS: listed(
    z
      .string()
      .min(
        32,
        'MPP_SECRETS holds a secret of less than 32 characters. Set it to random ones, separated by commas, the newest first.',
      ),
  ).optional(),
};

type Set = Partial<z.output<z.ZodObject<typeof stripeFields>>>;

/** The Stripe account; null when none of its variables is set. */
export function readStripe(set: Set, mode: Mode): StripeProvider | null {
  const {
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_PROFILE: profile,
    STRIPE_WEBHOOK_SECRET: webhookSecrets,
  } = set;
  const { STRIPE_API_URL: apiUrl } = set;
  if ([secretKey, profile, webhookSecrets, apiUrl].every((value) => value === undefined)) return null;
  if (!secretKey) throw mistake('Stripe is configured in part. Set STRIPE_SECRET_KEY too.');
  if (!secretKey.includes(`_${mode}_`)) {
    const other = mode === 'live' ? 'test' : 'live';
    throw mistake(
      `STRIPE_SECRET_KEY moves ${other} money, and RAILYARD_MODE is "${mode}". Set RAILYARD_MODE to "${other}", or STRIPE_SECRET_KEY to a key that begins with sk_${mode}_.`,
    );
  }
  return {
    secretKey,
    profile: profile ?? null,
    webhookSecrets: webhookSecrets ?? [],
    ...(apiUrl && { apiUrl }),
  };
}
