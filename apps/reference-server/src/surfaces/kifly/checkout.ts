import { hash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import {
  type ChallengeOutcome,
  isRailError,
  type MutationCall,
  type Outcome,
  type PayCall,
  RailError,
  type RailRequest,
} from '@railyard/core';
import { readCart } from '@railyard/core/cart';
import type { Quote } from '../../quotes.ts';
import { type Buying, buyerTokenInput, TOKEN_STATUSES } from './buyer-token.ts';
import { referralOf } from './page-choice.ts';
import { type Calling, mutationOf, type Surface, sellerOf } from './surface.ts';

export const checkoutInput = z
  .strictObject({
    email: z.email().max(254).optional().describe('Where the receipt goes.'),
    buyer_token: buyerTokenInput,
  })
  .openapi('Checkout');

export const paidOutput = z
  .looseObject({
    order_id: z.string(),
    payment_rail: z.string().describe('How it was paid.'),
    status: z.string(),
    amount: z.int().describe('In minor units of the currency.'),
    amount_decimal: z.string().describe('The same in the currency itself.'),
    subtotal_cents: z.int(),
    delivery_fee_cents: z.int(),
    currency: z.string(),
    reference: z.string().describe('The provider’s id of the payment.'),
    buyer_token_status: z.enum(TOKEN_STATUSES),
  })
  .openapi('Paid');

/** A checkout by an agent that pays, or asks how to. */
export interface CheckoutCall {
  readonly cart_id: string;
  readonly buying: Buying;
  readonly request: RailRequest;
  /** What a bare token was quoted. */
  readonly quote?: Quote | undefined;
  /** Whether nobody vouches for the caller but the payment. */
  readonly bearer?: boolean | undefined;
}

/** Pays for a cart with the credential of the call, or says how to pay. */
export async function checkOut(
  surface: Surface,
  calling: Calling,
  { cart_id, buying, request, quote, bearer }: CheckoutCall,
): Promise<Outcome> {
  const call = mutationOf(calling, 'cart.checkout', buying.sent);
  if (quote && quote.body !== hashOf(call.body)) throw changed();
  const outcome = await payOrRefer(surface, {
    ...call,
    cart: cart_id,
    request,
    resource: resourceOf(surface, cart_id),
    email: buying.email,
    bearer,
  });
  if (outcome.type === 'challenge') keepQuote(surface, call, outcome);
  return outcome;
}

/** The address under which a cart is paid, over every protocol. */
export function resourceOf({ baseUrl }: Surface, cart: string): string {
  return `${baseUrl}/api/agent/cart/${cart}/checkout`;
}

/** A seller who sells nothing here has no challenge: the buyer is sent on instead. */
export async function payOrRefer(surface: Surface, call: PayCall): Promise<Outcome> {
  try {
    return await surface.checkout.pay(call);
  } catch (error) {
    if (!isRailError(error) || error.code !== 'rail_not_active') throw error;
    const cart = await readCart(surface.checkout, call, call.cart);
    const page = referralOf(await surface.rails.of(await sellerOf(surface, cart)));
    if (page === null) throw error;
    return openOn(surface, call, page);
  }
}

/** Opens the page of a rail; where that is a hand-off, keeps whose it is. */
export async function openOn(
  { checkout, keepReferral }: Surface,
  call: Omit<PayCall, 'page'>,
  page: string,
): Promise<Outcome> {
  const outcome = await checkout.pay({ ...call, page });
  if (outcome.type === 'referred') await keepReferral(call, outcome);
  return outcome;
}

/** A bare token has no terms of its own: it pays what its caller was quoted, for the same request. */
function keepQuote({ quotes }: Surface, call: MutationCall, outcome: ChallengeOutcome): void {
  const { tenant, principal, key, body } = call;
  if (key === null || !outcome.challenges.some(({ rail }) => rail === 'stripe-mpp')) return;
  const { cart, version } = outcome.purchase;
  quotes.keep(cart, key, { tenant, principal, version, body: hashOf(body) });
}

function hashOf(body: MutationCall['body']): string {
  return hash('sha256', JSON.stringify(body), 'base64url');
}

function changed(): RailError {
  return new RailError('idempotency_conflict', 'The Idempotency-Key was used for another request.');
}
