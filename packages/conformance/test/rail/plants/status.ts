import type { Settlement } from '@railyard/core/rail';
import { keyed, nonce, over } from '../benches.ts';
import { counter, DECLINED, NOT_FOUND, type Plant } from '../plant.ts';

/** What can be wrong with where a payment stands. */
export const STATUS: Readonly<Record<string, Plant>> = {
  'a second look at what was not found makes a charge': {
    breaks: 'changes nothing by asking for the status',
    says: 'Asked three times, status did something at the provider: 49.99 usd was taken',
    subject: over(keyed, (rail) => {
      const next = counter();
      return {
        async status(payment, context) {
          const answer = await rail.status(payment, context);
          if (answer.state !== 'unknown' || next() < 2) return answer;
          const charge = { attempt: 'another', token: 'tok_another', ...payment.total };
          await context.fetch('https://provider.test/charge', {
            method: 'POST',
            body: JSON.stringify(charge),
          });
          return answer;
        },
      };
    }),
  },
  'what is not found is declined': {
    breaks: 'answers unknown about what it cannot find',
    says: 'Of an attempt that the provider has never seen, status answered declined',
    subject: over(keyed, (rail) => ({
      async status(payment, context) {
        const answer = await rail.status(payment, context);
        return answer.state === 'unknown' && payment.quotedAt === null ? DECLINED : answer;
      },
    })),
  },
  'a payment is looked up by its reference only': {
    breaks: 'finds a payment whose reference was never stored',
    says: 'Without the reference, status answered unknown (not_found) although 49.99 usd was taken',
    subject: over(nonce, (rail) => ({
      status: async (payment, context) =>
        payment.reference === null ? NOT_FOUND : rail.status(payment, context),
    })),
  },
  'what is pending is declined': {
    breaks: 'calls pending what is pending, until it has ended',
    says: 'The provider holds the payment, and the rail answered declined',
    subject: over(keyed, (rail) => ({
      async settle(...given) {
        const answer = await rail.settle(...given);
        return answer.state === 'pending' ? DECLINED : answer;
      },
    })),
  },
  'a decline is thrown': {
    breaks: 'gives a decline back as a value, with its evidence',
    says: 'The provider declined, and settle threw "token_declined"',
    subject: over(keyed, (rail) => ({
      async settle(...given) {
        const answer = await rail.settle(...given);
        if (answer.state === 'declined') throw new Error(answer.reason);
        return answer;
      },
    })),
  },
  'an authorization is over a minute early': {
    breaks: 'ends no attempt that can still be paid',
    says: 'was held up on its way, status answered expired, and when the call arrived, 49.99 usd was taken',
    subject: over(nonce, (rail) => ({
      async status(payment, context) {
        const answer = await rail.status(payment, context);
        const isOver = context.now() > Number(payment.facts.validBefore) - 60_000;
        return answer.state === 'unknown' && isOver ? { state: 'expired' } : answer;
      },
    })),
  },
  'a decline is believed for ever': {
    breaks: 'finds a payment that lands after it was declined',
    says: 'After a decline with "until" 49.99 usd was taken, and the rail answered declined',
    subject: over(nonce, (rail) => {
      let last: Settlement | null = null;
      return {
        async settle(...given) {
          const answer = await rail.settle(...given);
          if (answer.state === 'declined') last = answer;
          return answer;
        },
        status: async (...given) => last ?? rail.status(...given),
      };
    }),
  },
};
