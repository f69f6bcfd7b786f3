import { type Cart, RailError } from '@railyard/core';
import { agree, comesTo, fixTerms } from './agree.ts';
import { type AskedPurchase, shownFor } from './records.ts';
import { accountAt, linkedMerchant, type Shopper, type Surface } from './surface.ts';

/** The cart as it will be bought. Throws `price_changed` for one that costs more than anybody was shown. */
export async function ready(
  surface: Surface,
  shopper: Shopper,
  asked: AskedPurchase,
  before: Cart,
): Promise<Cart> {
  const merchant = await linkedMerchant(surface, shopper, asked.merchant);
  const { deliverAt, tip } = asked;
  if (before.lines.length === 0) throw cartEmpty();
  if (deliverAt !== null && Date.parse(deliverAt) <= surface.runtime.now())
    throw new RailError('validation', 'delivery_time has passed.', {
      details: { fields: { delivery_time: 'Send a time to come.' } },
    });
  const agreed = await agree(surface, shopper, merchant, before, { deliverAt, tip });
  const shown = await shownFor(surface, shopper, agreed.id);
  if (comesTo(agreed) > (shown ?? 0)) throw dearer(shown, agreed);
  const account = await accountAt(surface, shopper, merchant.slug);
  return fixTerms(surface, shopper, agreed, { deliverAt, account });
}

export function cartEmpty(): RailError {
  return new RailError('cart_empty', 'There is nothing to pay. Add an item first.');
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
