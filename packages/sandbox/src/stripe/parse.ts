import { ms, shapeOf, status, when } from '../faults/fields.ts';
import { checkShape, keyOf, optional, readFields, type Shape, text } from '../faults/shape.ts';
import { CALLS } from './calls.ts';
import type { Outcome, StripeOrder, WebhookFault } from './kinds.ts';

const outcome = keyOf({ succeeded: 1, failed: 1 });

const STRIPE_FAULTS: Readonly<Record<StripeOrder['fault'], Shape>> = {
  cut: { when },
  stall: { when },
  bad_gateway: { when },
  html: { when },
  truncated: { when },
  status: { status, when },
  error_less: { when },
  not_json: { when },
  delay: { ms },
  rate_limit: {},
  in_use: {},
  no_access: {},
};
const WEBHOOK_FAULTS: Readonly<Record<WebhookFault['fault'], Shape>> = {
  drop: {},
  duplicate: {},
  reorder: {},
  delay: { ms },
};

/** What a local Stripe is told. This and the others throw 422 with a sentence. */
export function parseStripeOrder(body: unknown): StripeOrder {
  checkShape(body, { call: keyOf(CALLS), ...shapeOf(body, STRIPE_FAULTS) });
  return body as StripeOrder;
}

export function parseWebhookFault(body: unknown): WebhookFault {
  checkShape(body, { event: optional(text), ...shapeOf(body, WEBHOOK_FAULTS) });
  return body as WebhookFault;
}

/** How late the search is, in milliseconds. */
export function parseLag(body: unknown): number {
  checkShape(body, { ms });
  return (body as { readonly ms: number }).ms;
}

export function parseFinish(body: unknown): { readonly intent: string; readonly outcome: Outcome } {
  checkShape(body, { intent: text, outcome });
  return body as ReturnType<typeof parseFinish>;
}

export function parseRefundFinish(body: unknown): { readonly refund: string; readonly outcome: Outcome } {
  checkShape(body, { refund: text, outcome });
  return body as ReturnType<typeof parseRefundFinish>;
}

/** The one text that a body has. */
export function parseText(body: unknown, name: string): string {
  checkShape(body, { [name]: text });
  return String(readFields(body)[name]);
}
