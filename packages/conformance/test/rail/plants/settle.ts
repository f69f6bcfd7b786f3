import type { Credential, Money, Settlement } from '@railyard/core/rail';
import type { RailSubject } from '../../../src/index.ts';
import { hosted, keyed, nonce, over, referring } from '../benches.ts';
import { counter, DECLINED, NOT_FOUND, type Plant, titleOf } from '../plant.ts';

/** What an authorization of the nonce fake is for. */
function amountOf({ payload }: Credential): number {
  return Number((payload as { readonly amount?: number }).amount);
}

const SHORT = 'says what the provider took when that is not what was asked';

/** The keyed fake with this answer about a payment of less than the total. */
function answeringShort(instead: Settlement): RailSubject {
  const unlessShort = (answer: Settlement, { amount }: Money): Settlement =>
    answer.state === 'paid' && answer.total.amount < amount ? instead : answer;
  return over(keyed, (rail) => ({
    settle: async (purchase, ...rest) => unlessShort(await rail.settle(purchase, ...rest), purchase.total),
    status: async (payment, context) => unlessShort(await rail.status(payment, context), payment.total),
  }));
}

/** What can be wrong with a payment. */
export const SETTLE: Readonly<Record<string, Plant>> = {
  'every hand-off is another': {
    breaks: 'refers the buyer, and moves no money',
    says: 'The second hand-off should be',
    subject: over(referring, () => {
      const next = counter();
      return { settle: async () => ({ state: 'referred', handoff: { link: next() } }) };
    }),
  },
  'a hand-off lasts for longer each time it is asked for': {
    breaks: 'refers the buyer, and moves no money',
    says: 'The hand-off of another process, later, should be',
    subject: over(referring, () => ({
      settle: async (_purchase, _credential, context) => ({
        state: 'referred',
        handoff: { until: context.now() },
      }),
    })),
  },
  'what was referred is paid in the end': {
    breaks: 'refers the buyer, and moves no money',
    says: 'What status says of the hand-off should be',
    subject: over(referring, () => ({
      status: async ({ total }) => ({
        state: 'paid',
        reference: 'elsewhere',
        total,
        receipt: { headers: {}, body: {}, meta: {} },
      }),
    })),
  },
  'a page can be paid with nothing': {
    breaks: 'takes the money, and says what the provider took',
    says: 'no "methods" to pay with',
    subject: over(hosted, (rail) => ({
      async settle(...given) {
        const answer = await rail.settle(...given);
        return answer.state === 'action_required' ? { ...answer, methods: [] } : answer;
      },
    })),
  },
  'a payment is believed to be what was asked': {
    breaks: SHORT,
    says: 'The rail says 49.99 usd, and 49.98 usd was taken',
    subject: over(keyed, (rail) => ({
      async settle(purchase, ...rest) {
        const answer = await rail.settle(purchase, ...rest);
        return answer.state === 'paid' ? { ...answer, total: purchase.total } : answer;
      },
    })),
  },
  'a payment of less is declined': {
    breaks: SHORT,
    says: 'settle answered declined (card_declined) although 49.98 usd was taken',
    subject: answeringShort(DECLINED),
  },
  'a payment of less has expired': {
    breaks: SHORT,
    says: 'settle answered expired although 49.98 usd was taken',
    subject: answeringShort({ state: 'expired' }),
  },
  'nobody knows of a payment of less, ever': {
    breaks: SHORT,
    says: 'the rail answered unknown (not_found) for ever although 49.98 usd was taken',
    subject: answeringShort(NOT_FOUND),
  },
  'nobody looks at what an authorization is for': {
    breaks: 'takes no credential that was made for less',
    says: 'With a credential for 0.50 usd of a purchase of 49.99 usd, settle answered paid and 0.50 usd was taken',
    subject: over(nonce, (rail) => ({
      check: async (purchase, credential, context) =>
        amountOf(credential) < purchase.total.amount
          ? null
          : (rail.check?.(purchase, credential, context) ?? null),
    })),
  },
  'an authorization for more is taken as it is': {
    breaks: 'takes no more than the total, whatever its credential was made for',
    says: 'With a credential for 99.98 usd of a purchase of 49.99 usd, settle answered paid and 99.98 usd was taken',
    subject: over(nonce, (rail) => ({
      check: async (purchase, credential, context) =>
        amountOf(credential) > purchase.total.amount
          ? null
          : (rail.check?.(purchase, credential, context) ?? null),
    })),
  },
  'nobody looks at the currency of an authorization': {
    breaks: 'takes no credential that was made for another currency',
    says: 'With a credential for 4999 jpy of a purchase of 49.99 usd, settle answered paid and 4999 jpy was taken',
    subject: over(nonce, () => ({
      check: async ({ total }, credential) =>
        amountOf(credential) === total.amount
          ? null
          : { refused: 'amount_mismatch', message: 'The authorization is for another amount.' },
    })),
  },
  'yen are sent as cents': {
    breaks: 'takes the least and the most of its currencies, to the last digit',
    says: 'What was taken for 50 jpy should be [{"amount":50,"currency":"jpy"}]',
    subject: over(keyed, (rail) => ({
      async settle(purchase, ...rest) {
        const { amount, currency } = purchase.total;
        const total = currency === 'jpy' ? { amount: amount * 100, currency } : purchase.total;
        return rail.settle({ ...purchase, total }, ...rest);
      },
    })),
  },
  'settle throws at a line break in a title': {
    breaks: 'takes a purchase whatever its things are called',
    says: 'settle threw "Invalid header value."',
    subject: over(keyed, (rail) => ({
      async settle(purchase, ...rest) {
        if (titleOf(purchase).includes('\r\n')) throw new TypeError('Invalid header value.');
        return rail.settle(purchase, ...rest);
      },
    })),
  },
  'status cannot do without a time of the quote': {
    breaks: 'takes a purchase of which nobody knows when it was quoted',
    says: 'Without a time of the quote, status answered unknown',
    subject: over(keyed, (rail) => ({
      status: async (payment, context) =>
        payment.quotedAt === null ? NOT_FOUND : rail.status(payment, context),
    })),
  },
  'two payments of one amount are taken for one': {
    breaks: 'takes two payments that are alike for two',
    says: 'What was taken for two purchases of the same price should be',
    subject: over(keyed, (rail) => {
      const known = new Map<number, Settlement>();
      return {
        async settle(purchase, credential, context) {
          const { amount } = purchase.total;
          const answer = known.get(amount) ?? (await rail.settle(purchase, credential, context));
          if (answer.state === 'paid') known.set(amount, answer);
          return answer;
        },
      };
    }),
  },
};
