import type { Awaitable, Cart, CartOutcome, Checkout, MutationCall, PlatformLimits } from '@railyard/core';
import { RailError } from '@railyard/core';
import type { Context } from 'hono';
import type { Activations } from '../../activations.ts';
import type { Catalogue } from '../../catalogue.ts';
import type { PaymentInfo } from '../../http/document.ts';
import type { Environment } from '../../http/environment.ts';
import { respondJson } from '../../http/respond.ts';
import type { Guard } from '../../http/route.ts';
import type { ApiKey } from '../../keys.ts';
import type { Quotes } from '../../quotes.ts';
import type { Rails } from '../../rails.ts';
import type { Seller, Sellers } from '../../sellers.ts';
import { shapeCart } from './cart-shape.ts';

/** What the routes of this surface stand on. */
export interface Surface {
  readonly checkout: Checkout;
  readonly sellers: Sellers;
  readonly catalogue: Catalogue;
  readonly limits: () => Awaitable<PlatformLimits>;
  /** Where clients reach the server, without a slash at the end. */
  readonly baseUrl: string;
  /** An unguessable id of letters and digits. */
  readonly newId: () => string;
  readonly rails: Pick<Rails, 'of' | 'platform'>;
  readonly activations: Pick<Activations, 'has'>;
  readonly quotes: Pick<Quotes, 'keep'>;
  /** What the document says of how a checkout is paid. */
  readonly paymentInfo: PaymentInfo;
  readonly guards: Guards;
  /** Takes note of an error that a route answers by itself. */
  readonly log: (c: Context<Environment>, error: unknown) => void;
}

/** What a request passes before its route: API key and scope; for a change also body, idempotency key and depth. */
export interface Guards {
  readonly read: readonly Guard[];
  readonly write: readonly Guard[];
  /** As `write`, where a payment can take the place of the API key. */
  readonly pay: readonly Guard[];
}

/** Who calls, as core wants it. */
export function ownerOf(c: Context<Environment>): { readonly tenant: string; readonly principal: string } {
  const { tenant, id } = c.get('caller');
  return { tenant, principal: id };
}

/** One change under one idempotency key, as core wants it. */
export function mutationOf(
  c: Context<Environment>,
  operation: string,
  body: MutationCall['body'],
): MutationCall {
  return { ...ownerOf(c), operation, key: c.get('idempotencyKey'), body };
}

/** The seller of a cart that exists. */
export async function sellerOf({ sellers }: Surface, cart: Cart): Promise<Seller> {
  const seller = await sellers.find(cart.seller);
  if (!seller) throw new RailError('not_found', 'The seller of this cart has left the platform.');
  return seller;
}

/** The seller of this name; throws `not_found` unless it is one of the caller's tenant. */
export async function ownSeller(
  { sellers }: Pick<Surface, 'sellers'>,
  { tenant }: Pick<ApiKey, 'tenant'>,
  handle: string,
): Promise<Seller> {
  const seller = await sellers.find(handle);
  if (seller?.tenant === tenant) return seller;
  throw new RailError('not_found', 'There is no such seller.');
}

/** Answers with a cart; a change that was made before says so. */
export async function answerCart(
  surface: Surface,
  c: Context<Environment>,
  { cart, replayed }: Pick<CartOutcome, 'cart' | 'replayed'>,
  status: 200 | 201 = 200,
): Promise<Response> {
  return respondJson(c, shapeCart(cart, await sellerOf(surface, cart)), {
    status,
    headers: { 'cache-control': 'private, no-store', ...(replayed && { 'idempotent-replayed': 'true' }) },
  });
}
