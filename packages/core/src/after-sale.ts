import { emit, eventOf } from './events.ts';
import { fulfilled, fulfilmentOverdue, released, withFulfilment } from './fulfilment.ts';
import type { RefundState } from './rail.ts';
import type { CartRecord, HandlerAnswer, Refund } from './record.ts';
import { openRefundCase, refundGivenUp, refundRequested, refundSettled, refundTaken } from './refunds.ts';

/** What can happen to a cart record and touches no attempt. */
export type AfterSaleEvent =
  | { readonly type: 'fulfilment_taken'; readonly until: number }
  /** `until` names the run: that of a worker which lost the order to another one frees nothing. */
  | { readonly type: 'fulfilment_released'; readonly until: number }
  | { readonly type: 'fulfilment_overdue' }
  | { readonly type: 'fulfilled'; readonly until: number; readonly answer: HandlerAnswer | null }
  | { readonly type: 'refund_requested'; readonly refund: Refund }
  /** `until` is null when the provider cannot be asked now. */
  | { readonly type: 'refund_taken'; readonly refund: string; readonly until: number | null }
  /**
   * `looks` are the refund's when its worker took it up, here and in its case: of one that was overtaken only
   * `refunded` counts.
   */
  | {
      readonly type: 'refund_settled';
      readonly refund: string;
      readonly looks: number;
      readonly result: RefundState;
    }
  | {
      readonly type: 'refund_case';
      readonly refund: string;
      readonly looks: number;
      readonly openCase: string;
    }
  | { readonly type: 'refund_given_up'; readonly refund: string }
  | { readonly type: 'alarmed'; readonly attempt: string; readonly word: string; readonly reference: string };

/**
 * As pure as `transition`, for what comes after a sale: its handler, its refunds. Apart from it, because
 * whoever only takes payments does not need this.
 */
export function afterSale(record: CartRecord, event: AfterSaleEvent, now: number): CartRecord {
  switch (event.type) {
    case 'fulfilment_taken':
      return withFulfilment(record, { busyUntil: event.until });
    case 'fulfilment_released':
      return released(record, event.until);
    case 'fulfilment_overdue':
      return fulfilmentOverdue(record, now);
    case 'fulfilled':
      return fulfilled(record, event, now);
    case 'refund_requested':
      return refundRequested(record, event.refund, now);
    case 'refund_taken':
      return refundTaken(record, event.refund, event.until, now);
    case 'refund_settled':
      return refundSettled(record, event, now);
    case 'refund_case':
      return openRefundCase(record, event, now);
    case 'refund_given_up':
      return refundGivenUp(record, event.refund, now);
    case 'alarmed':
      return alarmed(record, event, now);
  }
}

function alarmed(
  record: CartRecord,
  { attempt, word, reference }: Extract<AfterSaleEvent, { type: 'alarmed' }>,
  now: number,
): CartRecord {
  const about = { attempt, order: record.order?.id ?? null, alarm: word, reference };
  return emit(record, eventOf(record, 'payment.alarm', `${reference}:${word}`, now, about));
}
