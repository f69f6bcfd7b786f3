import type { Mode } from '@railyard/core';
import { z } from 'zod';
import { type Ring, readRing } from '../sealing-keys.ts';
import { coinbaseFields } from './coinbase.ts';
import { environmentIn, oneOf } from './fields.ts';
import { stripeFields } from './stripe.ts';

/** Other addresses of the providers' APIs. */
export interface ProviderUrls {
  readonly stripeUrl?: string | undefined;
  readonly coinbaseUrl?: string | undefined;
}

/** What a server and the commands beside it have in common. */
export interface Place extends ProviderUrls {
  readonly mode: Mode;
  /** The keys that seal, where they are not in the folder. */
  readonly sealingKeys: Ring | null;
}

/** The variables that say whether money is real, and under what is sealed. */
export const placeFields = {
  RAILYARD_MODE: oneOf('RAILYARD_MODE', ['test', 'live']).default('test'),
  SEALING_KEYS: z
    .string()
    .transform((text) => readRing(text.split(',')))
    .refine(
      (ring) => ring !== null,
      'SEALING_KEYS holds something that is no sealing key, or two of one name. Set it to name:key, the key 32 bytes in base64url, separated by commas, the newest first.',
    )
    .optional(),
};

const schema = z.object({
  ...placeFields,
  STRIPE_API_URL: stripeFields.STRIPE_API_URL,
  COINBASE_API_URL: coinbaseFields.COINBASE_API_URL,
});

/** The place that these variables name. Throws `configuration`, in one sentence that says what to set. */
export function readPlace(variables: NodeJS.ProcessEnv): Place {
  const set = environmentIn(schema, variables);
  return {
    mode: set.RAILYARD_MODE,
    sealingKeys: set.SEALING_KEYS ?? null,
    stripeUrl: set.STRIPE_API_URL,
    coinbaseUrl: set.COINBASE_API_URL,
  };
}
