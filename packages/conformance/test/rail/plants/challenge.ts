import type { Money } from '@railyard/core/rail';
import type { RailSubject } from '../../../src/index.ts';
import { keyed, over } from '../benches.ts';
import { counter, type Plant, titleOf } from '../plant.ts';

const PRICE = 'offers each purchase at its own price';

/** The keyed fake, whose challenge is that of another total. */
function asking(price: (total: Money) => Money): RailSubject {
  return over(keyed, (rail) => ({
    challenge: async (purchase, context) =>
      rail.challenge({ ...purchase, total: price(purchase.total) }, context),
  }));
}

/** What can be wrong with what a rail writes. */
export const CHALLENGE: Readonly<Record<string, Plant>> = {
  'the price rises with every look': {
    breaks: 'offers the same terms for the same purchase each time, in every process',
    says: 'One purchase was offered at {"amount":1}, and then at {"amount":2}',
    subject: over(keyed, (rail) => {
      const next = counter();
      return {
        challenge: async (...given) => ({ ...(await rail.challenge(...given)), offer: { amount: next() } }),
      };
    }),
  },
  'an offer is one cent, whatever is bought': {
    breaks: PRICE,
    says: 'The offer for 41.65 usd does not name that price: {"amount":1,"currency":"usd"}',
    subject: asking(() => ({ amount: 1, currency: 'usd' })),
  },
  'an offer is a hundred times the total': {
    breaks: PRICE,
    says: 'The offer for 41.65 usd does not name that price: {"amount":416500,"currency":"usd"}',
    subject: asking(({ amount, currency }) => ({ amount: 100 * amount, currency })),
  },
  'an offer counts yen in hundredths': {
    breaks: PRICE,
    says: 'The offer for 4165 jpy does not name that price: {"amount":416500,"currency":"jpy"}',
    subject: asking(({ amount, currency }) => ({
      amount: currency === 'jpy' ? 100 * amount : amount,
      currency,
    })),
  },
  'an offer is in dollars, whatever the price is in': {
    breaks: PRICE,
    says: 'One offer is for 0.50 usd and for 50 jpy: {"amount":50,"currency":"usd"}',
    subject: asking(({ amount }) => ({ amount, currency: 'usd' })),
  },
  'an offer in decimals counts cents as dollars': {
    breaks: PRICE,
    says: 'The offer for 41.65 usd does not name that price: {"price":"4165.00 usd"}',
    subject: over(keyed, (rail) => ({
      async challenge(purchase, context) {
        const { amount, currency } = purchase.total;
        const offer = { price: `${amount}${currency === 'jpy' ? '' : '.00'} ${currency}` };
        return { ...(await rail.challenge(purchase, context)), offer };
      },
    })),
  },
  'a challenge cannot be made for text that runs both ways': {
    breaks: 'makes a challenge for whatever it takes, however it is called',
    says: 'txet thgir ot tfel',
    subject: over(keyed, (rail) => ({
      async challenge(purchase, context) {
        if (titleOf(purchase).includes('\u202e')) throw new URIError('URI malformed');
        return rail.challenge(purchase, context);
      },
    })),
  },
  'a challenge has a member more': {
    breaks: 'writes into a challenge only what its manifest lists',
    says: 'The challenge has the body member "more"',
    subject: over(keyed, (rail) => ({
      async challenge(...given) {
        const challenge = await rail.challenge(...given);
        return { ...challenge, body: { ...challenge.body, more: 1 } };
      },
    })),
  },
  'a challenge has the title in a header': {
    breaks: 'writes headers that HTTP can carry, whatever things are called',
    says: 'Café',
    subject: over(keyed, (rail) => ({
      async challenge(purchase, context) {
        const challenge = await rail.challenge(purchase, context);
        return { ...challenge, headers: { 'x-keyed-required': titleOf(purchase) } };
      },
    })),
  },
  'a challenge has all lines in a header': {
    breaks: 'keeps the headers of a challenge below 8 kB',
    says: 'have 10016 bytes',
    subject: over(keyed, (rail) => ({
      async challenge(purchase, context) {
        const challenge = await rail.challenge(purchase, context);
        return { ...challenge, headers: { 'x-keyed-required': '.'.repeat(50 * purchase.lines.length) } };
      },
    })),
  },
  'a receipt has a header more': {
    breaks: 'writes into a receipt only what its manifest lists',
    says: 'The receipt has the header "x-more"',
    subject: over(keyed, (rail) => ({
      async status(...given) {
        const answer = await rail.status(...given);
        if (answer.state !== 'paid') return answer;
        return { ...answer, receipt: { ...answer.receipt, headers: { 'x-more': '1' } } };
      },
    })),
  },
};
