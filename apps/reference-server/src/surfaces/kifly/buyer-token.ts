import { z } from '@hono/zod-openapi';
import { type JsonObject, RailError } from '@railyard/core';
import { readCart } from '@railyard/core/cart';
import type { Buyer } from '../../buyers/buyer.ts';
import { hashOf } from '../../buyers/tokens.ts';
import { type Calling, ownerOf, type Surface } from './surface.ts';

/** What became of the token that a checkout came with. */
export const TOKEN_STATUSES = ['resolved', 'invalid', 'none'] as const;
export type TokenStatus = (typeof TOKEN_STATUSES)[number];

/** A token beside a checkout, which goes on whatever is in it. */
export const buyerTokenInput = z
  .string()
  .optional()
  .describe(
    'A token that you got by verifying the buyer. It fills in their e-mail, and the order is listed among theirs. Leave it out if you have none, and never ask the buyer for one.',
  );

/** Who buys in a checkout, as far as the call says. */
export interface Buying {
  /** The e-mail that was sent, else the saved one of the buyer. */
  readonly email: string | null;
  readonly tokenStatus: TokenStatus;
  /** What was sent about it, for the request's fingerprint: of a token, a hash. */
  readonly sent: JsonObject;
}

/** A checkout, as far as it says who buys. */
export interface BuyingCall {
  readonly cart_id: string;
  readonly email?: string | undefined;
  readonly buyer_token?: string | undefined;
  /** Whether nobody vouches for the caller but the payment: then nothing is kept. */
  readonly bearer?: boolean | undefined;
}

/**
 * Who buys. To be awaited before the cart can be paid: of a buyer whose token came it is kept that the cart is theirs,
 * and where it goes. A token that is nobody's changes nothing.
 */
export async function whoBuys(
  surface: Pick<Surface, 'buyers' | 'checkout'>,
  calling: Calling,
  call: BuyingCall,
): Promise<Buying> {
  const { email, buyer_token: token } = call;
  const sent = {
    ...(email !== undefined && { email }),
    ...(token !== undefined && { buyer: hashOf(token) }),
  };
  if (token === undefined) return { email: email ?? null, tokenStatus: 'none', sent };
  const buyer = await surface.buyers.find(calling.caller.tenant, token);
  if (!buyer) return { email: email ?? null, tokenStatus: 'invalid', sent };
  if (!call.bearer) {
    const cart = await readCart(surface.checkout, ownerOf(calling), call.cart_id);
    await surface.buyers.noteCart(buyer, cart);
  }
  return { email: email ?? buyer.email, tokenStatus: 'resolved', sent };
}

/** The buyer whose token this is; throws `invalid_buyer_token` when it is nobody's. */
export async function buyerOf({ buyers }: Surface, { caller }: Calling, token: string): Promise<Buyer> {
  const buyer = await buyers.find(caller.tenant, token);
  if (buyer) return buyer;
  throw new RailError('invalid_buyer_token', 'This is not the token of a buyer.');
}
