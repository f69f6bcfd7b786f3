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
import { hasReturned, returnedOf } from './spent.ts';
import { refundIn } from './standing.ts';

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
  const known = refundIn(payment.facts);
  const isKnown = known?.id === id;
  if (order.state === 'cancelled' && known && !isKnown) return failed('already_refunded');
  const used = await usedIn(errand, payment.facts, context.now());
  if ('reason' in used) return unclear(used.reason);
  const { ids } = used;
  if (isKnown) return takenBack(errand, order, ids, known.before);
  const spent = await spentWith(errand.ask, ids);
  if (!spent) return unclear('card_unknown');
  const before = returnedOf(spent, errand.total.amount);
  await context.remember({ [FACTS.refund]: id, [FACTS.returned]: `${before}` });
  return takenBack(errand, order, ids, before);
}

async function takenBack(
  errand: Errand,
  order: Placed,
  cards: readonly string[],
  before: number,
): Promise<RefundState> {
  const { reference, state } = order;
  if (state !== 'cancelled') {
    const { answer } = await errand.merchant.cancel(reference);
    if (answer === 'unknown') return unclear('merchant_silent');
    if (answer === 'refused') return failed('merchant_keeps_order');
  }
  const spent = await spentWith(errand.ask, cards);
  const isBack = spent !== null && hasReturned(spent, errand.total.amount, before);
  return { state: isBack ? 'refunded' : 'pending', reference };
}

function failed(reason: string): RefundState {
  return { state: 'failed', reason };
}

function unclear(reason: string): RefundState {
  return { state: 'unknown', reason };
}
