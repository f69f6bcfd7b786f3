import type { RailContext, RefundState, Settlement } from '@railyard/core/rail';
import { hosted, keyed, nonce, over } from '../benches.ts';
import { cancelOf, caught, DECLINED, NOT_FOUND, type Plant, paymentOf, refundOf } from '../plant.ts';

const STRANGE = 'takes no word that it does not know for an end';

/** The words of the fake provider that name a state. */
const STATES = [
  ['succeeded', 'processing', 'declined', 'not_found', 'refunded', 'failed'],
  ['used', 'unspent', 'expired', 'refused', 'open', 'paid', 'closed'],
].flat();

/** The answer, or another one when the provider called the state by a word of its own. */
async function unlessStrange<T>(
  context: RailContext,
  ask: (context: RailContext) => Promise<T>,
  instead: (answer: T) => T,
): Promise<T> {
  let isStrange = false;
  const fetch: RailContext['fetch'] = async (...asked) => {
    const response = await context.fetch(...asked);
    const { state } = (await response.clone().json()) as { readonly state: string };
    isStrange = !STATES.includes(state);
    return response;
  };
  const answer = await ask({ ...context, fetch });
  return isStrange ? instead(answer) : answer;
}

const UNPAID: Settlement = { state: 'cancelled' };
const FAILED: RefundState = { state: 'failed', reason: 'refund_refused' };

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
  'settle takes whatever it does not know for a decline': {
    breaks: STRANGE,
    says: 'After call 1 (POST /charge) of settle was done and answered with a word that nobody knows in place of "succeeded", settle answered declined (card_declined) although 49.99 usd was taken.',
    subject: over(keyed, (rail) => ({
      settle: async (purchase, credential, context) =>
        unlessStrange(
          context,
          async (given) => rail.settle(purchase, credential, given),
          () => DECLINED,
        ),
    })),
  },
  'settle takes whatever is no decline for a payment': {
    breaks: STRANGE,
    says: 'in place of "refused", settle answered paid although no money was taken.',
    subject: over(nonce, (rail) => ({
      settle: async (purchase, credential, context) =>
        unlessStrange(
          context,
          async (given) => rail.settle(purchase, credential, given),
          () => ({
            state: 'paid',
            reference: 'ch_1',
            total: purchase.total,
            receipt: { headers: {}, body: {}, meta: {} },
          }),
        ),
    })),
  },
  'status takes whatever it does not know for a decline': {
    breaks: STRANGE,
    says: 'in place of "succeeded", status answered declined (card_declined) although 49.99 usd was taken.',
    subject: over(keyed, (rail) => ({
      status: async (payment, context) =>
        unlessStrange(
          context,
          async (given) => rail.status(payment, given),
          () => DECLINED,
        ),
    })),
  },
  'status takes whatever it does not know for the end of a page': {
    breaks: STRANGE,
    says: 'in place of "open", status answered cancelled although the page it opened takes money.',
    subject: over(hosted, (rail) => ({
      status: async (payment, context) =>
        unlessStrange(
          context,
          async (given) => rail.status(payment, given),
          (answer) => (answer.state === 'action_required' ? UNPAID : answer),
        ),
    })),
  },
  'cancel takes whatever it does not know for a page that is closed': {
    breaks: STRANGE,
    says: 'in place of "paid", cancel answered cancelled although 49.99 usd was taken.',
    subject: over(hosted, (rail) => ({
      cancel: async (payment, context) =>
        unlessStrange(
          context,
          async (given) => cancelOf(rail)(payment, given),
          () => UNPAID,
        ),
    })),
  },
  'refund takes whatever it does not know for a failure': {
    breaks: STRANGE,
    says: 'in place of "refunded", refund answered failed (refund_refused) although 49.99 usd was given back.',
    subject: over(keyed, (rail) => ({
      refund: async (payment, request, context) =>
        unlessStrange(
          context,
          async (given) => refundOf(rail)(payment, request, given),
          () => FAILED,
        ),
    })),
  },
};
