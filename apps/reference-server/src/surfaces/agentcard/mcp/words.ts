import { toDecimal } from '@railyard/core';
import type { ToolResult } from '@railyard/core/mcp';
import type { Budget } from '@railyard/core/spend';
import { told } from '../../../tools/result.ts';
import { type CheckoutAnswer, failed } from '../answer.ts';
import type { CartView } from '../cart-view.ts';

/** What came of a checkout, for a language model. */
export function checkoutWords(answer: CheckoutAnswer): string {
  switch (answer.status) {
    case 'confirmed': {
      const { order_id, merchant, charged_total, currency, card_last4, test_mode } = answer;
      const charge = test_mode ? ' This is test mode: no real money was charged.' : '';
      const card = card_last4 === null ? '' : ` that ends in ${card_last4}`;
      return `Bought: the order ${order_id} at ${merchant}, ${charged_total} ${currency}, with a one-time card${card}.${charge} Tell the user.`;
    }
    case 'needs_approval':
      return `${answer.message} No card was made. A person decides about it until ${answer.expires_at}: with the link in their mail, which you are not given, or through the operator. Tell the user. Once they have approved it, call approve_request with approval_id "${answer.approval_id}".`;
    case 'denied':
      return `${answer.message} No card was made. Tell the user, and do not try it again as it is.`;
    case 'pending':
      return `The merchant has the order, and its payment is still confirming. Call buy_checkout again with the same idempotency_key in ${answer.retry_after_seconds} seconds, and never with a fresh one.`;
    case 'error':
      return [answer.message, answer.next_action].filter(Boolean).join(' ');
  }
}

/** A cart, for a language model. */
export function cartWords(view: CartView): string {
  const earlier = view.earlier_purchases.map(
    ({ status }) => EARLIER[status === 'bought' ? 'bought' : 'open'],
  );
  return [inCart(view), ...new Set(earlier)].join(' ');
}

const EARLIER = {
  bought: 'An earlier purchase was made after all: tell the user of it, as earlier_purchases has it.',
  open: 'An earlier purchase may have been made, which nobody knows yet: tell the user of it, as earlier_purchases has it. The same things cannot be bought again until that is known. Others can, with buy_add_to_cart.',
} as const;

function inCart({ status, items, total_cents, currency, problem, merchant }: CartView): string {
  if (problem) return [problem.message, problem.next_action].filter(Boolean).join(' ');
  if (items.length === 0) return `The cart at ${merchant} is empty. Next: buy_search_products.`;
  if (status === 'bought')
    return 'The cart was bought. buy_order_history lists it; the next buy_add_to_cart begins another cart.';
  if (status === 'being_paid')
    return 'The cart is being bought. Call buy_checkout again with the idempotency_key of that purchase.';
  const total = total_cents === null ? null : toDecimal({ amount: total_cents, currency });
  return total === null
    ? 'Keep an address with buy_set_default_address to learn what it comes to.'
    : `The cart at ${merchant} comes to ${total} ${currency} with delivery. Show it to the user, and have them agree to the total. Then call buy_checkout with an idempotency_key.`;
}

/** Tells of the last of these budgets, which was set. */
export function budgetWords(budgets: readonly Budget[]): string {
  const words = budgets.map(
    ({ period, limit, timeZone }) => `Budget set: $${toDecimal(limit)} per ${period} (${timeZone}).`,
  );
  return words.at(-1) ?? '';
}

/** The result that tells what was thrown. */
export function problemOf(thrown: unknown): ToolResult {
  const answer = failed(thrown);
  return told(checkoutWords(answer), answer, { isError: true });
}
