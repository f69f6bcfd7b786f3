import { keyed, over } from '../benches.ts';
import { caught, DECLINED, NOT_FOUND, type Plant, paymentOf } from '../plant.ts';

/** What can be wrong with an answer after something went wrong. */
export const FAULT: Readonly<Record<string, Plant>> = {
  'a broken connection is taken for a decline the first time': {
    breaks: 'says nothing untrue when a call of settle goes wrong',
    says: 'After call 1 (POST /charge) of settle lost its reply, settle answered declined (card_declined) although 49.99 usd was taken.',
    subject: over(keyed, (rail) => ({
      settle: async (purchase, credential, context) =>
        caught(rail.settle(purchase, credential, context), (error) =>
          error instanceof TypeError && context.first ? DECLINED : null,
        ),
    })),
  },
  'a rail that was in doubt stays there': {
    breaks: 'is paid once in the end, whichever call of settle went wrong',
    says: 'the same process went on, and in the end it answered unknown (not_found) although no money was taken.',
    subject: over(keyed, (rail) => {
      let lost = false;
      return {
        async settle(...given) {
          if (lost) return NOT_FOUND;
          lost = true;
          const answer = await rail.settle(...given);
          lost = false;
          return answer;
        },
        status: async (...given) => (lost ? NOT_FOUND : rail.status(...given)),
      };
    }),
  },
  'a refused repeat is taken for a decline': {
    breaks: 'takes no refused repeat for a decline',
    says: 'and then call 1 (POST /charge) of settle was refused with 401, settle answered declined (card_declined) although 49.99 usd was taken',
    subject: over(keyed, (rail) => ({
      settle: async (...given) =>
        caught(rail.settle(...given), ({ message }) => (message.includes('401') ? DECLINED : null)),
    })),
  },
  'a repeat that breaks off is taken for a decline': {
    breaks: 'says nothing untrue when a repeat goes wrong after a lost reply',
    says: 'After call 1 (POST /charge) of settle lost its reply, and then call 1 (POST /charge) of settle was lost on its way, settle answered declined (card_declined) although 49.99 usd was taken.',
    subject: over(keyed, (rail) => ({
      settle: async (purchase, credential, context) =>
        caught(rail.settle(purchase, credential, context), (error) =>
          error instanceof TypeError && !context.first ? DECLINED : null,
        ),
    })),
  },
  'a rail that asks after a lost reply believes a second loss': {
    breaks: 'says nothing untrue when settle goes wrong after a lost reply',
    says: 'After call 1 (POST /charge) of settle lost its reply, and then call 2 (POST /find_charge) of settle was lost on its way, settle answered declined (card_declined) although 49.99 usd was taken.',
    subject: over(keyed, (rail) => ({
      settle: async (purchase, credential, context) =>
        rail.settle(purchase, credential, context).catch(async (error: unknown) => {
          if (!(error instanceof TypeError)) throw error;
          return caught(rail.status(paymentOf(purchase, context), context), (second) =>
            second instanceof TypeError ? DECLINED : null,
          );
        }),
    })),
  },
  'a status that breaks off is taken for a decline': {
    breaks: 'says nothing untrue when a call of status goes wrong',
    says: 'After call 1 (POST /find_charge) of status was lost on its way, status answered declined',
    subject: over(keyed, (rail) => ({
      status: async (...given) =>
        caught(rail.status(...given), (error) => (error instanceof TypeError ? DECLINED : null)),
    })),
  },
};
