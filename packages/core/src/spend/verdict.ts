import type { JsonObject } from '../json.ts';
import { toDecimal } from '../money.ts';
import type { Purchase } from '../purchase.ts';
import { type Ledger, leftOf, resetsOn } from './ledger.ts';
import { amountFor, type Budget, isAllowed } from './policy.ts';
import type { Rules } from './restraint.ts';
import type { Clock } from './window.ts';

/** What the rules say of a purchase. */
export type Verdict = 'allow' | 'needs_approval' | Denial;

export interface Denial {
  readonly reason: 'payee' | 'rail' | 'purchase_too_large' | 'currency' | 'budget';
  /** A sentence for whoever asked. */
  readonly message: string;
  readonly details: JsonObject;
}

/** Judges a purchase. `rail` is null while none is chosen. */
export function verdictOf(
  rules: Rules,
  ledger: Ledger,
  { purchase, rail }: { readonly purchase: Purchase; readonly rail: string | null },
  clock: Clock,
): Verdict {
  const { total, seller } = purchase;
  const { budgets, currencies, approvalAbove, perPurchase } = rules;
  if (!isAllowed(seller, rules.payees)) {
    return { reason: 'payee', message: `Nothing may be bought at "${seller}".`, details: {} };
  }
  if (rail !== null && !isAllowed(rail, rules.rails)) {
    return { reason: 'rail', message: `Nothing may be paid on "${rail}".`, details: { payment_rail: rail } };
  }
  const most = perPurchase && (amountFor(total.currency, perPurchase) ?? 0);
  if (most !== undefined && total.amount > most) return tooLarge(most, purchase);

  if (currencies && !currencies.includes(total.currency)) return withoutBudget(purchase);
  const ofCurrency = budgets.filter(({ limit }) => limit.currency === total.currency);
  const short = ofCurrency.find((budget) => leftOf(budget, ledger, clock) < total.amount);
  if (short) return overBudget(short, ledger, purchase, clock);

  const free = approvalAbove && (amountFor(total.currency, approvalAbove) ?? -1);
  return free !== undefined && total.amount > free ? 'needs_approval' : 'allow';
}

function tooLarge(amount: number, { total: { currency } }: Purchase): Denial {
  const most = `${toDecimal({ amount, currency })} ${currency}`;
  return {
    reason: 'purchase_too_large',
    message: `One purchase may come to at most ${most}.`,
    details: { max_purchase_cents: amount, currency },
  };
}

function withoutBudget({ total: { currency } }: Purchase): Denial {
  return { reason: 'currency', message: `There is no budget in ${currency}.`, details: { currency } };
}

function overBudget(budget: Budget, ledger: Ledger, { total }: Purchase, clock: Clock): Denial {
  const { period, timeZone, limit } = budget;
  const amount = Math.max(leftOf(budget, ledger, clock), 0);
  const left = `${toDecimal({ ...limit, amount })} ${limit.currency}`;
  return {
    reason: 'budget',
    message: `The ${period} budget has ${left} left.`,
    details: {
      budget: period,
      limit_cents: limit.amount,
      left_cents: amount,
      total_cents: total.amount,
      currency: limit.currency,
      resets_on: resetsOn(budget, ledger, clock),
      time_zone: timeZone,
    },
  };
}
