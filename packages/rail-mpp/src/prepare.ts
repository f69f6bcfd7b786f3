import {
  type Credential,
  type Prepared,
  type Purchase,
  type RailContext,
  type Refusal,
  toDecimal,
} from '@railyard/core/rail';
import { createAsk } from './client/ask.ts';
import { type GrantedToken, readToken } from './client/token.ts';
import type { Settings } from './options.ts';
import { type Terms, termsOf } from './prepared.ts';
import { refusal } from './terms.ts';
import type { Presented } from './wire/credential.ts';

/** Milliseconds for a look that can be done without. */
const LOOK_TIMEOUT = 5_000;
/** Milliseconds by which our clock may be ahead of Stripe's. */
const SKEW = 60_000;

/** Looks at the token, and fixes what Stripe will be asked. What it cannot see it leaves to Stripe. */
export async function prepare(
  settings: Settings,
  purchase: Purchase,
  credential: Credential<Presented> | null,
  context: RailContext,
): Promise<Prepared | Refusal> {
  if (!credential) return refusal('payment_missing', 'There is no token to pay with.');
  const terms = termsOf(settings, purchase, credential, context);
  const token = await look(settings, terms, credential.payload.spt, context);
  return (token && faultIn(token, purchase, context.now())) ?? { prepared: terms };
}

/** The token as Stripe shows it; null when it cannot be seen. */
async function look(
  settings: Settings,
  { account, version }: Terms,
  spt: string,
  context: RailContext,
): Promise<GrantedToken | 'missing' | null> {
  const timeout = Math.min(settings.timeout, LOOK_TIMEOUT);
  const ask = createAsk({ ...settings, timeout }, context, account);
  const path = `/v1/shared_payment/granted_tokens/${encodeURIComponent(spt)}`;
  const answer = await ask((stripe, options) =>
    stripe.rawRequest('GET', path, undefined, { ...options, apiVersion: version }),
  );
  if (answer.says === 'done') return readToken(answer.body);
  // Without access the whole address is unknown, which says nothing of the token.
  return answer.fault?.status === 404 && answer.fault.code === 'resource_missing' ? 'missing' : null;
}

function faultIn(token: GrantedToken | 'missing', { total }: Purchase, now: number): Refusal | null {
  if (token === 'missing')
    return refusal(
      'token_unknown',
      'Stripe does not know this token. Make one for the seller of this challenge.',
    );
  const { over, currency, most, expiresAt, isRisky } = token;
  if (over !== null)
    return refusal('token_deactivated', `The token can no longer be used: ${over}. Make a new one.`);
  if (expiresAt !== null && expiresAt * 1_000 + SKEW <= now)
    return refusal('token_expired', 'The token has expired. Make a new one.');
  if (currency !== null && currency !== total.currency)
    return refusal('token_currency', `The token is for another currency. Make one for ${total.currency}.`);
  if (most !== null && most < total.amount)
    return refusal(
      'token_too_small',
      `The token is good for less than ${toDecimal(total)} ${total.currency}. Make one for all of it.`,
    );
  return isRisky ? refusal('token_risk', 'This token is not taken. Pay in another way.') : null;
}
