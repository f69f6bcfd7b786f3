import type { JsonObject } from '@railyard/core';
import { textIn } from '../../../tools/meta.ts';

/** Where a checkout names the rail to pay on, in `_meta`. */
export const PAYMENT_RAIL = 'railyard/payment_rail';

/** The rail that a call names; undefined when it names none. */
export function railIn(meta: JsonObject): string | undefined {
  return textIn(meta, PAYMENT_RAIL);
}
