import type { JsonObject, Money } from '@railyard/core/rail';
import { idOf, membersOf, moneyOf, oneOf } from './members.ts';
import { type Ours, readOurs } from './ours.ts';

const STATUSES = [
  'succeeded',
  'processing',
  'requires_action',
  'requires_capture',
  'requires_confirmation',
  'requires_payment_method',
  'canceled',
] as const;

/** A PaymentIntent: what a page's tries to pay have come to. */
export interface Intent {
  readonly id: string;
  readonly status: (typeof STATUSES)[number] | 'other';
  /** What was taken. */
  readonly received: Money;
  /** Whether the last try to pay it failed. */
  readonly hasFailed: boolean;
  readonly ours: Ours;
}

/** Reads a PaymentIntent; null for anything else. */
export function readIntent(value: JsonObject | null): Intent | null {
  const id = idOf(value?.id, 'pi');
  const received = moneyOf(value?.amount_received, value?.currency);
  if (value?.object !== 'payment_intent' || id === null || !received) return null;
  return {
    id,
    status: oneOf(STATUSES, value.status),
    received,
    hasFailed: membersOf(value.last_payment_error) !== null,
    ours: readOurs(value),
  };
}
