import type { RailSubject } from '../../../src/index.ts';
import { keyed, nonce, over } from '../benches.ts';
import { counter, type Plant, paymentOf, withMember } from '../plant.ts';

const DAY = 86_400_000;

/** The keyed fake, where only time ends what is pending. */
const endless: RailSubject = async (world) => {
  const bench = { ...(await keyed(world)) };
  delete bench.finish;
  return bench;
};

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
  'the provider knows the attempt by another name': {
    breaks: 'tells the provider the key and the attempt',
    says: 'No call of settle that did something carried the attempt "attempt_Railyard_1"',
    subject: over(endless, (rail) => ({
      settle: async (purchase, credential, context) =>
        rail.settle(purchase, credential, { ...context, attempt: context.attempt.toUpperCase() }),
      status: async (payment, context) =>
        rail.status({ ...payment, attempt: payment.attempt.toUpperCase() }, context),
    })),
  },
  'the attempt is only looked up, and never put on the charge': {
    breaks: 'tells the provider the key and the attempt',
    says: 'No call of settle that did something carried the attempt "attempt_Railyard_1"',
    subject: over(endless, (rail) => ({
      async settle(purchase, credential, context) {
        await rail.status(paymentOf(purchase, context), context);
        return rail.settle(purchase, credential, { ...context, attempt: context.attempt.toUpperCase() });
      },
      status: async (payment, context) =>
        rail.status({ ...payment, attempt: payment.attempt.toUpperCase() }, context),
    })),
  },
  'a key is sent for a year that is known for a day': {
    breaks: 'takes the money once, up to the end of its "keyLifetime"',
    says: 'After call 1 (POST /charge) of settle lost its reply, and 365.0 days later, while it may still be sent, settle was called again, and money was taken 2 times',
    subject: over(keyed, ({ manifest }) => ({
      manifest: { ...manifest, keyLifetime: 365 * DAY },
      refund: undefined,
    })),
  },
  'a key that is known for a day is said to last for ever': {
    breaks: 'takes the money once, up to the end of its "keyLifetime"',
    says: '30.0 days later',
    subject: over(keyed, ({ manifest }) => ({
      manifest: { ...manifest, keyLifetime: null },
      refund: undefined,
    })),
  },
  'a key is sent for a minute more than it is known': {
    breaks: 'takes the money once, up to the end of its "keyLifetime"',
    says: 'and 1.0 days later',
    subject: over(keyed, ({ manifest }) => ({
      manifest: { ...manifest, keyLifetime: DAY + 60_000 },
      refund: undefined,
    })),
  },
};
