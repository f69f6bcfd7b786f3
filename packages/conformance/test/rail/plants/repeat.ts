import { keyed, nonce, over } from '../benches.ts';
import { counter, type Plant, withMember } from '../plant.ts';

/** What can be wrong with a repeat. */
export const REPEAT: Readonly<Record<string, Plant>> = {
  'a repeat has another reference': {
    breaks: 'settles the same when it is asked again',
    says: 'What settle names when asked again should be ["ch_1",',
    subject: over(keyed, (rail) => ({
      async settle(purchase, credential, context) {
        const answer = await rail.settle(purchase, credential, context);
        return answer.state === 'paid' && !context.first ? { ...answer, reference: 'ch_1_again' } : answer;
      },
    })),
  },
  'what is sent has a number that rises': {
    breaks: 'sends the same bytes when it settles again',
    says: 'call 1 (POST /submit) should be',
    subject: over(nonce, (rail) => {
      const next = counter();
      return {
        settle: async (purchase, credential, context) =>
          rail.settle(purchase, credential, withMember(context, next)),
      };
    }),
  },
  'what is sent has the time in it': {
    breaks: 'sends the same bytes from another process, later',
    says: 'called from another process 20 s later',
    subject: over(nonce, (rail) => ({
      settle: async (purchase, credential, context) =>
        rail.settle(
          purchase,
          credential,
          withMember(context, () => context.now()),
        ),
    })),
  },
  'a busy rail takes another key': {
    breaks: 'takes the money once from two processes at a time',
    says: 'settle was called three times at a time, and money was taken 2 times: 49.99 usd, 49.99 usd',
    subject: over(keyed, (rail) => {
      let busy = 0;
      return {
        async settle(purchase, credential, context) {
          const key = busy === 0 ? context.key : `${context.key}_${busy}`;
          busy += 1;
          return rail.settle(purchase, credential, { ...context, key }).finally(() => {
            busy -= 1;
          });
        },
      };
    }),
  },
  "the provider's key is not ours": {
    breaks: 'tells the provider the key and the attempt',
    says: 'No call of settle that did something carried the key "key_Railyard_1"',
    subject: over(keyed, (rail) => ({
      settle: async (purchase, credential, context) =>
        rail.settle(purchase, credential, { ...context, key: context.key.toUpperCase() }),
    })),
  },
};
