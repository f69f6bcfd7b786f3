import { createSpendGate, type SpendGate, type SpendOptions } from '@railyard/core/spend';

/** As whom core knows all who pay behind a guard without saying who they are. */
const STRANGERS = 'bearer';

/** A gate for principals alone: what strangers pay is their own, and one could use up what the others have in common. */
export function gateOn(options: SpendOptions): SpendGate {
  const gate = createSpendGate(options);
  return {
    keys: (spend) => gate.keys(spend),
    check: async (spend, place) => {
      if (!isOfStrangers(place.cart)) await gate.check(spend, place);
    },
    follow: (rows, spend, change, now) =>
      isOfStrangers(change.after) ? [] : gate.follow(rows, spend, change, now),
  };
}

function isOfStrangers({ cart }: Parameters<SpendGate['check']>[1]['cart']): boolean {
  return cart.principal === STRANGERS;
}
