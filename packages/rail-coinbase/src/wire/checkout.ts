import type { Json, JsonObject, Money } from '@railyard/core/rail';
import { asList, asMembers, idIn, textIn, timeIn } from './members.ts';
import { readMoney } from './money.ts';
import { type Ours, readOurs } from './ours.ts';
import { type Refund, readRefund } from './refund.ts';

const STATUSES = [
  'ACTIVE',
  'PROCESSING',
  'COMPLETED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'EXPIRED',
  'DEACTIVATED',
  'FAILED',
] as const;

/** A checkout at Coinbase, as far as it matters here. */
export interface Checkout {
  readonly id: string;
  readonly status: (typeof STATUSES)[number] | 'other';
  /** Where a person pays; null when that is no web address. */
  readonly url: string | null;
  /** In milliseconds since 1970. */
  readonly expiresAt: number | null;
  /** What is asked for and, once it is complete, what was taken; null when it is no whole number of minor units. */
  readonly total: Money | null;
  /** Null when they cannot all be read. */
  readonly refunds: readonly Refund[] | null;
  readonly ours: Ours;
}

/** Reads a checkout; null for anything else. */
export function readCheckout(value: Json | undefined): Checkout | null {
  const members = asMembers(value);
  const id = idIn(members);
  const status = textIn(members, 'status');
  if (!members || id === null || status === null) return null;
  return {
    id,
    status: STATUSES.find((one) => one === status) ?? 'other',
    url: addressOf(textIn(members, 'url')),
    expiresAt: timeIn(members, 'expiresAt'),
    total: totalOf(members),
    refunds: refundsIn(members),
    ours: readOurs(members),
  };
}

/** Whether its money was taken, whatever went back since. */
export function isPaid({ status }: Checkout): boolean {
  return status === 'COMPLETED' || status === 'PARTIALLY_REFUNDED' || status === 'REFUNDED';
}

function addressOf(url: string | null): string | null {
  return url !== null && URL.canParse(url) && /^https?:/.test(url) ? url : null;
}

/** What was settled, where it is in the currency of the checkout: it says more than what was asked for. */
function totalOf(members: JsonObject): Money | null {
  const currency = textIn(members, 'currency');
  const settlement = asMembers(members.settlement);
  return settlement && textIn(settlement, 'currency') === currency
    ? readMoney(textIn(settlement, 'totalAmount'), currency)
    : readMoney(textIn(members, 'amount'), currency);
}

function refundsIn({ refunds = [] }: JsonObject): readonly Refund[] | null {
  const all = asList(refunds ?? [])?.map(readRefund) ?? null;
  return all?.every((one) => one !== null) ? all : null;
}
