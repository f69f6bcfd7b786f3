import { type Address, type Cart, type CartEdit, orderIdOf, RailError } from '@railyard/core';
import { editCart, totalOf } from '@railyard/core/cart';
import type { Agreement } from '../../merchants/agreements.ts';
import type { Merchant, Quote } from '../../merchants/merchant.ts';
import { addressOf } from './records.ts';
import { notAccepted } from './refusals.ts';
import { askAt, mutationOf, type Shopper, type Surface } from './surface.ts';

/** How a cart shall be bought. */
export interface CheckoutTerms {
  readonly deliverAt: string | null;
  readonly tip: number;
}

/**
 * Brings a cart to what its merchant asks for it today: prices, delivery, and the tip. A cart that stays as it was keeps
 * its version, and so its approval. Throws what the merchant refuses.
 */
export async function agree(
  surface: Surface,
  shopper: Shopper,
  merchant: Merchant,
  cart: Cart,
  { deliverAt, tip }: CheckoutTerms,
): Promise<Cart> {
  const shipTo = await addressOf(surface, shopper);
  if (!shipTo) throw noAddress();
  const quote = await quoteFor(surface, shopper, merchant, { cart, shipTo, deliverAt });
  const edits = [
    ...editsOfLines(surface, cart, quote.lines),
    ...editsOfTerms(cart, { shipTo, deliveryFee: quote.deliveryFee, tip }),
  ];
  return made(surface, shopper, cart, edits);
}

/**
 * Fixes when this version of the cart is delivered, and in whose name it is bought. Where it was to be otherwise, it
 * becomes another version: nothing that was decided about one stretches to the other.
 */
export async function fixTerms(
  surface: Surface,
  shopper: Shopper,
  cart: Cart,
  agreement: Agreement,
): Promise<Cart> {
  const { agreements } = surface.merchants;
  if (await agreements.fix(cart.tenant, orderIdOf(cart.id, cart.version), agreement)) return cart;
  const { shipTo, deliveryFee } = cart;
  if (!shipTo) throw noAddress();
  const moved = await made(surface, shopper, cart, [{ type: 'ship', shipTo, deliveryFee }]);
  return fixTerms(surface, shopper, moved, agreement);
}

async function quoteFor(
  surface: Surface,
  shopper: Shopper,
  merchant: Merchant,
  wanted: { readonly cart: Cart; readonly shipTo: Address; readonly deliverAt: string | null },
): Promise<Quote> {
  const { cart, shipTo, deliverAt } = wanted;
  const lines = cart.lines.map(({ variant: product, quantity }) => ({ product, quantity }));
  const answer = await askAt(surface, shopper, merchant, (counter, call) =>
    counter.quote({ lines, shipTo, deliverAt }, call),
  );
  if (answer.answer === 'refused') throw notAccepted(answer.reason);
  if (isOf(answer.lines, lines)) return answer;
  throw new RailError('purchase_not_accepted', 'The merchant offers other goods than those in the cart.', {
    details: { reason: 'other_goods' },
    nextAction: 'Tell the user, and find something else with buy_search_products.',
  });
}

type Quantities = readonly { readonly product: string; readonly quantity: number }[];

/** Whether these are as many of the same products: a quote moves prices, and nothing else. */
function isOf(quoted: Quantities, wanted: Quantities): boolean {
  const ordered = [quoted, wanted].map((lines) => {
    const counts = new Map<string, number>();
    for (const { product, quantity } of lines) counts.set(product, (counts.get(product) ?? 0) + quantity);
    return JSON.stringify([...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  });
  return ordered[0] === ordered[1];
}

/** All lines at once: whoever is interrupted in between would buy something else. */
function editsOfLines({ newId }: Surface, { lines }: Cart, quoted: Quote['lines']): readonly CartEdit[] {
  const isSame =
    lines.length === quoted.length &&
    quoted.every(({ product, quantity, unitAmount }) =>
      lines.some(
        (line) => line.variant === product && line.quantity === quantity && line.unitAmount === unitAmount,
      ),
    );
  if (isSame) return [];
  const fresh = quoted.map(({ product: variant, name: title, quantity, unitAmount }) => ({
    item: `item_${newId()}`,
    variant,
    title,
    quantity,
    unitAmount,
  }));
  return [{ type: 'lines', lines: fresh }];
}

function editsOfTerms(
  cart: Cart,
  { shipTo, deliveryFee, tip }: Pick<Cart, 'deliveryFee' | 'tip'> & { readonly shipTo: Address },
): readonly CartEdit[] {
  const isThere = JSON.stringify(cart.shipTo) === JSON.stringify(shipTo) && cart.deliveryFee === deliveryFee;
  return [
    ...(isThere ? [] : [{ type: 'ship', shipTo, deliveryFee } as const]),
    ...(cart.tip === tip ? [] : [{ type: 'tip', tip } as const]),
  ];
}

async function made(
  { checkout }: Surface,
  shopper: Shopper,
  cart: Cart,
  edits: readonly CartEdit[],
): Promise<Cart> {
  let after = cart;
  for (const edit of edits) {
    const call = mutationOf(shopper, 'agree', null, null);
    after = (await editCart(checkout, call, cart.id, edit)).cart;
  }
  return after;
}

function noAddress(): RailError {
  return new RailError('invalid_shipping', 'Nobody has said where things are sent.', {
    nextAction: 'Ask the user for the whole address, and keep it with buy_set_default_address.',
  });
}

/** Minor units of a cart without the tip, which every checkout names itself. */
export function comesTo(cart: Cart): number {
  return totalOf({ ...cart, tip: 0 });
}
