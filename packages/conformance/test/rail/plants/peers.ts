import type { RailSubject } from '../../../src/index.ts';
import { hosted, keyed, nonce, over, thorough } from '../benches.ts';
import { DECLINED } from '../plant.ts';

/** Bugs that were shipped elsewhere, and the laws that find them. */
export const PEERS: Readonly<
  Record<string, { readonly subject: RailSubject; readonly breaks: readonly string[] }>
> = {
  'whatever is thrown is a decline': {
    subject: over(keyed, (rail) => ({
      settle: async (...given) => rail.settle(...given).catch(() => DECLINED),
    })),
    breaks: [
      'says nothing untrue when a call of settle goes wrong',
      'takes no refused repeat for a decline',
      'says nothing untrue when a repeat goes wrong after a lost reply',
      'sends nothing once the time for sending has passed, and says so',
    ],
  },
  "the provider's stored answer to our key is a decline": {
    subject: over(keyed, (rail) => ({
      async settle(purchase, credential, context) {
        const answer = await rail.settle(purchase, credential, context);
        return answer.state === 'paid' && !context.first ? DECLINED : answer;
      },
    })),
    breaks: ['settles the same when it is asked again'],
  },
  'every try has a key of its own': {
    subject: over(keyed, (rail) => {
      let tries = 0;
      return {
        async settle(purchase, credential, context) {
          tries += 1;
          return rail.settle(purchase, credential, { ...context, key: `${context.key}_${tries}` });
        },
      };
    }),
    breaks: ['settles the same when it is asked again', 'takes the money once from two processes at a time'],
  },
  'money moves while it prepares': {
    subject: over(thorough, (rail) => ({
      async prepare(purchase, credential, context) {
        const charge = { attempt: 'another', token: 'tok_another', ...purchase.total };
        await context.fetch('https://provider.test/charge', { method: 'POST', body: JSON.stringify(charge) });
        return rail.prepare?.(purchase, credential, context) ?? { prepared: {} };
      },
    })),
    breaks: ['moves nothing while it prepares', 'takes the money, and says what the provider took'],
  },
  'an authorization that the chain does not show is declined for good': {
    subject: over(nonce, (rail) => ({
      async status(...given) {
        const answer = await rail.status(...given);
        return answer.state === 'unknown' ? DECLINED : answer;
      },
    })),
    breaks: [
      'is paid once in the end, whichever call of settle went wrong',
      'answers unknown about what it cannot find',
      'ends no attempt that can still be paid',
    ],
  },
  'status opens the page that it cannot find': {
    subject: over(hosted, (rail) => ({
      async status(payment, context) {
        const answer = await rail.status(payment, context);
        if (answer.state !== 'unknown') return answer;
        const { attempt, total } = payment;
        const body = JSON.stringify({ attempt, ...total });
        await context.fetch('https://provider.test/open_page', { method: 'POST', body });
        return rail.status(payment, context);
      },
    })),
    breaks: ['changes nothing by asking for the status', 'answers unknown about what it cannot find'],
  },
  'a second of the same refund is another refund': {
    subject: over(keyed, (rail) => {
      let tries = 0;
      return {
        async refund(payment, request, context) {
          tries += 1;
          if (!rail.refund) return { state: 'failed', reason: 'none' };
          return rail.refund(payment, { ...request, key: `${request.key}_${tries}` }, context);
        },
      };
    }),
    breaks: [
      'gives back once, however often one refund is asked for',
      'says nothing untrue when a call of refund goes wrong, and gives back once in the end',
    ],
  },
};
