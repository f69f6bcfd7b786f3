import { keyed, noting, over, thorough } from '../benches.ts';
import { caught, DECLINED, type Plant } from '../plant.ts';

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
  'a date is prepared': {
    breaks: 'moves nothing while it prepares',
    says: 'prepare gave something else than what JSON can store',
    subject: over(thorough, () => ({
      prepare: async (_, __, context) => ({ prepared: { at: new Date(context.now()) as never } }),
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
