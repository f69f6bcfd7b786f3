import type {
  Cancellation,
  Found,
  MerchantCall,
  MerchantConnector,
  MerchantOrder,
  Placement,
} from '@railyard/rail-card';
import { priceCart } from './shop/cart.ts';
import { askShop, isOthers, read, type ShopSettings } from './shop/client.ts';
import { refusalIn, refused } from './shop/refusals.ts';
import { cart, keyed, order, type ShopOrder } from './shop/shapes.ts';

/** What the connector of the shop needs. */
export interface ShopConnection extends ShopSettings {
  /** The tokens of the accounts that whoever buys has linked, the one to buy with first; null where one is lost. */
  readonly tokensOf: (call: MerchantCall) => Promise<readonly (string | null)[]>;
  /** The token of the account in which an order is to be placed; null where it cannot be used any more. */
  readonly tokenFor: (order: string, call: MerchantCall) => Promise<string | null>;
}

/** Buys at the shop. Whatever it cannot be sure of, it throws. */
export function shopConnector(shop: ShopConnection): MerchantConnector {
  return {
    card: { categories: ['grocery_stores_supermarkets'], countries: ['US'] },
    place: (wanted, key, call) => place(shop, wanted, key, call),
    find: (key, call) => find(shop, key, call),
    cancel: (reference, call) => cancel(shop, reference, call),
  };
}

async function place(
  shop: ShopConnection,
  { order: id, lines, shipTo, deliverAt, tip, total, card }: MerchantOrder,
  key: string,
  call: MerchantCall,
): Promise<Placement> {
  const token = await shop.tokenFor(id, call);
  if (token === null) return refused('account_not_linked');
  if (!shipTo) return refused('delivery_unavailable');
  const priced = await priceCart(shop, call, token, { lines, shipTo, deliverAt, tip });
  if (!priced) return refused('delivery_unavailable');
  const refusal = refusalIn(priced);
  if (refusal) return refusal;
  const { id: cart_id, ...known } = read(cart, priced);
  if (known.total !== total.amount || known.currency !== total.currency) return refused('price_changed');

  const { number, cvc, expMonth: exp_month, expYear: exp_year } = card;
  const answer = await askShop(shop, call, {
    method: 'POST',
    path: '/orders',
    token,
    // The shop takes the order at this total, or not at all.
    body: {
      client_key: key,
      cart_id,
      expected_total: total.amount,
      card: { number, cvc, exp_month, exp_year },
    },
  });
  return refusalIn(answer) ?? placedIn(read(order, answer), key);
}

/**
 * Looks in every account, each on its own: the order may have been placed before another one was linked. One that cannot
 * be asked, be its link lost or revoked, rules out `never`, and hides no order in another.
 */
async function find(shop: ShopConnection, key: string, call: MerchantCall): Promise<Found> {
  const tokens = await shop.tokensOf(call);
  const known = tokens.filter((token) => token !== null);
  const looks = await Promise.allSettled(
    known.map(async (token) =>
      read(keyed, await askShop(shop, call, { method: 'GET', path: `/order_keys/${key}`, token })),
    ),
  );
  const answers = looks.flatMap((look) => (look.status === 'fulfilled' ? look.value : []));
  const [found, ...others] = answers.flatMap(({ orders }) => orders);
  // Two orders under one key are a person's business.
  if (others.length > 0) return { answer: 'unknown' };
  if (found) return placedIn(found, key);
  const isAll = answers.length > 0 && answers.length === tokens.length;
  const isCertain = isAll && answers.every(({ certain, client_key }) => certain && client_key === key);
  return { answer: isCertain ? 'never' : 'unknown' };
}

async function cancel(shop: ShopConnection, reference: string, call: MerchantCall): Promise<Cancellation> {
  for (const token of await shop.tokensOf(call)) {
    if (token === null) continue;
    const path = `/orders/${encodeURIComponent(reference)}/cancel`;
    const answer = await askShop(shop, call, { method: 'POST', path, token });
    if (isOthers(answer)) continue;
    if (answer.code === 'too_late') return { answer: 'refused' };
    const { state } = read(order, answer);
    if (state === 'canceled' || state === 'failed') return { answer: 'cancelled' };
    break;
  }
  throw new Error('The shop has not said whether it takes the order back.');
}

function placedIn(
  { id: reference, client_key, state, total: amount, currency }: ShopOrder,
  key: string,
): Placement {
  if (client_key !== key) throw new Error('The shop has answered with another order.');
  const total = { amount, currency };
  switch (state) {
    case 'confirming':
      return { answer: 'placed', reference, total, state: 'confirming' };
    case 'confirmed':
    case 'on_its_way':
    case 'delivered':
      return { answer: 'placed', reference, total, state: 'confirmed' };
    case 'canceled':
      return { answer: 'placed', reference, total, state: 'cancelled' };
    case 'failed':
      return refused('declined');
  }
}
