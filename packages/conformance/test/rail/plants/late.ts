import type { RailSubject } from '../../../src/index.ts';
import { nonce, over } from '../benches.ts';
import { DECLINED, type Plant } from '../plant.ts';

const UNTIL = 'declines for good only what can no longer be paid';

/** The nonce fake, whose declines hold until this time after they were given. */
function decliningFor(ms: number): RailSubject {
  return over(nonce, (rail) => ({
    async settle(purchase, credential, context) {
      const answer = await rail.settle(purchase, credential, context);
      return answer.state === 'declined' ? { ...answer, until: context.now() + ms } : answer;
    },
  }));
}

/** What can be wrong with a decline of what somebody else can still bring to the provider. */
export const LATE: Readonly<Record<string, Plant>> = {
  'a decline says nothing of an authorization that is still good': {
    breaks: UNTIL,
    says: 'settle answered declined (simulation_failed) for good, and then 49.99 usd was taken',
    subject: over(nonce, (rail) => ({
      async settle(...given) {
        const answer = await rail.settle(...given);
        if (answer.state !== 'declined') return answer;
        const { until: _, ...rest } = answer;
        return rest;
      },
    })),
  },
  'a decline holds for a second of an hour': {
    breaks: UNTIL,
    says: 'settle answered declined (simulation_failed) with an "until", and a second after that 49.99 usd was taken',
    subject: decliningFor(1_000),
  },
  'a decline is over a minute early': {
    breaks: UNTIL,
    says: 'and a second after that 49.99 usd was taken',
    subject: decliningFor(59 * 60_000),
  },
  'status forgets until when a decline holds': {
    breaks: UNTIL,
    says: 'status answered declined (card_declined) for good, and then 49.99 usd was taken',
    subject: over(nonce, (rail) => {
      let isDeclined = false;
      return {
        async settle(...given) {
          const answer = await rail.settle(...given);
          isDeclined = answer.state === 'declined';
          return answer;
        },
        async status(...given) {
          const answer = await rail.status(...given);
          return answer.state === 'unknown' && isDeclined ? DECLINED : answer;
        },
      };
    }),
  },
};
