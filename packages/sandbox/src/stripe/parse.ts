import { shapeOf } from '../faults/fields.ts';
import { PROVIDER_FAULTS } from '../faults/parse.ts';
import { checkShape, keyOf, optional, type Shape, text } from '../faults/shape.ts';
import { CALLS } from './calls.ts';
import type { PageAction, PageEntry } from './checkout/visit.ts';
import type { Outcome, StripeOrder } from './kinds.ts';

const outcome = keyOf({ succeeded: 1, failed: 1 });

const STRIPE_FAULTS: Readonly<Record<StripeOrder['fault'], Shape>> = {
  ...PROVIDER_FAULTS,
  rate_limit: {},
  in_use: {},
  no_access: {},
};

/** What a local Stripe is told. This and the others throw 422 with a sentence. */
export function parseStripeOrder(body: unknown): StripeOrder {
  checkShape(body, { call: keyOf(CALLS), ...shapeOf(body, STRIPE_FAULTS) });
  return body as StripeOrder;
}

export function parseFinish(body: unknown): { readonly intent: string; readonly outcome: Outcome } {
  checkShape(body, { intent: text, outcome });
  return body as ReturnType<typeof parseFinish>;
}

export function parseRefundFinish(body: unknown): { readonly refund: string; readonly outcome: Outcome } {
  checkShape(body, { refund: text, outcome });
  return body as ReturnType<typeof parseRefundFinish>;
}

const action = keyOf({
  pay: 1,
  decline: 1,
  debit: 1,
  challenge: 1,
  authenticate: 1,
  refuse: 1,
  leave: 1,
  expire: 1,
  pay_late: 1,
} satisfies Record<PageAction, 1>);

export function parseVisit(body: unknown): AskedVisit {
  const texts = { method: optional(text), email: optional(text), shippingRate: optional(text) };
  checkShape(body, { session: text, action, ...texts });
  return body as AskedVisit;
}

/** What a buyer does on the page of a session. */
type AskedVisit = PageEntry & { readonly session: string; readonly action: PageAction };
