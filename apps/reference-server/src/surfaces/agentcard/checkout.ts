import { type Cart, type Outcome, orderIdOf, RailError, type RailRequest } from '@railyard/core';
import { type CartStanding, readStanding } from '@railyard/core/order';
import { readApproval } from '@railyard/core/spend';
import { CARD_RAIL } from '../../rails/card.ts';
import { agree, agreeOnTime, comesTo } from './agree.ts';
import { answerTo, type CheckoutAnswer, confirmed } from './answer.ts';
import { type Asked, askedFor, askedUnder, bindKey, cartAt, keepAskedFor, shownFor } from './records.ts';
import {
  AGENTCARD_PATH,
  linkedMerchant,
  merchantNamed,
  mutationOf,
  type Shopper,
  type Surface,
} from './surface.ts';

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
  let asked: Asked | null = null;
  try {
    asked = await askedOf(surface, shopper, call);
    return await buy(surface, shopper, asked, call.approval);
  } catch (error) {
    const answer = await answerTo(surface, shopper, error);
    if (answer.status === 'needs_approval' && asked)
      await keepAskedFor(surface, shopper, answer.approval_id, asked);
    return answer;
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
  if (cart === null) throw new RailError('cart_empty', 'There is nothing to pay. Add an item first.');
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
  const cart =
    standing.state === 'open' ? await ready(surface, shopper, asked, standing.cart) : standing.cart;
  if (approval !== null) await checkApproval(surface, shopper, approval, { cart, standing });
  const { key, merchant, tip, deliverAt } = asked;
  if (key !== null && (await bindKey(surface, shopper, key, asked)).cart !== asked.cart)
    throw otherPurchase();

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

/** A key that is new has no business with what another one is buying. */
async function checkKey(
  surface: Surface,
  shopper: Shopper,
  { key }: Asked,
  { state }: CartStanding,
): Promise<void> {
  if (key === null || state !== 'being_paid' || (await askedUnder(surface, shopper, key))) return;
  throw new RailError('cart_locked', 'This cart is being bought already, under another idempotency_key.', {
    details: { reason: 'fresh_idempotency_key' },
    nextAction:
      'Call buy_checkout again with the idempotency_key of that purchase to learn what came of it, and never with a fresh one.',
  });
}

/** The cart as it will be bought. Throws `price_changed` for one that costs more than anybody was shown. */
async function ready(surface: Surface, shopper: Shopper, asked: Asked, before: Cart): Promise<Cart> {
  const merchant = await linkedMerchant(surface, shopper, asked.merchant);
  const { deliverAt, tip } = asked;
  if (before.lines.length === 0)
    throw new RailError('cart_empty', 'There is nothing to pay. Add an item first.');
  if (deliverAt !== null && Date.parse(deliverAt) <= surface.runtime.now())
    throw new RailError('validation', 'delivery_time has passed.', {
      details: { fields: { delivery_time: 'Send a time to come.' } },
    });
  const agreed = await agree(surface, shopper, merchant, before, { deliverAt, tip });
  const shown = await shownFor(surface, shopper, agreed.id);
  if (comesTo(agreed) > (shown ?? 0)) throw dearer(shown, agreed);
  return agreeOnTime(surface, shopper, agreed, deliverAt);
}

/** An approval is for one version of one cart. */
async function checkApproval(
  { spending }: Surface,
  shopper: Shopper,
  id: string,
  { cart, standing }: { readonly cart: Cart; readonly standing: CartStanding },
): Promise<void> {
  const { purchase } = await readApproval(spending.records, shopper, id);
  if (purchase.order === (standing.order ?? orderIdOf(cart.id, cart.version))) return;
  throw new RailError('purchase_not_accepted', 'The approval is for another purchase.', {
    details: { reason: 'approval_for_another' },
    nextAction:
      'Show the user the cart, and check out without approval_id: a person is then asked about this one, if that is needed.',
  });
}

function boughtIn({ mode }: Surface, { merchant }: Asked, outcome: Outcome): CheckoutAnswer {
  if (outcome.type === 'paid')
    return confirmed(outcome.order, merchant, { mode, replayed: outcome.replayed });
  throw new RailError('internal', `A purchase with a card ended as "${outcome.type}".`);
}

function dearer(shown: number | null, after: Cart): RailError {
  return new RailError('price_changed', 'The cart comes to more than was shown. Nothing was bought.', {
    details: {
      shown_cents: shown,
      total_cents: comesTo(after),
      currency: after.currency,
    },
    nextAction:
      'Show the user the cart again with buy_view_cart. Once they agree to the new total, check out with the same idempotency_key.',
  });
}

function otherPurchase(): RailError {
  return new RailError('idempotency_conflict', 'The idempotency_key was used for another purchase.', {
    nextAction: 'Send what was sent with it at first, or a fresh key for another purchase.',
  });
}

const NONE = new Uint8Array();

function requestAt(surface: Surface): RailRequest {
  return { method: 'POST', url: resourceOf(surface), headers: {}, meta: {}, body: NONE };
}

function resourceOf({ baseUrl }: Surface): string {
  return `${baseUrl}${AGENTCARD_PATH}`;
}
