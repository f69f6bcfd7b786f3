import { isRailError, type Mode, type Order, RailError, toDecimal } from '@railyard/core';
import { publicError } from '@railyard/core/http';
import { reportOrder } from '@railyard/core/operator';
import type { JsonObject } from '@railyard/core/rail';
import { readReceipt } from '@railyard/rail-card';
import { isRefusal, REFUSALS } from './refusals.ts';
import type { Shopper, Surface } from './surface.ts';

/** How `buy_checkout` ends: one of five, told apart by `status`. */
export type CheckoutAnswer = Confirmed | NeedsApproval | Denied | Pending | Failed;

/** Bought and paid. */
export interface Confirmed {
  readonly status: 'confirmed';
  readonly merchant: string;
  /** The merchant's id of the order. */
  readonly order_id: string;
  readonly charged_total_cents: number;
  readonly charged_total: string;
  readonly currency: string;
  readonly tip_cents: number;
  /** The only digits of the card that anybody sees; null where a person has ruled that it was bought. */
  readonly card_last4: string | null;
  /** True where no real money is charged. */
  readonly test_mode: boolean;
  /** Whether this is the answer to a purchase that was made before. */
  readonly replayed: boolean;
}

/** A person has to decide first. No card was made, and nothing is charged. */
export interface NeedsApproval {
  readonly status: 'needs_approval';
  readonly approval_id: string;
  readonly expires_at: string;
  readonly message: string;
}

/** It may not be bought. No card was made, and nothing is charged. */
export interface Denied {
  readonly status: 'denied';
  readonly reason: string;
  readonly message: string;
  readonly details: JsonObject;
}

/** The merchant has the order, and only its payment is still confirming. */
export interface Pending {
  readonly status: 'pending';
  readonly merchant: string;
  /** The merchant's id of the order. */
  readonly order_id: string | null;
  readonly total_cents: number;
  readonly currency: string;
  readonly retry_after_seconds: number;
  readonly test_mode: boolean;
}

/** Anything else. With `retryable`, the same call may be made again. */
export interface Failed {
  readonly status: 'error';
  readonly error: string;
  readonly message: string;
  readonly details: JsonObject;
  readonly retryable: boolean;
  readonly retry_after_seconds?: number;
  readonly next_action?: string;
}

/** What core tells of a purchase that was not paid. */
interface Told {
  readonly approval_id: string;
  readonly expires_at: string;
  readonly reason: string;
  readonly order_id: string;
}

/** A purchase that is paid. */
export function confirmed(
  order: Order,
  merchant: string,
  { mode, replayed }: { readonly mode: Mode; readonly replayed: boolean },
): Confirmed {
  const { receipt, total, tip } = order;
  return {
    status: 'confirmed',
    merchant,
    order_id: orderIdAt(order),
    charged_total_cents: total.amount,
    charged_total: toDecimal(total),
    currency: total.currency,
    tip_cents: tip,
    card_last4: readReceipt(receipt)?.cardLast4 ?? null,
    test_mode: mode === 'test',
    replayed,
  };
}

/** The merchant's id of an order. */
export function orderIdAt({ receipt, reference }: Order): string {
  return readReceipt(receipt)?.orderId ?? reference;
}

/** What came of a purchase that was not paid. Only errors of ours, and those that are not for callers, are thrown on. */
export async function answerTo(
  surface: Pick<Surface, 'mode' | 'store'>,
  shopper: Pick<Shopper, 'tenant'>,
  thrown: unknown,
): Promise<Exclude<CheckoutAnswer, Confirmed>> {
  if (!isRailError(thrown)) throw thrown;
  const { code, extras } = thrown;
  const { details = {} } = extras;
  if (code === 'needs_approval') {
    const { approval_id, expires_at } = details as JsonObject & Told;
    return {
      status: 'needs_approval',
      approval_id,
      expires_at,
      message: thrown.message,
    };
  }
  if (code === 'denied') {
    const { reason, ...rest } = details as JsonObject & Told;
    return { status: 'denied', reason, message: thrown.message, details: rest };
  }
  const waiting = code === 'payment_unresolved' ? await pendingOf(surface, shopper, thrown) : null;
  return waiting ?? failed(thrown);
}

/** A purchase that the merchant has as an order; null where even that is not certain. */
async function pendingOf(
  { store, mode }: Pick<Surface, 'mode' | 'store'>,
  { tenant }: Pick<Shopper, 'tenant'>,
  { extras }: RailError,
): Promise<Pending | null> {
  const { order_id } = extras.details as JsonObject & Told;
  const report = await reportOrder(store, tenant, order_id);
  const attempt = report?.attempts.at(-1);
  if (!report || attempt?.state !== 'pending' || attempt.openCase !== null) return null;
  const { seller, total } = report.purchase;
  return {
    status: 'pending',
    merchant: seller,
    order_id: attempt.reference,
    total_cents: total.amount,
    currency: total.currency,
    retry_after_seconds: extras.retryAfter ?? 5,
    test_mode: mode === 'test',
  };
}

/** An error as an answer. What a merchant refused says so itself, and what to do about it. */
export function failed(thrown: unknown): Failed {
  const { code, message, extras } = publicError(thrown);
  const { details = {}, retryAfter } = extras;
  const reason = details.reason;
  const [said, next] =
    code === 'payment_declined' && isRefusal(reason) ? REFUSALS[reason] : [message, extras.nextAction];
  return {
    status: 'error',
    error: code,
    message: said,
    details,
    retryable: retryAfter !== undefined,
    ...(retryAfter !== undefined && { retry_after_seconds: retryAfter }),
    ...(next !== undefined && { next_action: next }),
  };
}
