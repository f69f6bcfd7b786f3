import { isRailError, type Mount, type Outcome, type PayCall, type RailRequest } from '@railyard/core';
import { readCart } from '@railyard/core/cart';
import type { Buying } from './buyer-token.ts';
import { payOrRefer, resourceOf } from './checkout.ts';
import { chooseAny, notActive } from './page-choice.ts';
import { openPage } from './payment-link.ts';
import { type Calling, mutationOf, ownerOf, type Surface, sellerOf } from './surface.ts';

/** A checkout by whoever pays in the end, a person or an agent. */
export interface BuyCall {
  readonly cart_id: string;
  readonly buying: Buying;
  /** The rail to pay on; absent for the one that the seller prefers. */
  readonly payment_rail?: string | undefined;
  readonly request: RailRequest;
}

/**
 * Buys a cart: takes the payment of the call; without one, opens a page where a person pays, or says how an agent pays
 * who has named such a rail. A seller without a page answers with the latter at once, and one who sells nothing here
 * with a hand-off.
 */
export async function buy(
  surface: Surface,
  calling: Calling,
  { cart_id: cart, buying, payment_rail, request }: BuyCall,
): Promise<Outcome> {
  const seller = await sellerOf(surface, await readCart(surface.checkout, ownerOf(calling), cart));
  const call: PayCall = {
    // However it is paid, it is one operation: under one key there is one payment.
    ...mutationOf(calling, 'cart.checkout', buying.sent),
    cart,
    request,
    resource: resourceOf(surface, cart),
    email: buying.email,
  };
  const mounts = await surface.rails.of(seller);
  const page = chooseAny(mounts, payment_rail);
  if (page) return openPage(surface, call, page);
  return payment_rail === undefined
    ? payOrRefer(surface, call)
    : onlyOn(payment_rail, mounts, surface.checkout.pay(call));
}

/** Of a challenge the part of the rail that was named. Throws `rail_not_active` where it takes no payments. */
async function onlyOn(named: string, mounts: readonly Mount[], paying: Promise<Outcome>): Promise<Outcome> {
  const outcome = await paying.catch((error: unknown) => {
    throw isRailError(error) && error.code === 'rail_not_active' ? notActive(mounts, named) : error;
  });
  if (outcome.type !== 'challenge') return outcome;
  const challenges = outcome.challenges.filter(({ rail }) => rail === named);
  if (challenges.length === 0) throw notActive(mounts, named);
  return { ...outcome, challenges };
}
