import type { JsonObject } from '@railyard/core/rail';
import { type Bearing, bearingOf } from './bearing.ts';
import { formed, idIn, objectIn, readAll, wholeNumber, wordAmong } from './members.ts';

const STATUSES = ['active', 'inactive', 'canceled'] as const;

/** A card of Issuing, without what pays. */
export interface Card {
  readonly id: string;
  readonly status: (typeof STATUSES)[number] | 'other';
  /** The only digits that anybody is shown. */
  readonly last4: string;
  /** All that it may ever pay, in minor units; null when it has no such limit. */
  readonly most: number | null;
  readonly ours: Bearing;
}

/** Reads a card; null for anything else. */
export function readCard(value: JsonObject): Card | null {
  const [id, last4] = [idIn(value.id, 'ic'), formed(value.last4, /^\d{4}$/)];
  if (value.object !== 'issuing.card' || id === null || last4 === null) return null;
  const status = wordAmong(STATUSES, value.status);
  return { id, last4, status, most: limitIn(value), ours: bearingOf(value) };
}

function limitIn({ spending_controls: controls }: JsonObject): number | null {
  const limits = readAll(objectIn(controls)?.spending_limits, ({ interval, amount }) => ({
    isForEver: interval === 'all_time',
    amount: wholeNumber(amount),
  }));
  return limits?.find(({ isForEver }) => isForEver)?.amount ?? null;
}

/**
 * The number of a card of Visa or Mastercard, and Stripe issues no others. One of another form is shown to no merchant:
 * nobody would recognise it in what the merchant says.
 */
export const NUMBER = /^[245]\d{15}$/;

/** A card that pays once. For the merchant alone: neither keep it nor write it down. */
export interface MerchantCard {
  readonly number: string;
  readonly cvc: string;
  readonly expMonth: number;
  /** In four digits. */
  readonly expYear: number;
}

/** Reads what a merchant needs of a card that Stripe shows in full; null when it does not. */
export function readSecrets(value: JsonObject): MerchantCard | null {
  const [number, cvc] = [formed(value.number, NUMBER), formed(value.cvc, /^\d{3,4}$/)];
  const [expMonth, expYear] = [wholeNumber(value.exp_month), wholeNumber(value.exp_year)];
  if (number === null || cvc === null || expMonth === null || expYear === null) return null;
  return { number, cvc, expMonth, expYear };
}
