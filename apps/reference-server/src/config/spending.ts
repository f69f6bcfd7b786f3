import { isRailError } from '@railyard/core';
import {
  type Allowance,
  checkPolicy,
  type Period,
  readTimeZone,
  type SpendPolicy,
} from '@railyard/core/spend';
import { z } from 'zod';
import { type AmountChange, type BudgetChange, changed } from '../spending/policy-change.ts';
import { isCurrency, listed, mistake } from './fields.ts';

/** What may be spent where nobody has said anything else, and who decides. */
export interface SpendingSettings {
  readonly policy: SpendPolicy;
  /** The e-mail of who decides for the platform; null where nobody does. */
  readonly approver: string | null;
}

const PERIODS: readonly Period[] = ['daily', 'weekly', 'monthly', 'total'];

/** What operators write, for the sentence that refuses something else. */
export const WRITTEN = {
  budget:
    'a period and minor units of a currency, such as daily:usd=20000; periods are daily, weekly, monthly and total',
  amount: 'minor units of a currency, such as usd=20000',
  allowance: 'all, or names behind only: or never:, such as only:fern,moss',
} as const;

function amounts(name: string) {
  const error = `${name} holds something that is no amount. Set it to ${WRITTEN.amount}, separated by commas.`;
  return listed(z.string().refine((text) => isSet(readAmount(text)), error)).optional();
}

function allowance(name: string) {
  const error = `${name} says not who is allowed. Set it to ${WRITTEN.allowance}.`;
  return z
    .string()
    .refine((text) => readAllowance(text) !== undefined, error)
    .optional();
}

/** In the environment there is nothing to drop. */
function isSet(written: AmountChange | null): boolean {
  return written !== null && written.amount !== null;
}

/** The variables about what may be spent. */
export const spendingFields = {
  SPEND_BUDGETS: listed(
    z
      .string()
      .refine(
        (text) => isSet(readBudget(text)),
        `SPEND_BUDGETS holds something that is no budget. Set it to ${WRITTEN.budget}; separate several by commas.`,
      ),
  ).optional(),
  SPEND_TIME_ZONE: z
    .string()
    .refine(
      (name) => readTimeZone(name) !== null,
      'SPEND_TIME_ZONE is no time zone. Set it to one of the IANA, such as Europe/Berlin, or leave it out for UTC.',
    )
    .transform((name) => readTimeZone(name) ?? name)
    .default('UTC'),
  SPEND_PER_PURCHASE: amounts('SPEND_PER_PURCHASE'),
  SPEND_APPROVAL_ABOVE: amounts('SPEND_APPROVAL_ABOVE'),
  SPEND_SELLERS: allowance('SPEND_SELLERS'),
  SPEND_RAILS: allowance('SPEND_RAILS'),
  SPEND_APPROVER: z
    .email({ error: 'SPEND_APPROVER is no e-mail address. Set it to that of the person who decides.' })
    .max(254)
    .optional(),
};

type Set = z.output<z.ZodObject<typeof spendingFields>>;

/** What the environment says of spending; without any of it everything is allowed. */
export function readSpending(set: Set): SpendingSettings {
  const policy = changed(
    {},
    {
      budgets: (set.SPEND_BUDGETS ?? []).flatMap((text) => readBudget(text) ?? []),
      timeZone: set.SPEND_TIME_ZONE,
      perPurchase: (set.SPEND_PER_PURCHASE ?? []).flatMap((text) => readAmount(text) ?? []),
      approvalAbove: (set.SPEND_APPROVAL_ABOVE ?? []).flatMap((text) => readAmount(text) ?? []),
      payees: set.SPEND_SELLERS === undefined ? null : readAllowance(set.SPEND_SELLERS),
      rails: set.SPEND_RAILS === undefined ? null : readAllowance(set.SPEND_RAILS),
    },
  );
  checkWritten(policy);
  return { policy, approver: set.SPEND_APPROVER ?? null };
}

function checkWritten(policy: SpendPolicy): void {
  try {
    checkPolicy(policy);
  } catch (error) {
    if (isRailError(error)) throw mistake(`What SPEND_… says does not fit together. ${error.message}`);
    throw error;
  }
}

/** A budget as operators write it, `daily:usd=20000`, or `daily:usd=none`; null when it is none. */
export function readBudget(text: string): BudgetChange | null {
  const [name, rest = '', ...more] = text.split(':');
  const period = PERIODS.find((one) => one === name);
  const amount = more.length === 0 ? readAmount(rest) : null;
  return period && amount ? { period, ...amount } : null;
}

/** An amount as operators write it, `usd=20000`, or `usd=none`; null when it is none. */
export function readAmount(text: string): AmountChange | null {
  const [, currency = '', said = ''] = /^([a-z]{3})=(\d{1,15}|none)$/.exec(text) ?? [];
  return isCurrency(currency) ? { currency, amount: said === 'none' ? null : Number(said) } : null;
}

/** Who is allowed, as operators write it: `all` is null, and undefined is nothing of the kind. */
export function readAllowance(text: string): Allowance | null | undefined {
  if (text === 'all') return null;
  const [, kind, list = ''] = /^(only|never):(.+)$/.exec(text) ?? [];
  const names = list.split(',').map((name) => name.trim());
  if (names.includes('')) return undefined;
  return kind === 'only' ? { only: names } : { never: names };
}
