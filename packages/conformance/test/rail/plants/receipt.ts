import type { PaymentRail, Receipt } from '@railyard/core/rail';
import { keyed, over } from '../benches.ts';
import { type Plant, titleOf } from '../plant.ts';

/** What settle says, with another receipt. */
function receipting(
  rail: PaymentRail,
  change: (receipt: Receipt, title: string) => Receipt,
): Pick<PaymentRail, 'settle'> {
  return {
    async settle(purchase, ...rest) {
      const answer = await rail.settle(purchase, ...rest);
      if (answer.state !== 'paid') return answer;
      return { ...answer, receipt: change(answer.receipt, titleOf(purchase)) };
    },
  };
}

/** What can be wrong with the receipt that a payer gets at once. */
export const RECEIPT: Readonly<Record<string, Plant>> = {
  'the first receipt has a header more': {
    breaks: 'writes into a receipt only what its manifest lists',
    says: 'The receipt has the header "x-more"',
    subject: over(keyed, (rail) =>
      receipting(rail, (receipt) => ({ ...receipt, headers: { ...receipt.headers, 'x-more': '1' } })),
    ),
  },
  'the first receipt has the title in a header': {
    breaks: 'writes headers that HTTP can carry, whatever things are called',
    says: 'Café',
    subject: over(keyed, (rail) =>
      receipting(rail, (receipt, title) => ({ ...receipt, headers: { 'x-keyed-receipt': title } })),
    ),
  },
};
