import {
  isSameMoney,
  type PaymentRef,
  type RailContext,
  type RefundRequest,
  type RefundState,
} from '@railyard/core/rail';
import { spentWith } from './client/spending.ts';
import type { Placed } from './connector.ts';
import { type Errand, errandOf, FACTS, usedIn } from './errand.ts';
import type { Settings } from './options.ts';
import { readTerms } from './prepared.ts';
import { hasReturned } from './spent.ts';

/** Gives a payment back by having the merchant take back the order: as a whole, or not at all. */
export async function refund(
  settings: Settings,
  payment: PaymentRef,
  { id, amount }: RefundRequest,
  context: RailContext,
): Promise<RefundState> {
  if (!isSameMoney(amount, payment.total)) return failed('only_as_a_whole');
  const terms = readTerms(payment.prepared);
  const errand = terms && errandOf(settings, terms, payment, context);
  if (!errand) return unclear('merchant_unknown');
  const order = await errand.merchant.find(errand.key, payment.facts[FACTS.last4] ?? null);
  if (order.answer === 'unknown') return unclear('merchant_silent');
  if (order.answer !== 'placed') return failed('no_order');
  const before = payment.facts[FACTS.refund];
  if (order.state === 'cancelled' && before !== undefined && before !== id) return failed('already_refunded');
  if (before !== id) await context.remember({ [FACTS.refund]: id });
  const used = await usedIn(errand, payment.facts, context.now());
  return 'reason' in used ? unclear(used.reason) : takenBack(errand, order, used.ids);
}

async function takenBack(errand: Errand, order: Placed, cards: readonly string[]): Promise<RefundState> {
  const { reference, state } = order;
  if (state !== 'cancelled') {
    const { answer } = await errand.merchant.cancel(reference);
    if (answer === 'unknown') return unclear('merchant_silent');
    if (answer === 'refused') return failed('merchant_keeps_order');
  }
  const spent = await spentWith(errand.ask, cards);
  const isBack = spent !== null && hasReturned(spent, errand.total.amount);
  return { state: isBack ? 'refunded' : 'pending', reference };
}

function failed(reason: string): RefundState {
  return { state: 'failed', reason };
}

function unclear(reason: string): RefundState {
  return { state: 'unknown', reason };
}
