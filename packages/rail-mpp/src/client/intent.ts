import type { JsonObject, Money } from '@railyard/core/rail';
import { countIn, idIn, membersIn, moneyIn, textIn, wordIn } from './fields.ts';

const STATUSES = [
  'succeeded',
  'processing',
  'requires_action',
  'requires_capture',
  'requires_confirmation',
  'requires_payment_method',
  'canceled',
] as const;

// The last second that a date can hold.
const LAST_SECOND = 8_640_000_000_000;

/** A PaymentIntent, as far as it matters here. */
export interface Intent {
  readonly id: string;
  readonly status: (typeof STATUSES)[number] | 'other';
  /** What was taken. */
  readonly received: Money;
  /** In seconds since 1970. */
  readonly created: number;
  /** What we wrote on it. Null members for an intent of somebody else. */
  readonly ours: Ours;
  /** Why the last try to pay it failed; null when none has. `code` is Stripe's. */
  readonly failure: { readonly code: string | null } | null;
  /** Whether it was cancelled as one that nobody will finish. */
  readonly isAbandoned: boolean;
}

/** What we write on every object at Stripe. */
export interface Ours {
  readonly attempt: string | null;
  readonly deployment: string | null;
  readonly tenant: string | null;
  readonly cart: string | null;
  readonly order: string | null;
  readonly challenge: string | null;
  /** What the challenge called the order. */
  readonly externalId: string | null;
}

/** Reads a PaymentIntent; null for anything else. */
export function readIntent(value: JsonObject | null): Intent | null {
  const id = idIn(value, 'pi');
  const received = moneyIn(value, 'amount_received');
  const created = countIn(value, 'created');
  if (value?.object !== 'payment_intent' || id === null || !received || created === null) return null;
  if (created > LAST_SECOND) return null;
  const failure = membersIn(value, 'last_payment_error');
  return {
    id,
    status: STATUSES.find((one) => one === value.status) ?? 'other',
    received,
    created,
    ours: readOurs(value),
    failure: failure && { code: wordIn(failure, 'decline_code') ?? wordIn(failure, 'code') },
    isAbandoned: value.cancellation_reason === 'abandoned',
  };
}

/** Reads what we wrote on an object of Stripe's. */
export function readOurs(value: JsonObject | null): Ours {
  const metadata = membersIn(value, 'metadata');
  return {
    attempt: textIn(metadata, 'railyard_attempt'),
    deployment: textIn(metadata, 'railyard_deployment'),
    tenant: textIn(metadata, 'railyard_tenant'),
    cart: textIn(metadata, 'railyard_cart'),
    order: textIn(metadata, 'railyard_order'),
    challenge: textIn(metadata, 'mpp_challenge_id'),
    externalId: textIn(metadata, 'mpp_external_id'),
  };
}
