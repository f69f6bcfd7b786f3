import { shapeOf } from '../faults/fields.ts';
import { PROVIDER_FAULTS } from '../faults/parse.ts';
import { checkShape, keyOf, type Shape, text } from '../faults/shape.ts';
import { ACTIONS } from './buyer.ts';
import { CALLS } from './calls.ts';
import type { CheckoutAction, CoinbaseOrder, RefundOutcome } from './kinds.ts';

const COINBASE_FAULTS: Readonly<Record<CoinbaseOrder['fault'], Shape>> = {
  ...PROVIDER_FAULTS,
  rate_limit: {},
  in_use: {},
  unauthorized: {},
};
const outcome = keyOf({ completed: 1, failed: 1 } satisfies Record<RefundOutcome, 1>);

/** What a local Coinbase is told. This and the others throw 422 with a sentence. */
export function parseCoinbaseOrder(body: unknown): CoinbaseOrder {
  checkShape(body, { call: keyOf(CALLS), ...shapeOf(body, COINBASE_FAULTS) });
  return body as CoinbaseOrder;
}

export function parseVisit(body: unknown): { readonly checkout: string; readonly action: CheckoutAction } {
  checkShape(body, { checkout: text, action: keyOf(ACTIONS) });
  return body as ReturnType<typeof parseVisit>;
}

export function parseRefundFinish(body: unknown): {
  readonly refund: string;
  readonly outcome: RefundOutcome;
} {
  checkShape(body, { refund: text, outcome });
  return body as ReturnType<typeof parseRefundFinish>;
}
