import { z } from 'zod';
import { address, listed, mistake } from './fields.ts';

export interface CoinbaseProvider {
  readonly keyId: string;
  readonly keySecret: string;
  readonly webhookSecrets: readonly string[];
  /** Another address of Coinbase's API. */
  readonly apiUrl?: string;
}

const SECRET =
  'COINBASE_WEBHOOK_SECRET holds something that is no secret of a webhook subscription. Set it to those that Coinbase shows, separated by commas.';

/** The variables of an account at Coinbase Business. */
export const coinbaseAccountFields = {
  COINBASE_KEY_ID: z
    .string()
    .regex(
      /^[\x21-\x7e]{1,250}$/,
      'COINBASE_KEY_ID is no id of an API key. Set it to the one that Coinbase shows.',
    )
    .optional(),
  // A PEM has several lines, and a shell or a compose file often writes them as \n.
  COINBASE_KEY_SECRET: z
    .string()
    .transform((text) => text.replaceAll('\\n', '\n'))
    .optional(),
  COINBASE_WEBHOOK_SECRET: listed(z.string().regex(/^[\x21-\x7e]{1,250}$/, SECRET)).optional(),
};

/** The variables of Coinbase Business. */
export const coinbaseFields = {
  ...coinbaseAccountFields,
  COINBASE_API_URL: address('COINBASE_API_URL').optional(),
};

type Set = Partial<z.output<z.ZodObject<typeof coinbaseFields>>>;

/** The API key of Coinbase Business; null when none of its variables is set. */
export function readCoinbase(set: Set): CoinbaseProvider | null {
  const { COINBASE_KEY_ID: keyId, COINBASE_KEY_SECRET: keySecret } = set;
  const { COINBASE_WEBHOOK_SECRET: webhookSecrets, COINBASE_API_URL: apiUrl } = set;
  if ([keyId, keySecret, webhookSecrets, apiUrl].every((value) => value === undefined)) return null;
  const missing = Object.entries({ COINBASE_KEY_ID: keyId, COINBASE_KEY_SECRET: keySecret }).flatMap(
    ([name, value]) => (value === undefined ? name : []),
  );
  if (!keyId || !keySecret) {
    throw mistake(`Coinbase is configured in part. Set ${missing.join(' and ')} too.`);
  }
  return { keyId, keySecret, webhookSecrets: webhookSecrets ?? [], ...(apiUrl && { apiUrl }) };
}
