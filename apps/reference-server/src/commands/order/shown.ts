import type { OrderReport, RefundView } from '@railyard/core/operator';
import { shapeAddress } from '../../address.ts';
import { isoOf } from '../../iso.ts';
import { orderTotal } from '../../order-total.ts';
import type { Shipment } from '../../shipments.ts';
import { purchaseFacts } from '../purchase.ts';
import { dated, shownMoney, table } from '../text.ts';

/** When an order was paid, or else last tried. */
export function lastOf({ order, attempts }: OrderReport): number {
  return order?.paidAt ?? attempts.at(-1)?.createdAt ?? 0;
}

export const HEAD = ['ORDER', 'STATE', 'TOTAL', 'GIVEN BACK', 'RAIL', 'SELLER', 'AT'];

/** A line of a list. */
export function row(report: OrderReport): readonly string[] {
  const { id, state, purchase, order, attempts, refunds } = report;
  const { currency } = purchase.total;
  const back = refunds.filter((refund) => refund.state === 'refunded');
  const amount = back.reduce((sum, refund) => sum + refund.amount.amount, 0);
  const rail = order?.rail ?? attempts.at(-1)?.rail ?? '-';
  const given = amount === 0 ? '-' : shownMoney({ amount, currency });
  return [id, state, shownMoney(orderTotal(report)), given, rail, purchase.seller, dated(lastOf(report))];
}

/** All of an order, for people. */
export function shown(report: OrderReport, shipment: Shipment | null): string {
  const { id, state, purchase, order, openCase } = report;
  const { carrier, trackingNumber } = shipment ?? {};
  const parcel = [shipment?.status, carrier, trackingNumber].filter(Boolean).join(' ');
  const facts = [
    ['Order', id],
    ['State', openCase === null ? state : `${state}: ${openCase}`],
    ...purchaseFacts(purchase),
    ['Ship to', addressOf(report)],
    ['E-mail', purchase.email ?? '-'],
    [
      'Paid',
      order
        ? `${shownMoney(order.total)}, ${dated(order.paidAt)} on ${order.rail}, ${order.reference}`
        : 'no',
    ],
    ['Parcel', parcel || '-'],
  ];
  const attempts = report.attempts.map((one) => {
    const doubt = one.doubtSince === null ? '-' : `since ${dated(one.doubtSince)}`;
    const reference = one.reference ?? '-';
    return [one.rail, one.state, dated(one.createdAt), one.account, reference, doubt, one.openCase ?? '-'];
  });
  return [
    table(facts),
    table([['TRIED ON', 'STATE', 'AT', 'ACCOUNT', 'REFERENCE', 'IN DOUBT', 'CASE'], ...attempts]),
    ...(report.refunds.length > 0 ? [table([REFUND_HEAD, ...report.refunds.map(refundRow)])] : []),
  ].join('\n\n');
}

function addressOf({ purchase: { shipTo } }: OrderReport): string {
  if (!shipTo) return '-';
  const { name, line1, line2, city, region, postalCode, country } = shipTo;
  return [name, line1, line2, city, region, postalCode, country].filter(Boolean).join(', ');
}

const REFUND_HEAD = ['REFUND', 'AMOUNT', 'STATE', 'REFERENCE', 'CASE'];

/** A refund that was asked for, and what is to be known of it. */
export function shownRefund(refund: RefundView, asked: 'before' | 'now'): string {
  const { state } = refund;
  const further = {
    pending: 'A server on this database asks the provider for it.',
    refunded: 'The money has gone back.',
    failed: 'Nothing went back. Ask anew under another --key.',
  };
  const again = asked === 'before' ? 'It was asked for before, and is made once. ' : '';
  return `${table([REFUND_HEAD, refundRow(refund)])}\n\n${again}${further[state]}`;
}

function refundRow({ id, amount, state, reference, openCase }: RefundView): readonly string[] {
  return [id, shownMoney(amount), state, reference ?? '-', openCase ?? '-'];
}

/** All of an order, for programs. Amounts are minor units. */
export function shape(report: OrderReport): object {
  const { id, state, purchase, order, openCase } = report;
  return {
    order_id: id,
    cart_id: purchase.cart,
    state,
    open_case: openCase,
    seller: purchase.seller,
    currency: purchase.total.currency,
    total: orderTotal(report).amount,
    subtotal: purchase.subtotal,
    delivery_fee: purchase.deliveryFee,
    tip: purchase.tip,
    items: purchase.lines.map(({ variant, title, quantity, unitAmount }) => {
      return { variant_id: variant, title, quantity, price: unitAmount };
    }),
    shipping_address: purchase.shipTo && shapeAddress(purchase.shipTo),
    email: purchase.email,
    payment_rail: order?.rail ?? null,
    reference: order?.reference ?? null,
    paid_at: isoOf(order?.paidAt ?? null),
    attempts: report.attempts.map((attempt) => ({
      payment_rail: attempt.rail,
      account: attempt.account,
      state: attempt.state,
      reference: attempt.reference,
      created_at: isoOf(attempt.createdAt),
      in_doubt_since: isoOf(attempt.doubtSince),
      open_case: attempt.openCase,
    })),
    refunds: report.refunds.map(refundShape),
  };
}

export function shipmentShape({ status, carrier, trackingNumber }: Shipment): object {
  return { status, carrier, tracking_number: trackingNumber };
}

export function refundShape({ id, amount, state, reference, openCase }: RefundView): object {
  const { currency } = amount;
  return { refund_id: id, amount: amount.amount, currency, state, reference, open_case: openCase };
}
