import { toBase64Url } from '../base64.ts';
import { givenIn } from '../checkout/given.ts';
import { readOnly } from '../checkout/mounts.ts';
import type { PayCall, Sale } from '../checkout/paying.ts';
import type { Yard } from '../checkout/yard.ts';
import { RailError } from '../errors.ts';
import { canonical, type Json } from '../json.ts';
import type { Credential } from '../rail.ts';
import { type Attempt, type CartRecord, newRecord } from '../record.ts';
import type { GuardedSale } from './guard.ts';
import { railRequest } from './request.ts';
import { isSame, withTerms } from './terms.ts';

/** A paying call for what a request buys. */
export interface SaleCall {
  readonly call: PayCall;
  readonly sale: Sale;
}

/** What a request buys, and from whom. */
interface Terms extends GuardedSale {
  readonly tenant: string;
  readonly seller: string;
  readonly fulfilWithin: number;
  readonly bodyLimit: number;
}

/**
 * The sale is named by the platform, else by the credential together with the request it came with: the same credential
 * with another request is another sale, which it does not pay.
 */
export async function saleCallOf(yard: Yard, request: Request, terms: Terms): Promise<SaleCall> {
  const { tenant, seller, principal, id } = terms;
  const body = await bodyOf(request, terms.bodyLimit);
  const rails = readOnly(railRequest(request, body));
  const given = await givenIn(yard, { tenant, seller }, { request: rails });
  const { credential } = given;

  const sent = [rails.method, rails.url, await yard.runtime.hash(toBase64Url(body))];
  const nameOf = async (asked: readonly Json[]): Promise<string> => {
    const name = id === undefined ? ['request', ...asked] : ['named', id];
    return `cart_${await yard.runtime.hash(canonical(['sale', tenant, seller, ...name]))}`;
  };
  const asked = [...sent, credential?.fingerprint ?? null];
  const cart = await nameOf(asked);
  const caller = principal === undefined ? 'bearer' : `principal:${principal}`;
  const today = recordOf(terms, cart, caller);
  return {
    call: {
      tenant,
      principal: caller,
      operation: 'sale',
      key: keyOf(credential),
      body: asked,
      cart,
      scope: await nameOf([...sent, null]),
      request: rails,
      resource: rails.url,
      bearer: principal === undefined,
    },
    sale: {
      given,
      begin: (stored) => withTerms(stored, today),
      isOutdated: (record) => id !== undefined && !isSame(record, today),
      prove: (attempt, again) => prove(yard, attempt, again),
      once: id !== undefined,
    },
  };
}

async function prove({ runtime }: Yard, { shown }: Attempt, { payload }: Credential): Promise<void> {
  if ((await runtime.hash(JSON.stringify(payload))) === shown) return;
  throw new RailError('credential_altered', 'The credential was shown before with other contents.', {
    nextAction: 'Send it again just as it was sent first.',
  });
}

/** The id that the payer gave the request; two payers may give the same one. */
function keyOf(credential: Credential | null): string | null {
  const given = credential?.request;
  return given ? canonical([given.payer, given.key]) : null;
}

function recordOf(terms: Terms, cart: string, principal: string): CartRecord {
  const { tenant, seller, title, price, id, quotedAt, fulfilWithin: within } = terms;
  return newRecord(
    {
      id: cart,
      tenant,
      seller,
      principal,
      currency: price.currency,
      version: 1,
      lines: [{ item: 'sale', variant: 'sale', title, quantity: 1, unitAmount: price.amount }],
      shipTo: null,
      deliveryFee: 0,
      tip: 0,
      changedAt: id === undefined ? null : timeOf(quotedAt),
    },
    { state: 'unpaid', within, answer: null, busyUntil: null, due: null, openCase: null },
  );
}

async function bodyOf(request: Request, limit: number): Promise<Uint8Array> {
  const reader = request.clone().body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { value } = (await reader?.read()) ?? {};
    if (!value) return joined(chunks, size);
    size += value.length;
    chunks.push(value);
    if (size <= limit) continue;
    reader?.cancel().catch(() => {}); // ends only with the handler's copy
    throw new RailError('payload_too_large', `A body may have ${limit} bytes at most.`);
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** A time in milliseconds since 1970; one in seconds would let every payment of the past count. */
function timeOf(quotedAt: number | undefined): number | null {
  if (quotedAt === undefined) return null;
  if (Number.isSafeInteger(quotedAt) && quotedAt > 1e12) return quotedAt;
  throw new RailError('configuration', 'A sale has a quotedAt that is no time in milliseconds since 1970.');
}
