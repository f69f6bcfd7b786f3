import { z } from '@hono/zod-openapi';
import type { Money } from '@railyard/core';
import type { Allowance, BudgetView, SpendPolicy } from '@railyard/core/spend';
import type { Allowed } from '../../spending.ts';
import { operation } from './operation.ts';
import { ownerOf } from './surface.ts';

const amounts = z.record(z.string(), z.int()).nullable();
const allowance = z
  .union([z.object({ only: z.array(z.string()) }), z.object({ never: z.array(z.string()) })])
  .nullable();

const budgetOutput = z
  .object({
    period: z.enum(['daily', 'weekly', 'monthly', 'total']),
    limit_cents: z.int().describe('Minor units of the currency.'),
    left_cents: z.int().describe('What can still be spent. What an open payment may take is set aside.'),
    currency: z.string(),
    time_zone: z.string(),
    resets_on: z.iso
      .date()
      .nullable()
      .describe('The date in that zone from which all of it can be spent again; null for never.'),
  })
  .openapi('Budget');

const spendingOutput = z
  .object({
    principal: z
      .string()
      .describe('Whom the limits are for: the id of the API key, or of this client of its person.'),
    policy: z.enum(['own', 'platform']).describe('Whether the limits are for this principal alone.'),
    budgets: z
      .array(budgetOutput)
      .describe(
        'Those that you have given yourself are among them. Empty: any amount. Where any is not your own, nothing can be spent in a currency that has none.',
      ),
    max_purchase: amounts.describe('The largest purchase by currency, in minor units; null: any.'),
    approval_above: amounts.describe(
      'What a purchase may come to by currency before a person has to approve it, in minor units; null: anything.',
    ),
    sellers: allowance.describe('The sellers that may be paid; null: all.'),
    rails: allowance.describe('The rails that may be paid on; null: all.'),
  })
  .openapi('Spending');

export const getBudget = operation({
  name: 'get_budget',
  title: 'Read what you may spend',
  description:
    'What you may spend, what is left of it, and from which total on a person has to approve a purchase. Amounts are minor units: 4999 usd is $49.99. The operator may change it at any time. Read it before a large purchase, and after a checkout that was denied.',
  input: z.strictObject({}),
  output: spendingOutput,
  scope: 'checkout:read',
  async run({ spending }, calling) {
    const who = ownerOf(calling);
    return { body: shapeAllowed(who.principal, await spending.allowed(who)), replayed: false };
  },
});

function shapeAllowed(
  principal: string,
  { policy, isOwn, budgets }: Allowed,
): z.output<typeof spendingOutput> {
  return {
    principal,
    policy: isOwn ? 'own' : 'platform',
    budgets: budgets.map(shapeBudget),
    ...shapePolicy(policy),
  };
}

/** The rules of a policy that are no budgets, as programs are told. */
export function shapePolicy({ perPurchase, approvalAbove, payees, rails }: SpendPolicy) {
  return {
    max_purchase: byCurrency(perPurchase),
    approval_above: byCurrency(approvalAbove),
    sellers: shapeAllowance(payees),
    rails: shapeAllowance(rails),
  };
}

function shapeBudget({ period, limit, left, timeZone, resetsOn }: BudgetView): z.output<typeof budgetOutput> {
  return {
    period,
    limit_cents: limit.amount,
    left_cents: left,
    currency: limit.currency,
    time_zone: timeZone,
    resets_on: resetsOn,
  };
}

function byCurrency(of: readonly Money[] | undefined): z.output<typeof amounts> {
  return of ? Object.fromEntries(of.map(({ currency, amount }) => [currency, amount])) : null;
}

function shapeAllowance(of: Allowance | undefined): z.output<typeof allowance> {
  if (!of) return null;
  return 'only' in of ? { only: [...of.only] } : { never: [...of.never] };
}
