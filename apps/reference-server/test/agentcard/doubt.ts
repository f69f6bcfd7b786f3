import type { Market } from './market.ts';
import type { Shopper } from './shopper.ts';

/**
 * Has an order placed that the merchant will charge later, and of which nobody hears: the answer is lost, the merchant
 * cannot find it, and Stripe closes no card. Gives the merchant's id of it.
 */
export async function orderInDoubt({ shop, stripe }: Market, shopper: Shopper): Promise<string> {
  await shopper.fill();
  shop.trick({ trick: 'confirming', authorizes: 'later' });
  shop.fault('orders.create', { fault: 'cut', when: 'after' });
  shop.fault('orders.find', { fault: 'cannot_tell', times: 1_000 });
  stripe.fault('issuing_cards.update', { fault: 'bad_gateway', when: 'before', times: 1_000 });
  await shopper.checkout({ idempotency_key: 'one' });
  return String(shop.orders()[0]?.id);
}
