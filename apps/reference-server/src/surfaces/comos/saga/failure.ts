import { isRailError } from '@railyard/core';
import { OUT_OF_STOCK } from '../../../inventory/sales.ts';

/** The steps of a checkout, in their order. */
export const STEPS = [
  'validate_cart',
  'reserve_inventory',
  'create_order',
  'process_payment',
  'confirm_order',
  'send_confirmation',
  'clear_cart',
] as const;
export type Step = (typeof STEPS)[number];

/** Why a checkout can fail, and whether `checkout_retry` can help. There is no other reason. */
const RETRYABLE = {
  INVENTORY_SERVICE_ERROR: true,
  PAYMENT_SERVICE_ERROR: true,
  ORDER_SERVICE_ERROR: true,
  SAGA_TIMEOUT: true,
  PAYMENT_DECLINED: false,
  INVALID_ADDRESS: false,
  CART_EMPTY: false,
  CART_NOT_FOUND: false,
  INVENTORY_UNAVAILABLE: false,
} as const;
export type FailureCode = keyof typeof RETRYABLE;

/** A checkout that has failed. */
export interface Failure {
  readonly code: FailureCode;
  readonly step: Step;
  readonly message: string;
}

export function isRetryable(code: FailureCode): boolean {
  return RETRYABLE[code];
}

/** Why a step has failed for good, from what it threw; null where it has not: it is uncertain, or the caller's mistake. */
export function failureAt(step: Step, thrown: unknown): Failure | null {
  const code = codeAt(step, thrown);
  if (code === null) return null;
  const message = isRailError(thrown) && thrown.status < 500 ? thrown.message : WORDS[code];
  return { code, step, message };
}

function codeAt(step: Step, thrown: unknown): FailureCode | null {
  const named = isRailError(thrown) ? codeOf(thrown.code, thrown.extras.details?.reason) : null;
  if (named) return named;
  switch (step) {
    case 'reserve_inventory':
      return 'INVENTORY_SERVICE_ERROR';
    case 'create_order':
      return isRailError(thrown) && thrown.status < 500 ? null : 'ORDER_SERVICE_ERROR';
    case 'validate_cart':
    case 'process_payment':
    case 'confirm_order':
    case 'send_confirmation':
    case 'clear_cart':
      return null;
  }
}

/** What an error of the engine is called here; null for one that fails no checkout. */
export function codeOf(code: string, reason: unknown): FailureCode | null {
  switch (code) {
    case 'cart_empty':
      return 'CART_EMPTY';
    case 'cart_not_found':
      return 'CART_NOT_FOUND';
    case 'invalid_shipping':
    case 'delivery_unavailable':
      return 'INVALID_ADDRESS';
    case 'payment_declined':
      return 'PAYMENT_DECLINED';
    case 'purchase_not_accepted':
      return reason === OUT_OF_STOCK ? 'INVENTORY_UNAVAILABLE' : 'PAYMENT_SERVICE_ERROR';
    case 'rail_not_active':
      return 'PAYMENT_SERVICE_ERROR';
    default:
      return null;
  }
}

const WORDS: Readonly<Record<FailureCode, string>> = {
  INVENTORY_SERVICE_ERROR: 'The goods could not be set aside.',
  PAYMENT_SERVICE_ERROR: 'The payment could not be begun.',
  ORDER_SERVICE_ERROR: 'The order could not be made.',
  SAGA_TIMEOUT: 'It was not paid within its time.',
  PAYMENT_DECLINED: 'The payment was declined.',
  INVALID_ADDRESS: 'The address cannot be delivered to.',
  CART_EMPTY: 'The cart is empty.',
  CART_NOT_FOUND: 'There is no such cart.',
  INVENTORY_UNAVAILABLE: 'There is not enough left of what is in the cart.',
};

/** A failure in the words that it always has. */
export function failure(code: FailureCode, step: Step): Failure {
  return { code, step, message: WORDS[code] };
}
