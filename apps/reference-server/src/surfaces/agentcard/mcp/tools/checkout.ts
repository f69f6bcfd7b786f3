import { z } from '@hono/zod-openapi';
import type { ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import { readIdempotencyKey } from '@railyard/core/http';
import type { ToolResult } from '@railyard/core/mcp';
import { line } from '../../../../text.ts';
import { SETS, told } from '../../../../tools/result.ts';
import type { CheckoutAnswer } from '../../answer.ts';
import { setBudget } from '../../budget.ts';
import { checkOut, retryApproved } from '../../checkout.ts';
import { byMerchant, cents } from '../inputs.ts';
import { tool } from '../tool.ts';
import { budgetWords, checkoutWords } from '../words.ts';

/** Money moves, at others than us. */
const SPENDS: ToolAnnotations = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: false,
  openWorldHint: true,
};

const approval_id = line(200);

export const checkoutTool = tool({
  name: 'buy_checkout',
  title: 'Place and pay',
  description: [
    'Places and pays for the cart at a linked merchant: it asks the spend gate, makes a one-time card sized to the total, and places the order. Confirm the cart and its total with the user first.',
    'status in the answer is one of five. confirmed: it is bought. needs_approval: a person has been asked; once they have approved it, call approve_request with the approval_id, or this again with it. denied: it may not be bought. pending: the merchant has the order, and only the payment is confirming: call again with the same idempotency_key, never with a fresh one. error: nothing of that; with retryable the same call may be made again.',
  ].join('\n\n'),
  input: byMerchant.extend({
    tip_cents: cents
      .max(100_000)
      .default(0)
      .describe('A tip in cents, on top of the total; the card covers it too.'),
    delivery_time: z.iso
      .datetime({
        offset: true,
        error: 'Send an ISO 8601 time with seconds and an offset, such as 2026-11-27T18:00:00Z.',
      })
      .optional()
      .describe(
        'When it shall be delivered, in ISO 8601 with an offset; leave it out for as soon as possible.',
      ),
    approval_id: approval_id.optional().describe('From an earlier call that ended with needs_approval.'),
    idempotency_key: z
      .string()
      .optional()
      .describe('A UUID of this purchase. Send the same one on every retry, and it is bought once.'),
  }),
  annotations: SPENDS,
  scope: 'checkout:write',
  isUnlisted: true,
  async run(surface, shopper, input) {
    const key = readIdempotencyKey(input.idempotency_key) ?? shopper.key;
    const answer = await checkOut(
      surface,
      { ...shopper, key },
      {
        merchant: input.merchant,
        tip: input.tip_cents,
        deliverAt: input.delivery_time ?? null,
        approval: input.approval_id ?? null,
      },
    );
    return resultOf(answer);
  },
});

export const approveRequestTool = tool({
  name: 'approve_request',
  title: 'Go on after an approval',
  description:
    'Makes the checkout again that asked for an approval, under its own idempotency key. It approves nothing: a person does that, with the link in their mail or through the operator. Until then it answers needs_approval again.',
  input: z.strictObject({
    approval_id: approval_id.describe('From a checkout that ended with needs_approval.'),
  }),
  annotations: SPENDS,
  scope: 'checkout:write',
  run: async (surface, shopper, input) => resultOf(await retryApproved(surface, shopper, input.approval_id)),
});

export const setBudgetTool = tool({
  name: 'buy_set_budget',
  title: 'Set a budget',
  description:
    'Limits what may be spent in a period, in cents of usd, before any card is made; other currencies stay as they are. A budget that is there can only be lowered here; an operator can raise it.',
  input: z.strictObject({
    period: z.enum(['daily', 'weekly', 'monthly', 'total']),
    limit_cents: cents,
    timezone: line(100)
      .optional()
      .describe(
        'The IANA time zone in which days, weeks and months begin, such as America/Chicago. Left out: that of the budget that is there, else UTC. One in another zone holds beside it.',
      ),
  }),
  annotations: SETS,
  scope: 'checkout:write',
  async run(surface, shopper, { period, limit_cents: limit, timezone: timeZone }) {
    const budgets = await setBudget(surface, shopper, { period, limit, timeZone });
    return told(budgetWords(budgets), {
      budgets: budgets.map((budget) => ({
        period: budget.period,
        limit_cents: budget.limit.amount,
        left_cents: budget.left,
        currency: budget.limit.currency,
        timezone: budget.timeZone,
        resets_on: budget.resetsOn,
      })),
    });
  },
});

function resultOf(answer: CheckoutAnswer): ToolResult {
  return told(checkoutWords(answer), answer, answer.status === 'error' ? { isError: true } : {});
}
