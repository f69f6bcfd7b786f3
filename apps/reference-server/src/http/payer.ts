import { type Checkout, type Owner, RailError, type RailRequest } from '@railyard/core';
import { ownerOf, readIdempotencyKey } from '@railyard/core/http';
import type { MppRail } from '@railyard/rail-mpp';
import type { Context } from 'hono';
import type { Caller, Callers } from '../keys.ts';
import type { Quote, Quotes } from '../quotes.ts';
import type { Rails } from '../rails.ts';
import { namesApiKey, requireKey } from './auth.ts';
import type { Environment } from './environment.ts';
import type { Guard } from './route.ts';

/** Where a caller is found whose payment has taken the place of the API key. */
export interface PayerSources {
  readonly callers: Callers;
  readonly checkout: Checkout;
  readonly quotes: Quotes;
  /** Reads such payments; null where no rail takes them. */
  readonly cards: Rails['cards'];
}

/** A payment that came, or why it cannot be read. */
type Detected = NonNullable<ReturnType<MppRail['detect']>>;

/** New payments of a cart without its API key. Of the twenty attempts that a cart has, its owner keeps five. */
const MOST_TRIES = 15;
const MOST_COUNTED = 10_000;

/**
 * Lets a paying request through, and says whose it is: by its API key, else by what its payment answers, which is a
 * signed challenge, a quote under this idempotency key, or an attempt that it began. Nobody but the payment vouches for
 * the latter three.
 */
export function requirePayer(sources: PayerSources): Guard {
  const requireOwnKey = requireKey(sources.callers, 'checkout:write');
  const mayTry = createTries(MOST_TRIES);

  return (c) => {
    const credential = sources.cards?.detect(headOf(c)) ?? null;
    return credential ? byPayment(c, credential) : requireOwnKey(c);
  };

  async function byPayment(c: Context<Environment>, credential: Detected): Promise<void> {
    const { checkout, callers, quotes } = sources;
    const shown = 'payload' in credential ? credential : null;
    const quote = shown?.payload.form === 'raw' ? await quoteOf(c, quotes) : null;
    if (quote) c.set('quote', quote);
    const { authorization, 'x-api-key': apiKey } = c.env.headers;
    if (namesApiKey(authorization, apiKey)) return requireOwnKey(c);

    if (!shown) throw unknownPayer();
    const known = await ownerOf(checkout, cartOf(c), shown);
    const payer = known ?? quote ?? (await boundTo(c, sources));
    if (!payer) throw unknownPayer();
    if (!known && !mayTry(cartOf(c))) throw tooMany();
    c.set('caller', await callerOf(callers, payer, known));
    c.set('bearer', true);
  }
}

/** Counts tries by cart, and forgets them all when there are too many to count. */
function createTries(most: number): (cart: string) => boolean {
  const tries = new Map<string, number>();
  return (cart) => {
    const tried = tries.get(cart) ?? 0;
    if (tries.size >= MOST_COUNTED) tries.clear();
    tries.set(cart, tried + 1);
    return tried < most;
  };
}

function headOf(c: Context<Environment>): RailRequest {
  return { method: c.req.method, url: c.req.url, headers: c.env.headers, meta: {}, body: NONE, quoted: null };
}

async function quoteOf(c: Context<Environment>, quotes: Quotes): Promise<Quote | null> {
  const key = keyIn(c.env.headers['idempotency-key']);
  return key === null ? null : quotes.find(cartOf(c), key);
}

/** One that is not valid is refused later, once it is known who calls. */
function keyIn(header: string | undefined): string | null {
  try {
    return readIdempotencyKey(header);
  } catch {
    return null;
  }
}

function cartOf(c: Context<Environment>): string {
  return c.req.param('cart_id') ?? '';
}

/** Whom the challenge was made for that a payment answers. */
async function boundTo(c: Context<Environment>, { checkout, cards }: PayerSources): Promise<Owner | null> {
  const cart = cartOf(c);
  const bound = cards?.bound(headOf(c));
  return bound?.cart === cart ? ownerOf(checkout, cart, bound) : null;
}

const NONE = new Uint8Array();

/**
 * Whose key or token a payment stands in for. Nothing new is paid for one that was revoked; what it began, and so may have
 * taken the money, is told to the end.
 */
async function callerOf(
  callers: Callers,
  { tenant, principal }: Owner,
  known: Owner | null,
): Promise<Caller> {
  const caller = await callers.findById(principal);
  if (caller?.tenant !== tenant || !caller.scopes.includes('checkout:write')) throw unknownPayer();
  if (caller.isRevoked && !known) throw unknownPayer();
  return caller;
}

function unknownPayer(): RailError {
  return new RailError('invalid_api_key', 'Nothing here tells whose payment this is.', {
    nextAction:
      'Send the API key beside the payment, as X-API-Key, or ask for a challenge under the same Idempotency-Key first.',
  });
}

function tooMany(): RailError {
  return new RailError('too_many_attempts', 'This cart was tried too often without its API key.', {
    nextAction: 'Send the API key beside the payment, as X-API-Key.',
  });
}
