import type { PlatformLimits } from '@railyard/core';
import { z } from 'zod';
import { MOST } from '../limits.ts';
import { isCurrency, listed, mistake, whole } from './fields.ts';

/** The largest cart of a currency in minor units. */
export type Cap = readonly [currency: string, total: number];

const NO_CAP =
  'MAX_CART_TOTALS holds something that is no cap. Set it to currencies and minor units, such as eur=180000,jpy=300000.';

/** The variables of the platform's caps. */
export const limitsFields = {
  MAX_ITEM_QUANTITY: whole('MAX_ITEM_QUANTITY', 1, MOST.itemQuantity, 20),
  MAX_CART_TOTAL_CENTS: whole('MAX_CART_TOTAL_CENTS', 1, MOST.cartTotal, 200_000),
  MAX_CART_TOTALS: listed(z.string().refine((text) => readCap(text) !== null, NO_CAP)).optional(),
};

type Set = z.output<z.ZodObject<typeof limitsFields>>;

/** The caps that the platform starts with. */
export function readStart({
  MAX_ITEM_QUANTITY,
  MAX_CART_TOTAL_CENTS,
  MAX_CART_TOTALS = [],
}: Set): PlatformLimits {
  const others = MAX_CART_TOTALS.flatMap((text) => {
    const cap = readCap(text);
    return cap ? [cap] : [];
  });
  const caps: readonly Cap[] = [['usd', MAX_CART_TOTAL_CENTS], ...others];
  const maxCartTotal = Object.fromEntries(caps);
  if (Object.keys(maxCartTotal).length < caps.length) {
    throw mistake(
      'MAX_CART_TOTALS names usd, whose cap is MAX_CART_TOTAL_CENTS, or another currency twice. Set it to the other currencies, each once.',
    );
  }
  return { maxItemQuantity: MAX_ITEM_QUANTITY, maxCartTotal };
}

/** A cap as operators write it, `eur=180000`; null when it is none. */
export function readCap(text: string): Cap | null {
  const [, currency = '', digits = ''] = /^([a-z]{3})=(\d{1,13})$/.exec(text) ?? [];
  const total = Number(digits);
  return isCurrency(currency) && total >= 1 && total <= MOST.cartTotal ? [currency, total] : null;
}
