import { ms, shapeOf } from '../faults/fields.ts';
import { PROVIDER_FAULTS } from '../faults/parse.ts';
import { checkShape, keyOf, optional, readFields, type Shape, text, whole } from '../faults/shape.ts';
import { CALLS } from './calls.ts';
import type { ShopTrick, ToldShop } from './kinds.ts';
import type { SettleOutcome } from './progress.ts';

const SHOP_FAULTS: Readonly<Record<ToldShop['fault'], Shape>> = {
  ...PROVIDER_FAULTS,
  late: { ms },
  cannot_tell: {},
};
const by = whole(1, 1_000_000);
const TRICKS: Readonly<Record<ShopTrick['trick'], Shape>> = {
  out_of_stock: {},
  decline: {},
  price_change: { by },
  confirming: { authorizes: optional(keyOf({ now: 1, later: 1 })) },
  overcharge: { by, how: keyOf({ authorize: 1, capture: 1, force: 1 }) },
  double_charge: { how: keyOf({ authorize: 1, force: 1 }) },
  try_card: { amount: by, gives_up: keyOf({ at_once: 1, never: 1 }) },
};
const outcome = keyOf({ confirmed: 1, failed: 1 } satisfies Record<SettleOutcome, 1>);

/** What a local shop is told. This and the others throw 422 with a sentence. */
export function parseToldShop(body: unknown): ToldShop {
  checkShape(body, { call: keyOf(CALLS), ...shapeOf(body, SHOP_FAULTS) });
  return body as ToldShop;
}

export function parseTrick(body: unknown): ShopTrick {
  const { trick } = readFields(body);
  const named = keyOf(TRICKS);
  const shape = named.fits(trick) ? TRICKS[trick as ShopTrick['trick']] : {};
  checkShape(body, { trick: named, times: optional(whole(1, 1_000_000)), ...shape });
  return body as ShopTrick;
}

export function parsePrice(body: unknown): { readonly product: string; readonly cents: number } {
  checkShape(body, { product: text, cents: whole(1, 1_000_000) });
  return body as ReturnType<typeof parsePrice>;
}

export function parseStock(body: unknown): { readonly product: string; readonly count: number } {
  checkShape(body, { product: text, count: whole(0, 1_000_000) });
  return body as ReturnType<typeof parseStock>;
}

export function parseSettle(body: unknown): { readonly order: string; readonly outcome: SettleOutcome } {
  checkShape(body, { order: text, outcome });
  return body as ReturnType<typeof parseSettle>;
}
