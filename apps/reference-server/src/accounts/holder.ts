import type { Mode, PaymentRail } from '@railyard/core';
import { coinbase } from '@railyard/rail-coinbase';
import { stripeLink } from '@railyard/rail-stripe-link';
import { z } from 'zod';
import { mistake } from '../config/fields.ts';
import type { ProviderUrls } from '../config/place.ts';
import { TITLES } from './record.ts';
import type { Secrets } from './secrets.ts';

/** How providers are asked. */
export interface Reach extends ProviderUrls {
  readonly fetch: typeof fetch;
}

/** Secrets that a provider is asked with. */
export type Keys = Exclude<Secrets, { readonly provider: 'x402' }>;

/** Milliseconds. */
const PATIENCE = 20_000;
/** What a provider answers about a payment that it does not have, once it has let the caller in. */
const LET_IN = ['not_found', 'request_refused'];
/** What a rail says of a payment that is there, and not the one it was asked for. */
const THERE = 'another_attempt';
const NOWHERE = '00000000-0000-4000-8000-000000000000';

/**
 * Whose secrets these are: an address, an account, an organization; null where the provider has no word for it. Asks
 * the provider, and changes nothing there. Throws `configuration` when it does not take them, or cannot be asked.
 */
export async function askHolder(secrets: Secrets, mode: Mode, reach: Reach): Promise<string | null> {
  if (secrets.provider === 'x402') return secrets.address;
  const why = await lookWith(secrets, mode, reach, NOWHERE);
  const title = TITLES[secrets.provider];
  if (why === 'not_authorized')
    throw mistake(
      `${title} does not take this key. Give the one that it shows, with the rights to open and read checkouts.`,
    );
  if (why === 'not_signed')
    throw mistake(
      'Nothing can be signed with COINBASE_KEY_SECRET. Give the secret of an Ed25519 or P-256 key as Coinbase shows it.',
    );
  if (!LET_IN.includes(why)) throw mistake(`${title} cannot be asked whose key that is. Try again later.`);
  if (secrets.provider === 'coinbase') return /^organizations\/[\w-]+/.exec(secrets.keyId)?.[0] ?? null;
  return askStripe(secrets.secretKey, reach);
}

function railOver(secrets: Keys, mode: Mode, { stripeUrl, coinbaseUrl }: Reach): PaymentRail {
  const { webhookSecrets } = secrets;
  if (secrets.provider === 'stripe') {
    const { secretKey } = secrets;
    return stripeLink({ secretKey, webhookSecrets, returnUrl, ...(stripeUrl && { apiUrl: stripeUrl }) });
  }
  const { keyId, keySecret } = secrets;
  const options = { mode, keyId, keySecret, webhookSecrets, returnUrl };
  return coinbase({ ...options, ...(coinbaseUrl && { apiUrl: coinbaseUrl }) });
}

/** Nobody comes back: no page is opened. */
function returnUrl(): string {
  return 'https://nowhere.invalid';
}

/** Whether a provider shows a payment, by its own id, to whoever has these secrets. */
export async function hasPayment(
  secrets: Keys,
  mode: Mode,
  reach: Reach,
  reference: string,
): Promise<boolean> {
  return (await lookWith(secrets, mode, reach, reference)) === THERE;
}

/** Looks for a payment under a key that nobody has. What is said of it tells whether the caller was let in. */
async function lookWith(secrets: Keys, mode: Mode, reach: Reach, reference: string): Promise<string> {
  const payment = { attempt: 'none', key: 'none', prepared: { mode, about: null, body: {} } };
  const found = await railOver(secrets, mode, reach).status(
    {
      ...payment,
      reference,
      total: { amount: 100, currency: 'usd' },
      facts: {},
      quotedAt: null,
      submittedAt: 0,
    },
    {
      ...payment,
      mode,
      resource: 'https://nowhere.invalid',
      tenant: 'none',
      principal: 'none',
      deployment: null,
      first: false,
      fetch: reach.fetch,
      signal: AbortSignal.timeout(PATIENCE),
      now: Date.now,
      async remember() {},
    },
  );
  return found.state === 'unknown' ? found.reason : found.state;
}

const account = z.object({ id: z.string().regex(/^acct_\w{1,100}$/) });
const refusal = z.object({ error: z.object({ message: z.string() }) });

/** A key that may not read its own account is told which one that is. */
async function askStripe(secretKey: string, { fetch: send, stripeUrl }: Reach): Promise<string> {
  const heard: unknown = await send(`${stripeUrl ?? 'https://api.stripe.com'}/v1/account`, {
    headers: { authorization: `Bearer ${secretKey}` },
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE),
  })
    .then((response) => response.json())
    .catch(() => null);
  const { message } = refusal.safeParse(heard).data?.error ?? {};
  const holder = account.safeParse(heard).data?.id ?? /\bacct_\w{1,100}/.exec(message ?? '')?.[0];
  if (holder !== undefined) return holder;
  throw mistake('Stripe does not say whose key that is. Let the key read its account, or try again later.');
}
