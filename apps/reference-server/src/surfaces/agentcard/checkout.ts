import { type Outcome, orderIdOf, RailError, type RailRequest } from '@railyard/core';
import { readStanding } from '@railyard/core/order';
import { approvalIdOf } from '@railyard/core/spend';
import { CARD_RAIL } from '../../rails/card.ts';
import { answerTo, type CheckoutAnswer, confirmed } from './answer.ts';
import { approvedOther, checkKey, orderApproved, otherPurchase } from './fitting.ts';
import { cartEmpty, ready } from './ready.ts';
import { type Asked, askedFor, askedUnder, cartAt, keepAsked } from './records.ts';
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
async function askedOf(surface: Surface, shopper: Shopper, call: CheckoutCall): Promise<Asked> {
  const { merchant, tip, deliverAt } = call;
  const { slug } = merchantNamed(surface, shopper, merchant);
  const { key } = shopper;
  const known = key === null ? null : await askedUnder(surface, shopper, key);
  if (known) {
    if (known.merchant === slug && known.tip === tip && known.deliverAt === deliverAt) return known;
    throw otherPurchase();
  }
  const cart = await cartAt(surface, shopper, slug);
  if (cart === null) throw cartEmpty();
  return { merchant: slug, cart, tip, deliverAt, key };
}

async function buy(
  surface: Surface,
  shopper: Shopper,
  asked: Asked,
  approval: string | null,
): Promise<CheckoutAnswer> {
  const standing = await readStanding(surface.checkout, shopper, asked.cart);
  await checkKey(surface, shopper, asked, standing);
  // Before the cart changes: a call that does not fit its approval must not end it.
  const approved = approval === null ? null : await orderApproved(surface, shopper, approval, asked);
  const cart =
    standing.state === 'open' ? await ready(surface, shopper, asked, standing.cart) : standing.cart;
  const order = standing.order ?? orderIdOf(cart.id, cart.version);
  if (approved !== null && approved !== order) throw approvedOther();
  // Before anybody is asked: who approves later may find that this process has ended.
  const kept = await keepAsked(surface, shopper, approvalIdOf({ order }), asked);
  if (kept.cart !== asked.cart) throw otherPurchase();

  const { key, merchant, tip, deliverAt } = asked;
  const outcome = await surface.checkout.pay({
    ...mutationOf(shopper, 'checkout', key, { merchant, tip_cents: tip, delivery_time: deliverAt }),
    cart: cart.id,
    version: cart.version,
    page: CARD_RAIL,
    request: requestAt(surface),
    resource: resourceOf(surface),
  });
  return boughtIn(surface, asked, outcome);
}

function boughtIn({ mode }: Surface, { merchant }: Asked, outcome: Outcome): CheckoutAnswer {
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
