import { type Money, parseDecimal, RailError, toDecimal } from '@railyard/core/rail';

/** What people pay with. One USDC is one dollar, here as at Coinbase. */
export const USDC = 'USDC';

/** An amount of dollars as Coinbase takes it in USDC: `4999` is `49.99`. Throws `validation` for other currencies. */
export function encodeUsdc(total: Money): string {
  if (total.currency === 'usd') return toDecimal(total);
  throw new RailError('validation', `Rail "coinbase" does not take ${total.currency}.`);
}

/** What an amount of Coinbase's comes to, to the last digit; null for what is no whole number of minor units. */
export function readMoney(amount: string | null, currency: string | null): Money | null {
  if (amount === null || currency === null) return null;
  try {
    return parseDecimal(amount, currency === USDC ? 'usd' : currency.toLowerCase());
  } catch {
    return null;
  }
}
