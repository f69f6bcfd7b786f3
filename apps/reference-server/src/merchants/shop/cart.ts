import type { Address } from '@railyard/core';
import type { MerchantCall } from '@railyard/rail-card';
import { regionCode } from '../../regions.ts';
import { askShop, read, type ShopAnswer, type ShopSettings } from './client.ts';
import { slots } from './shapes.ts';

/** What a cart of the shop is made of. */
export interface ShopWanted {
  readonly lines: readonly { readonly product: string; readonly quantity: number }[];
  readonly shipTo: Address;
  readonly deliverAt: string | null;
  readonly tip: number;
}

/**
 * Has the shop price a cart, which orders nothing. Null where it does not deliver at that time.
 */
export async function priceCart(
  shop: ShopSettings,
  call: Pick<MerchantCall, 'fetch' | 'signal'>,
  token: string,
  { lines, shipTo, deliverAt, tip }: ShopWanted,
): Promise<ShopAnswer | null> {
  const delivery_time = deliverAt === null ? 'asap' : await slotAt(shop, call, deliverAt);
  if (delivery_time === null) return null;
  const body = { items: itemsOf(lines), delivery_time, address: addressOf(shipTo), tip };
  return askShop(shop, call, { method: 'POST', path: '/carts', token, body });
}

/** The shop's id of the time in which a moment falls; null when there is none. */
async function slotAt(
  shop: ShopSettings,
  call: Pick<MerchantCall, 'fetch' | 'signal'>,
  deliverAt: string,
): Promise<string | null> {
  const { delivery_times } = read(
    slots,
    await askShop(shop, call, { method: 'GET', path: '/delivery_times' }),
  );
  const at = Date.parse(deliverAt);
  const fitting = delivery_times.find(
    ({ id, from, to }) => id !== 'asap' && Date.parse(from) <= at && at < Date.parse(to),
  );
  return fitting?.id ?? null;
}

/** The shop wants each product once. */
function itemsOf(lines: ShopWanted['lines']): readonly object[] {
  const quantities = new Map<string, number>();
  for (const { product, quantity } of lines)
    quantities.set(product, (quantities.get(product) ?? 0) + quantity);
  return Array.from(quantities, ([product_id, quantity]) => ({ product_id, quantity }));
}

function addressOf({ name, line1, line2, city, region, postalCode, country }: Address): object {
  return {
    name,
    line1,
    ...(line2 !== null && { line2 }),
    city,
    state: (region !== null && regionCode(country, region)) || '',
    postal_code: postalCode ?? '',
    country,
  };
}
