import { keyed, over, thorough } from '../benches.ts';
import { type Plant, unasked } from '../plant.ts';

/** What can be wrong with what a rail is. */
export const SHAPE: Readonly<Record<string, Plant>> = {
  'a currency goes from 10 to 5': {
    breaks: 'has a manifest that makes sense',
    says: 'takes eur from 10 to 5',
    subject: over(keyed, ({ manifest }) => ({
      manifest: { ...manifest, currencies: { ...manifest.currencies, eur: { min: 10, max: 5 } } },
    })),
  },
  'the factory asks somebody': {
    breaks: 'does nothing when it is made, and is the same rail each time',
    says: 'Making the rail asked data:,made',
    subject: over(keyed, () => {
      unasked('made');
      return {};
    }),
  },
  'a challenge asks somebody': {
    breaks: 'sends nothing in accepts, detect, challenge and check',
    says: 'challenge asked data:,challenge',
    subject: over(keyed, (rail) => ({
      async challenge(...given) {
        unasked('challenge');
        return rail.challenge(...given);
      },
    })),
  },
  'accepts throws at a currency that it does not know': {
    breaks: 'takes any purchase into accepts without throwing',
    says: 'for 4999 "xxx" of "Tea", threw',
    subject: over(thorough, (rail) => ({
      accepts(purchase) {
        if (purchase.total.currency === 'xxx') throw new RangeError('No such currency.');
        return rail.accepts?.(purchase) ?? null;
      },
    })),
  },
  'a member is no function': {
    breaks: 'has the members of a rail, as functions',
    says: '"refuses" is there and no function',
    subject: over(keyed, () => ({ refuses: 'never' as never })),
  },
  'settle writes into the purchase': {
    breaks: 'leaves what it is given as it was',
    says: 'settle changed what it was given',
    subject: over(keyed, (rail) => ({
      async settle(purchase, ...rest) {
        Object.assign(purchase, { tip: 1 });
        return rail.settle(purchase, ...rest);
      },
    })),
  },
  'settle writes into the purchase what was there': {
    breaks: 'leaves what it is given as it was',
    says: 'read only',
    subject: over(keyed, (rail) => ({
      async settle(purchase, ...rest) {
        Object.assign(purchase, { tip: purchase.tip });
        return rail.settle(purchase, ...rest);
      },
    })),
  },
};
