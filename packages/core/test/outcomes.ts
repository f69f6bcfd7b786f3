import type { ChallengeOutcome } from '../src/outcome.ts';
import type { Order } from '../src/record.ts';
import { RECEIPT, TOTAL } from './records.ts';

/** The challenges of rails with these ids, each of which writes names of its own. */
export function challengesOf(...rails: readonly string[]): ChallengeOutcome['challenges'] {
  return rails.map((rail) => ({
    rail,
    challenge: {
      headers: { [`x-${rail}`]: rail },
      body: { [rail]: { amount: '49.99' } },
      meta: { [`org.${rail}/pay`]: { for: rail } },
      offer: { kind: rail },
    },
  }));
}

export const ORDER: Order = {
  id: 'order_a_2',
  attempt: 'att_1',
  rail: 'keyed',
  version: 2,
  reference: 'ch_1',
  subtotal: 4_999,
  deliveryFee: 0,
  tip: 0,
  total: TOTAL,
  receipt: RECEIPT,
  paidAt: 0,
};
