import { keyed, over } from '../benches.ts';
import { counter, type Plant, titleOf } from '../plant.ts';

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
