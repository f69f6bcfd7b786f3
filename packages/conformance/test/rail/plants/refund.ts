import type { RefundState, Settlement } from '@railyard/core/rail';
import type { RailSubject } from '../../../src/index.ts';
import { keyed, over } from '../benches.ts';
import { caught, DECLINED, type Plant, paymentOf, refundOf } from '../plant.ts';

const SHOWS = 'shows its refunds in the status of the payment';

/** Whether all that was paid has gone back. */
function isWhole({ total, refunds = [] }: Extract<Settlement, { state: 'paid' }>): boolean {
  return refunds.reduce((sum, { amount }) => sum + amount.amount, 0) === total.amount;
}

/** The keyed fake, whose status says this of a payment that was given back as a whole. */
function sayingOfNothingLeft(instead: Settlement): RailSubject {
  return over(keyed, (rail) => ({
    async status(...given) {
      const answer = await rail.status(...given);
      return answer.state === 'paid' && isWhole(answer) ? instead : answer;
    },
  }));
}

const HOUR = 3_600_000;
const NOTHING_LEFT = { state: 'failed', reason: 'nothing_left' } as const;

/** The keyed fake, which looks what is left before it asks for a refund of a payment of this age, unless it knows of one. */
function lookingFirst(looks: (age: number) => boolean): RailSubject {
  return over(keyed, (rail) => ({
    async refund(payment, request, context) {
      const isLooking = !payment.facts.refunded && looks(context.now() - payment.submittedAt);
      const known = isLooking ? await rail.status(payment, context) : null;
      if (known?.state === 'paid' && isWhole(known)) return NOTHING_LEFT;
      const answer = await refundOf(rail)(payment, request, context);
      await context.remember({ refunded: request.id });
      return answer;
    },
  }));
}

/** What can be wrong with a refund. */
export const REFUND: Readonly<Record<string, Plant>> = {
  'a refund has a new key once one has worked': {
    breaks: 'gives back once, however often one refund is asked for',
    says: 'and 12.49 usd and 12.49 usd',
    subject: over(keyed, (rail) => {
      let done = 0;
      return {
        async refund(payment, request, context) {
          const answer = await refundOf(rail)(
            payment,
            { ...request, key: `${request.key}_${done}` },
            context,
          );
          done += 1;
          return answer;
        },
      };
    }),
  },
  'refunds of one amount are taken for one': {
    breaks: 'gives back twice what two refunds ask for alike',
    says: 'Two refunds of the same amount were asked for, and 12.49 usd was given back',
    subject: over(keyed, (rail) => {
      const known = new Map<number, RefundState>();
      return {
        async refund(payment, request, context) {
          const { amount } = request.amount;
          const answer = known.get(amount) ?? (await refundOf(rail)(payment, request, context));
          known.set(amount, answer);
          return answer;
        },
      };
    }),
  },
  'a broken connection is taken for a failed refund': {
    breaks: 'says nothing untrue when a call of refund goes wrong, and gives back once in the end',
    says: 'lost its reply, refund answered failed (no_answer) although 12.49 usd was given back',
    subject: over(keyed, (rail) => ({
      refund: async (...given) =>
        caught(refundOf(rail)(...given), (error) =>
          error instanceof TypeError ? { state: 'failed', reason: 'no_answer' } : null,
        ),
    })),
  },
  'status forgets the refunds': {
    breaks: SHOWS,
    says: '12.49 usd was given back as "refund_Railyard_1", and status does not show it',
    subject: over(keyed, (rail) => ({
      async status(...given) {
        const answer = await rail.status(...given);
        return answer.state === 'paid' ? { ...answer, refunds: [] } : answer;
      },
    })),
  },
  'what was given back as a whole is cancelled': {
    breaks: SHOWS,
    says: 'After a refund of 49.99 usd, status answered cancelled',
    subject: sayingOfNothingLeft({ state: 'cancelled' }),
  },
  'what was given back as a whole is declined': {
    breaks: SHOWS,
    says: 'After a refund of 49.99 usd, status answered declined (card_declined)',
    subject: sayingOfNothingLeft(DECLINED),
  },
  'status shows refunds that have no name': {
    breaks: SHOWS,
    says: 'A refund in the status has the reference ""',
    subject: over(keyed, (rail) => ({
      async status(...given) {
        const answer = await rail.status(...given);
        if (answer.state !== 'paid') return answer;
        return { ...answer, refunds: answer.refunds?.map((one) => ({ ...one, reference: '' })) ?? [] };
      },
    })),
  },
  'status names a payment by another name than refunds do': {
    breaks: 'gives back a payment whose reference was never stored',
    says: 'With the reference that status gives, refund answered failed (refund_refused) and nothing was given back',
    subject: over(keyed, (rail) => ({
      async status(...given) {
        const answer = await rail.status(...given);
        return answer.state === 'paid' ? { ...answer, reference: `payment of ${answer.reference}` } : answer;
      },
    })),
  },
  'a second refund of the whole fails, under the same id too': {
    breaks: 'gives back once, however often one refund is asked for',
    says: 'With nothing wrong, refund answered failed (nothing_left) and 49.99 usd was given back',
    subject: over(keyed, (rail) => {
      let isDone = false;
      return {
        async refund(payment, request, context) {
          if (isDone) return NOTHING_LEFT;
          const answer = await refundOf(rail)(payment, request, context);
          isDone = answer.state === 'refunded' && request.amount.amount === payment.total.amount;
          return answer;
        },
      };
    }),
  },
  'a repeat finds nothing left to give back': {
    breaks: 'says nothing untrue when a call of refund goes wrong, and gives back once in the end',
    says: 'and in the end it answered failed (nothing_left)',
    subject: lookingFirst((age) => age < HOUR),
  },
  'a repeat finds nothing left to give back, a day later': {
    breaks: 'gives back once, up to the end of its "keyLifetime"',
    says: '23.0 hours later, while it may still be sent, refund answered failed (nothing_left) and 49.99 usd was given back.',
    subject: lookingFirst((age) => age > HOUR),
  },
  'a refund that fails is thrown': {
    breaks: 'gives back no more than was paid, and says so as a value',
    says: 'Of 49.99 usd, 50.00 usd was asked back, and refund threw "refund_refused"',
    subject: over(keyed, (rail) => ({
      async refund(...given) {
        const answer = await refundOf(rail)(...given);
        if (answer.state === 'failed') throw new Error(answer.reason);
        return answer;
      },
    })),
  },
  "the provider's key of a refund is not ours": {
    breaks: "tells the provider the refund's key",
    says: 'carried the key "key_of_refund_Railyard_1"',
    subject: over(keyed, (rail) => ({
      refund: async (payment, request, context) =>
        refundOf(rail)(payment, { ...request, key: request.key.toUpperCase() }, context),
    })),
  },
  'a refund is sent for a year whose key is known for a day': {
    breaks: 'gives back once, up to the end of its "keyLifetime"',
    says: 'After call 1 (POST /refund) of refund lost its reply, and 365.0 days later, while it may still be sent, refund answered refunded and 12.49 usd and 12.49 usd was given back.',
    subject: over(keyed, (rail) => ({
      manifest: { ...rail.manifest, keyLifetime: 365 * 86_400_000 },
      async settle(purchase, credential, context) {
        const known = await rail.status(paymentOf(purchase, context), context);
        return known.state === 'unknown' ? rail.settle(purchase, credential, context) : known;
      },
    })),
  },
};
