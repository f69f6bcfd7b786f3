import type {
  CounterCall,
  MerchantCounter,
  MerchantOrderView,
  MerchantProduct,
  QuotedLine,
} from '../merchant.ts';
import { priceCart } from './cart.ts';
import { askShop, isOthers, read, type ShopSettings } from './client.ts';
import { refusalIn, refused } from './refusals.ts';
import {
  cart,
  link,
  opened,
  order,
  orders,
  product,
  products,
  type ShopLine,
  type ShopOrder,
} from './shapes.ts';

/** What the counter of the shop needs. */
export interface ShopCounterSettings extends ShopSettings {
  readonly tokensOf: (call: CounterCall) => Promise<readonly (string | null)[]>;
}

/** Looks and asks at the shop. */
export function shopCounter(shop: ShopCounterSettings): MerchantCounter {
  const get = (call: CounterCall, path: string, token?: string) =>
    askShop(shop, call, { method: 'GET', path, ...(token !== undefined && { token }) });
  return {
    async search(query, call) {
      const wanted = new URLSearchParams({ query, limit: '20' });
      const found = read(products, await get(call, `/products?${wanted.toString()}`));
      return found.products.map(productOf);
    },
    async product(id, call) {
      const answer = await get(call, `/products/${encodeURIComponent(id)}`);
      return answer.code === 'not_found' ? null : productOf(read(product, answer));
    },
    async quote({ lines, shipTo, deliverAt }, call) {
      const [token] = await shop.tokensOf(call);
      if (!token) return refused('account_not_linked');
      const priced = await priceCart(shop, call, token, { lines, shipTo, deliverAt, tip: 0 });
      const refusal = priced ? refusalIn(priced) : refused('delivery_unavailable');
      if (!priced || refusal) return refusal ?? refused('delivery_unavailable');
      const { items, fee } = read(cart, priced);
      return { answer: 'quoted', lines: items.map(lineOf), deliveryFee: fee };
    },
    async sendCode(email, call) {
      const answer = await askShop(shop, call, { method: 'POST', path: '/links', body: { email } });
      return read(link, answer).id;
    },
    async confirm(sent, code, call) {
      const path = `/links/${encodeURIComponent(sent)}/confirm`;
      const answer = await askShop(shop, call, { method: 'POST', path, body: { code } });
      if (answer.code !== null && NOT_GOOD.has(answer.code)) return null;
      const { customer, customer_token: token } = read(opened, answer);
      return { customer: customer.id, name: customer.email, token };
    },
    async orders(call) {
      const [token] = await shop.tokensOf(call);
      if (!token) return [];
      return read(orders, await get(call, '/orders?limit=20', token)).orders.map(viewOf);
    },
    async order(reference, call) {
      for (const token of await shop.tokensOf(call)) {
        if (token === null) continue;
        const answer = await get(call, `/orders/${encodeURIComponent(reference)}`, token);
        if (!isOthers(answer)) return viewOf(read(order, answer));
      }
      return null;
    },
  };
}

const NOT_GOOD: ReadonlySet<string> = new Set(['wrong_code', 'link_expired', 'not_found', 'invalid_request']);

function productOf({
  id,
  name,
  description,
  price: amount,
  currency,
  available: isAvailable,
}: ReturnType<typeof product.parse>): MerchantProduct {
  return { id, name, description, price: { amount, currency }, isAvailable };
}

function lineOf({ product_id, name, quantity, unit_price: unitAmount }: ShopLine): QuotedLine {
  return { product: product_id, name, quantity, unitAmount };
}

function viewOf({
  id: reference,
  state,
  items,
  delivery,
  total: amount,
  currency,
  placed_at,
}: ShopOrder): MerchantOrderView {
  return {
    reference,
    state,
    total: { amount, currency },
    lines: items.map(lineOf),
    deliverFrom: delivery.from,
    deliverTo: delivery.to,
    placedAt: placed_at,
  };
}
