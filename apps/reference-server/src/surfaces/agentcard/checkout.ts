import { type Cart, isRailError, type Outcome, orderIdOf, RailError, type RailRequest } from '@railyard/core';
import { readStanding } from '@railyard/core/order';
import { approvalIdOf } from '@railyard/core/spend';
import { CARD_RAIL } from '../../rails/card.ts';
import { answerTo, type CheckoutAnswer, confirmed } from './answer.ts';
import { renewCart } from './current.ts';
import {
  approvedOther,
  checkAccount,
  checkBegun,
  checkNew,
  orderApproved,
  otherPurchase,
} from './fitting.ts';
import { cartEmpty, ready } from './ready.ts';
import { type AskedPurchase, askedFor, askedUnder, cartsAt, keepAsked } from './records.ts';
import { AGENTCARD_PATH, merchantNamed, mutationOf, type Shopper, type Surface } from './surface.ts';

/** What `buy_checkout` is asked for. */
export interface CheckoutCall {
  readonly merchant: string;
  readonly tip: number;
  readonly deliverAt: string | null;
  /** The approval that an earlier call has asked for. */
  readonly approval: string | null;
}

/** Buys the shopper's cart at a merchant, or says why not. The same key again: the same purchase. */
export async function checkOut(
  surface: Surface,
  shopper: Shopper,
  call: CheckoutCall,
): Promise<CheckoutAnswer> {
  try {
    const asked = await askedOf(surface, shopper, call);
    return await buy(surface, shopper, asked, call.approval);
  } catch (error) {
    return answerTo(surface, shopper, error);
  }
}

/** Makes the call again for which an approval was asked, under its own key. Decides nothing. */
export async function retryApproved(
  surface: Surface,
  shopper: Shopper,
  approval: string,
): Promise<CheckoutAnswer> {
  const asked = await askedFor(surface, shopper, approval);
  if (!asked) {
    const error = new RailError('not_found', 'You have asked for no such approval.');
    return answerTo(surface, shopper, error);
  }
  const { merchant, tip, deliverAt, key } = asked;
  return checkOut(surface, { ...shopper, key }, { merchant, tip, deliverAt, approval });
}

/** What the call is about: what its key stands for, or the cart as it is. Throws `idempotency_conflict`. */
async function askedOf(surface: Surface, shopper: Shopper, call: CheckoutCall): Promise<AskedPurchase> {
  const { merchant, tip, deliverAt } = call;
  const { slug } = merchantNamed(surface, shopper, merchant);
  const { key } = shopper;
  const known = key === null ? null : await askedUnder(surface, shopper, key);
  if (known) {
    if (known.merchant === slug && known.tip === tip && known.deliverAt === deliverAt) return known;
    throw otherPurchase();
  }
  const { current: cart } = await cartsAt(surface, shopper, slug);
  if (cart === null) throw cartEmpty();
  return { merchant: slug, cart, tip, deliverAt, key };
}

async function buy(
  surface: Surface,
  shopper: Shopper,
  asked: AskedPurchase,
  approval: string | null,
): Promise<CheckoutAnswer> {
  const standing = await readStanding(surface.checkout, shopper, asked.cart);
  const isOpen = standing.state === 'open';
  if (isOpen) await checkNew(surface, shopper, asked, standing.cart);
  else await checkBegun(surface, shopper, asked, standing);
  // Before the cart changes: a call that does not fit its approval must not end it.
  const approved = approval === null ? null : await orderApproved(surface, shopper, approval, asked);
  if (isOpen && approved !== null) await checkAccount(surface, shopper, asked, approved);
  const cart = isOpen ? await ready(surface, shopper, asked, standing.cart) : standing.cart;
  const order = standing.order ?? orderIdOf(cart.id, cart.version);
  if (approved !== null && approved !== order) throw approvedOther();
  // Before anybody is asked: who approves later may find that this process has ended.
  const kept = isOpen ? await keepAsked(surface, shopper, approvalIdOf({ order }), asked) : asked;
  if (kept.cart !== asked.cart) throw otherPurchase();
  return pay(surface, shopper, asked, cart);
}

async function pay(
  surface: Surface,
  shopper: Shopper,
  asked: AskedPurchase,
  cart: Cart,
): Promise<CheckoutAnswer> {
  const { key, merchant, tip, deliverAt } = asked;
  try {
    const outcome = await surface.checkout.pay({
      ...mutationOf(shopper, 'checkout', key, { merchant, tip_cents: tip, delivery_time: deliverAt }),
      cart: cart.id,
      version: cart.version,
      page: CARD_RAIL,
      request: requestAt(surface),
      resource: resourceOf(surface),
    });
    return boughtIn(surface, asked, outcome);
  } catch (error) {
    if (!isRailError(error) || error.code !== 'too_many_attempts') throw error;
    await renewCart(surface, shopper, merchantNamed(surface, shopper, merchant), cart);
    throw usedUp();
  }
}

function usedUp(): RailError {
  return new RailError(
    'too_many_attempts',
    'The cart was tried as often as one may be. Nothing was bought.',
    {
      nextAction:
        'The same things are in another cart now. Show it to the user with buy_view_cart, and once they agree check out with a fresh idempotency_key.',
    },
  );
}

function boughtIn({ mode }: Surface, { merchant }: AskedPurchase, outcome: Outcome): CheckoutAnswer {
  if (outcome.type === 'paid')
    return confirmed(outcome.order, merchant, { mode, replayed: outcome.replayed });
  throw new RailError('internal', `A purchase with a card ended as "${outcome.type}".`);
}

const NONE = new Uint8Array();

function requestAt(surface: Surface): RailRequest {
  return { method: 'POST', url: resourceOf(surface), headers: {}, meta: {}, body: NONE };
}

function resourceOf({ baseUrl }: Surface): string {
  return `${baseUrl}${AGENTCARD_PATH}`;
}
