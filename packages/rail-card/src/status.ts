import type { PaymentRef, RailContext, Settlement } from '@railyard/core/rail';
import { areClosed } from './client/cards.ts';
import { spentWith } from './client/spending.ts';
import { type Errand, errandOf, FACTS, isOver, type Used, usedIn } from './errand.ts';
import type { Settings } from './options.ts';
import { readTerms } from './prepared.ts';
import { keptOf } from './spent.ts';
import {
  earnest,
  inDoubt,
  type Refund,
  recordFence,
  refundIn,
  shut,
  unknown,
  withOrder,
  withoutOrder,
  withoutWord,
} from './standing.ts';

/** A payment that is asked about, and the errand that it is. */
interface Asked {
  readonly settings: Settings;
  readonly payment: PaymentRef;
  readonly context: RailContext;
  readonly errand: Errand;
  readonly used: Used;
}

type Asking = (settings: Settings, payment: PaymentRef, context: RailContext) => Promise<Settlement>;

/** Finds the errand of a payment, and answers by this; nobody can tell what cannot be found. */
function asking(answer: (asked: Asked) => Promise<Settlement>): Asking {
  const ask: Asking = async (settings, payment, context) => {
    const terms = readTerms(payment.prepared);
    const errand = terms && errandOf(settings, terms, payment, context);
    if (!errand) return unknown({ reason: terms ? 'merchant_unknown' : 'not_prepared' });
    const used = await usedIn(errand, payment.facts, context.now());
    return 'reason' in used ? unknown(used) : answer({ settings, payment, context, errand, used });
  };
  return async (settings, payment, context) => {
    const answered = await ask(settings, payment, context);
    const isFenced = payment.facts[FACTS.fenced] !== undefined;
    // With a case nothing is sent again: it would be bought with a card that pays no more.
    return isFenced && answered.state === 'unknown' ? { openCase: 'order_in_doubt', ...answered } : answered;
  };
}

/** Where an errand stands. Closes a card for which there can be no order any more. */
export const status = asking(async ({ settings, payment, context, errand, used }) => {
  const { [FACTS.fenced]: fenced } = payment.facts;
  const refund = refundIn(payment.facts);
  const found = await errand.merchant.find(errand.key, used.last4);
  switch (found.answer) {
    case 'placed':
      return withOrder(errand, used, found, refund);
    case 'refused':
      return withoutOrder(errand, used, found.reason);
    case 'never':
      if (fenced !== undefined) return withoutOrder(errand, used, 'merchant_silent');
      return isOver(errand, context.now()) || (await areClosed(errand.ask, used.ids))
        ? withoutOrder(errand, used, 'order_never_placed')
        : unknown({ reason: 'not_placed' });
    case 'unknown':
      if (fenced !== undefined) return inDoubt(errand, used);
      if (payment.reference !== null) return ordered(errand, used, refund);
      return withoutWord(settings, errand, used, context);
  }
});

/** There is an order, and its payment may go on; what came back for a refund only the merchant can tell apart. */
async function ordered({ ask, total }: Errand, { ids }: Used, refund: Refund | null): Promise<Settlement> {
  const said = unknown({ reason: 'merchant_silent' });
  return refund === null ? { ...said, ...earnest(total, await spentWith(ask, ids)) } : said;
}

/** A fence: closes the card, unless the merchant has confirmed the order. Without a certain word it ends nothing. */
export const cancel = asking(async ({ payment, context, errand, used }) => {
  const refund = refundIn(payment.facts);
  const found = await errand.merchant.find(errand.key, used.last4);
  if (found.answer === 'placed' && found.state !== 'confirming')
    return withOrder(errand, used, found, refund);
  await recordFence(context);
  const isCertain = found.answer === 'never' || found.answer === 'refused';
  const spent = isCertain ? await shut(errand, used) : null;
  if (spent && keptOf(spent) <= 0) return { state: 'cancelled' };
  return inDoubt(errand, used);
});
