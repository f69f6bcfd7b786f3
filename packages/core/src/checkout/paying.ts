import { RailError } from '../errors.ts';
import type { OpenPage, Outcome } from '../outcome.ts';
import type { CheckContext, Credential, RailRequest, Refusal } from '../rail.ts';
import type { Attempt, CartRecord } from '../record.ts';
import { placeOf } from './context.ts';
import type { Fenced } from './fence.ts';
import type { Given } from './given.ts';
import type { CartKey } from './keys.ts';
import type { Look } from './look.ts';
import { notActive } from './mounts.ts';
import { challengeFor, quote } from './quote.ts';
import { type MutationCall, principalOf, type Request } from './request.ts';
import { checkSpending } from './spending.ts';
import type { Yard } from './yard.ts';

/** A call that pays for a cart, or asks how to. */
export interface PayCall extends MutationCall {
  readonly cart: string;
  readonly request: RailRequest;
  /** The address of this call. */
  readonly resource: string;
  /**
   * The rail whose page a person shall get, or on which the platform shall pay; without effect beside a credential, and
   * absent when an agent pays.
   */
  readonly page?: string;
  /** Where the receipt goes. */
  readonly email?: string | null;
  /**
   * Nobody vouches for who calls but the credential: a stored answer goes only to the one that paid. `principal` is
   * then whose cart it is.
   */
  readonly bearer?: boolean | undefined;
  /** What the payment is for, when that is not the cart. */
  readonly scope?: string;
  /** The only version of the cart that may be paid. */
  readonly version?: number;
}

/** What a paying call is for when it is no cart that the caller has made, but a request behind a guard. */
export interface Sale {
  /** What was found in the request when the sale was named after it. */
  readonly given: Given;
  /** The record to go on from: the stored one, or the sale at today's terms, which its next attempt stores. */
  readonly begin: (stored: CartRecord | null) => CartRecord;
  /** Whether it stays at other terms than today's: nobody may be asked to pay on those, or be let. */
  readonly isOutdated: (record: CartRecord) => boolean;
  /** Throws unless this credential is the one that the attempt began with; asked when nobody vouches for who calls. */
  readonly prove: (attempt: Attempt, credential: Credential) => Promise<void>;
  /** It is sold once only, whoever pays; else each credential buys its own. */
  readonly once: boolean;
}

/** What a paying call is besides a call that pays for a cart. */
export interface Special {
  /** It is for a request behind a guard. */
  readonly sale?: Sale | null;
  /** The request that it goes on with, in place of one of its own. */
  readonly request?: Request | null;
  /** Answers in place of a page of a rail, once nothing stands against one. Null when all has to be decided anew. */
  readonly choose?: (paying: Paying, record: CartRecord) => Promise<Outcome | null>;
}

/** One paying call under way: what it asks, what it has found out, what it has done. */
export interface Paying {
  readonly call: PayCall;
  readonly sale: Sale | null;
  readonly choose: Special['choose'];
  readonly cart: CartKey;
  readonly request: Request | null;
  readonly looked: Map<string, Look>;
  /** Why its own attempt ended without money; from then on it only asks how to pay. */
  ended: RailError | null;
  given: Given | null;
  fenced: Fenced | null;
  waited: boolean;
}

/** A challenge for the cart or the sale as it is now. A malformed credential is named in it. */
export async function offer(
  yard: Yard,
  { call, sale, given }: Paying,
  record: CartRecord,
  why: { readonly error: RailError; readonly page: OpenPage | null },
): Promise<Outcome> {
  if (given?.refusal && given.mount?.active === false) throw notActive(given.mount, given.mounts);
  const error = given?.refusal && why.error.code === 'payment_required' ? invalid(given.refusal) : why.error;
  if (call.page !== undefined && !given?.credential && !given?.refusal)
    throw given?.mount?.rail.manifest.payer === 'platform' ? error : withoutPage(error);
  // Where each credential buys its own, the next one buys at the terms of today.
  const terms = sale && !sale.once ? sale.begin(null) : record;
  const purchase = await quote(yard, terms, call.email ?? null);
  const known = await checkContextOf(yard, call);
  // Whoever was declined hears that, although what could still land leaves too little for another try.
  if (error.code !== 'payment_declined') await checkSpending(yard, terms, { ...known, purchase }, null);
  const context = {
    ...known,
    request: call.request,
    refused: (error.extras.details?.reason ?? error.code) as string, // no error of ours has another kind
  };
  return await challengeFor(yard, purchase, given?.mounts ?? [], context, { ...why, error });
}

/** A provider that opens no page has declined no payment: nobody has paid yet. */
function withoutPage(error: RailError): RailError {
  const { details } = error.extras;
  if (error.code !== 'payment_declined' || !details) return error;
  return new RailError('purchase_not_accepted', 'The provider opens no page for this purchase.', { details });
}

/** What a challenge and the check of its credential are both given. */
export async function checkContextOf(yard: Yard, call: PayCall): Promise<CheckContext> {
  const { tenant, resource, cart, scope = cart } = call;
  return { ...placeOf(yard, { tenant, resource, principal: await principalOf(yard, call) }), scope };
}

export function invalid({ refused, message }: Refusal): RailError {
  return new RailError('credential_invalid', message, { details: { reason: refused } });
}
