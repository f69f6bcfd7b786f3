import { type Money, parseDecimal, RailError, toDecimal } from '@railyard/core/rail';

/** What a voucher is worth, and whether it can still be reserved. */
export interface Voucher {
  readonly isOpen: boolean;
  readonly value: Money;
}

/** A reservation or a refund; `ours` is our id of it. A state that we do not know is `other`. */
export interface Entry {
  readonly id: string;
  readonly ours: string;
  readonly state: (typeof STATES)[number] | 'other';
  /** Why it is refused: a short word. */
  readonly code: string | null;
  readonly amount: Money;
  readonly refunds: readonly Entry[];
}

const STATES = ['held', 'captured', 'lapsed', 'refused', 'issuing', 'issued'] as const;

/** Money as Vouchly writes it: `49.99` of `USD`. */
export function writeMoney(money: Money): { amount: string; currency: string } {
  return { amount: toDecimal(money), currency: money.currency.toUpperCase() };
}

export function parseVoucher(value: unknown): Voucher {
  const { state, ...rest } = membersOf(value);
  return { isOpen: state === 'open', value: parseMoney(rest) };
}

export function parseEntry(value: unknown): Entry {
  const { id, external_id: ours, state, code, refunds = [], ...rest } = membersOf(value);
  if (typeof id !== 'string' || typeof ours !== 'string' || !Array.isArray(refunds)) throw unreadable();
  return {
    id,
    ours,
    state: STATES.find((one) => one === state) ?? 'other',
    code: typeof code === 'string' && /^[a-z_]{1,32}$/.test(code) ? code : null,
    amount: parseMoney(rest),
    refunds: refunds.map(parseEntry),
  };
}

function parseMoney({ amount, currency }: Readonly<Record<string, unknown>>): Money {
  if (typeof amount !== 'string' || typeof currency !== 'string') throw unreadable();
  return parseDecimal(amount, currency.toLowerCase());
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value) as Readonly<Record<string, unknown>>;
}

function unreadable(): RailError {
  return new RailError('upstream_unavailable', 'Vouchly gave an answer that cannot be read.');
}
