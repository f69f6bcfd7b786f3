import type { StripeCard } from './objects.ts';

/** Whether a card's last month is over, at a second since 1970. */
export function hasExpired({ exp_year, exp_month }: StripeCard, now: number): boolean {
  return now >= Date.UTC(exp_year, exp_month) / 1000;
}
