import { type Checkout, type Owner, RailError, type RailRequest } from '@railyard/core';
import { ownerOf, readIdempotencyKey } from '@railyard/core/http';
import type { Credential } from '@railyard/core/rail';
import type { Presented } from '@railyard/rail-mpp';
import type { Context } from 'hono';
import type { ApiKey, ApiKeys } from '../keys.ts';
import type { Quote, Quotes } from '../quotes.ts';
import type { CardReader } from '../rails.ts';
import { readApiKey, requireKey } from './auth.ts';
import type { Environment } from './environment.ts';
import type { Guard } from './route.ts';

/** Where a caller is found whose payment has taken the place of the API key. */
export interface PayerSources {
  readonly keys: ApiKeys;
  readonly checkout: Checkout;
  readonly quotes: Quotes;
  /** Reads such payments; null where no rail takes them. */
  readonly cards: CardReader | null;
  readonly now: () => number;
}

/** Who pays. A bearer is known by the payment alone, and nobody else vouches for them. */
interface Payer extends Owner {
  readonly bearer: boolean;
}

const PAYMENT = /(?:^|,)\s*payment\s/i;

/**
 * Lets a paying request through, and says whose it is: by its API key, else by what its payment answers, which is a
 * signed challenge, a quote under this idempotency key, or an attempt that it began.
 */
export function requirePayer(sources: PayerSources): Guard {
  const requireOwnKey = requireKey(sources.keys, 'checkout:write');

  return async (c) => {
    const { authorization, 'payment-authorization': apart, 'x-api-key': apiKey } = c.env.headers;
    const pays = PAYMENT.test(authorization ?? '') || PAYMENT.test(apart ?? '');
    if (!sources.cards || !pays) return requireOwnKey(c);

    const request = headOf(c);
    const credential = sources.cards.rail.detect(request);
    const shown = credential && 'payload' in credential ? credential : null;
    const quote = shown?.payload.form === 'raw' ? await quoteOf(c, sources.quotes) : null;
    if (quote) c.set('quoted', quote.version);
    if (readApiKey(authorization, apiKey) !== null) return requireOwnKey(c);

    const payer = shown && (quote ? { ...quote, bearer: true } : await payerOf(c, sources, shown));
    if (!payer) throw unknownPayer();
    c.set('caller', await keyOf(sources.keys, payer));
    c.set('bearer', payer.bearer);
  };
}

function headOf(c: Context<Environment>): RailRequest {
  return { method: c.req.method, url: c.req.url, headers: c.env.headers, meta: {}, body: NONE };
}

async function quoteOf(c: Context<Environment>, quotes: Quotes): Promise<Quote | null> {
  const key = readIdempotencyKey(c.env.headers['idempotency-key']);
  return key === null ? null : quotes.find(cartOf(c), key);
}

function cartOf(c: Context<Environment>): string {
  return c.req.param('cart_id') ?? '';
}

/** Who is known by a signed challenge, or by having shown this credential for the cart before. */
async function payerOf(
  c: Context<Environment>,
  { checkout, cards, now }: PayerSources,
  { payload, fingerprint }: Credential<Presented>,
): Promise<Payer | null> {
  const cart = cartOf(c);
  const bound = cards?.rail.bound(headOf(c));
  const owner = bound?.cart === cart ? await ownerOf(checkout, cart, bound) : null;
  if (owner) return { ...owner, bearer: !isFresh(payload, now()) };
  const presented = await ownerOf(checkout, cart, { fingerprint });
  return presented && { ...presented, bearer: true };
}

const NONE = new Uint8Array();

function isFresh(payload: Presented, now: number): boolean {
  return payload.form === 'standard' && now < Date.parse(payload.challenge.expires ?? '');
}

async function keyOf(keys: ApiKeys, { tenant, principal }: Payer): Promise<ApiKey> {
  const key = await keys.findById(principal);
  if (key?.tenant === tenant && key.scopes.includes('checkout:write')) return key;
  throw unknownPayer();
}

function unknownPayer(): RailError {
  return new RailError('invalid_api_key', 'Nothing here tells whose payment this is.', {
    nextAction:
      'Send the API key beside the payment, as X-API-Key, or ask for a challenge under the same Idempotency-Key first.',
  });
}
