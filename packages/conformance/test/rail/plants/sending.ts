import type { Prepared, RailContext } from '@railyard/core/rail';
import { hosted, keyed, noting, over, thorough } from '../benches.ts';
import { cancelOf, caught, DECLINED, type Plant, refundOf, unasked } from '../plant.ts';

const PAST = 'sends nothing past context.fetch';

/** Prepares by asking the provider. */
async function look({ fetch, attempt }: RailContext): Promise<Prepared> {
  const body = JSON.stringify({ attempt });
  const response = await fetch('https://provider.test/find_charge', { method: 'POST', body });
  return { prepared: { status: response.status } };
}

/** What can be wrong with when a rail sends, and what it tells. */
export const SENDING: Readonly<Record<string, Plant>> = {
  'a closed window is taken for a decline by the provider': {
    breaks: 'sends nothing once the time for sending has passed, and says so',
    says: 'over after 0 of 1 calls, settle answered declined',
    subject: over(keyed, (rail) => ({
      settle: async (...given) =>
        caught(rail.settle(...given), ({ name }) => (name === 'RailError' ? DECLINED : null)),
    })),
  },
  'prepare asks somebody past the engine': {
    breaks: PAST,
    says: 'prepare asked data:,prepare past context.fetch',
    subject: over(thorough, () => ({
      async prepare({ cart }) {
        unasked('prepare');
        return { prepared: { cart } };
      },
    })),
  },
  'settle asks somebody past the engine': {
    breaks: PAST,
    says: 'settle asked data:,settle past context.fetch',
    subject: over(keyed, (rail) => ({
      async settle(...given) {
        unasked('settle');
        return rail.settle(...given);
      },
    })),
  },
  'settle tells somebody past the engine of what went wrong': {
    breaks: PAST,
    says: 'settle asked data:,error past context.fetch',
    subject: over(keyed, (rail) => ({
      settle: async (...given) =>
        caught(rail.settle(...given), () => {
          unasked('error');
          return null;
        }),
    })),
  },
  'settle tells somebody past the engine while its own call is on its way': {
    breaks: PAST,
    says: 'settle asked data:,beside past context.fetch',
    subject: over(keyed, (rail) => ({
      settle: async (purchase, credential, context) =>
        rail.settle(purchase, credential, {
          ...context,
          async fetch(...asked) {
            const answer = context.fetch(...asked);
            for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
            unasked('beside');
            return answer;
          },
        }),
    })),
  },
  'status asks somebody past the engine': {
    breaks: PAST,
    says: 'status asked data:,status past context.fetch',
    subject: over(keyed, (rail) => ({
      async status(...given) {
        unasked('status');
        return rail.status(...given);
      },
    })),
  },
  'cancel asks somebody past the engine': {
    breaks: PAST,
    says: 'cancel asked data:,cancel past context.fetch',
    subject: over(hosted, (rail) => ({
      async cancel(...given) {
        unasked('cancel');
        return cancelOf(rail)(...given);
      },
    })),
  },
  'refund asks somebody past the engine': {
    breaks: PAST,
    says: 'refund asked data:,refund past context.fetch',
    subject: over(keyed, (rail) => ({
      async refund(...given) {
        unasked('refund');
        return refundOf(rail)(...given);
      },
    })),
  },
  'what cannot be remembered is sent all the same': {
    breaks: 'sends nothing that cannot be remembered',
    says: 'After remember rejected, settle sent something all the same: 49.99 usd was taken',
    subject: over(noting, (rail) => ({
      settle: async (purchase, credential, context) =>
        rail.settle(purchase, credential, {
          ...context,
          remember: async (facts) => context.remember(facts).catch(() => {}),
        }),
    })),
  },
  'a rail goes on for ever': {
    breaks: 'ends soon after its signal is aborted',
    says: 'settle did not end',
    subject: over(keyed, (rail) => ({
      settle: async (purchase, credential, context) =>
        rail.settle(purchase, credential, context).catch(async (error: unknown) => {
          if (context.signal.aborted) await new Promise(() => {});
          throw error;
        }),
    })),
  },
  'a preparation goes on for ever': {
    breaks: 'ends soon after its signal is aborted',
    says: 'After call 1 (POST /find_charge) of prepare was never answered and the signal was aborted, prepare did not end.',
    subject: over(keyed, () => ({
      prepare: async (_, __, context) =>
        look(context).catch(async (error: unknown) => {
          if (context.signal.aborted) await new Promise(() => {});
          throw error;
        }),
    })),
  },
  'a date is prepared': {
    breaks: 'moves nothing while it prepares',
    says: 'prepare gave something else than what JSON can store',
    subject: over(thorough, () => ({
      prepare: async (_, __, context) => ({ prepared: { at: new Date(context.now()) as never } }),
    })),
  },
  'a preparation that fails names the token': {
    breaks: 'tells no secret, whatever goes wrong',
    says: 'With a call of prepare that was lost on its way, the rail told a secret that begins with "tok_"',
    subject: over(keyed, () => ({
      prepare: async (_, credential, context) =>
        look(context).catch((cause: unknown) => {
          throw new Error(`Asked with Bearer ${JSON.stringify(credential?.payload)}.`, { cause });
        }),
    })),
  },
  'a cancel that fails names the key': {
    breaks: 'tells no secret, whatever goes wrong',
    says: 'With a call of cancel that was lost on its way, the rail told a secret that begins with "sk_h"',
    subject: over(hosted, (rail) => ({
      cancel: async (...given) =>
        cancelOf(rail)(...given).catch((cause: unknown) => {
          throw new Error('Asked with Bearer sk_hosted_CANARY.', { cause });
        }),
    })),
  },
  'an error names the token': {
    breaks: 'tells no secret, whatever goes wrong',
    says: 'the rail told a secret that begins with "tok_"',
    subject: over(keyed, (rail) => ({
      settle: async (purchase, credential, context) =>
        rail.settle(purchase, credential, context).catch((cause: unknown) => {
          throw new Error('The provider did not answer.', {
            cause: new Error(`POST /charge ${JSON.stringify(credential)}`, { cause }),
          });
        }),
    })),
  },
};
