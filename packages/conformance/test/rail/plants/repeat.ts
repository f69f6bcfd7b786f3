import type { RailSubject } from '../../../src/index.ts';
import { keyed, nonce, over, slow } from '../benches.ts';
import { counter, type Plant, paymentOf, withAddress, withMember } from '../plant.ts';

const DAY = 86_400_000;

/** The keyed fake, where only time ends what is pending. */
const endless: RailSubject = async (world) => {
  const bench = { ...(await keyed(world)) };
  delete bench.finish;
  return bench;
};

/** The subject, which puts a number that rises at the end of the address when it pays. */
function numbering(subject: RailSubject, mark: string): RailSubject {
  return over(subject, (rail) => {
    const next = counter();
    return {
      settle: async (purchase, credential, context) =>
        rail.settle(
          purchase,
          credential,
          withAddress(context, (url) => `${url}${mark}${next()}`),
        ),
    };
  });
}

/** The subject, whose provider does not mind a number at the end of a path. */
function atAnyPath(subject: RailSubject): RailSubject {
  return async (world) => {
    const bench = await subject(world);
    return {
      ...bench,
      answer: (request) => bench.answer(new Request(request.url.replace(/\/\d+$/, ''), request)),
    };
  };
}

/** The subject, which sends what the clock says with a payment. */
function sendingTheTime(subject: RailSubject, read: (now: number, quotedAt: number) => number): RailSubject {
  return over(subject, (rail) => ({
    settle: async (purchase, credential, context) =>
      rail.settle(
        purchase,
        credential,
        withMember(context, () => read(context.now(), purchase.quotedAt ?? 0)),
      ),
  }));
}

const minutesSinceTheQuote = (now: number, quotedAt: number): number => Math.floor((now - quotedAt) / 60_000);

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
  'what is sent has the date in it': {
    breaks: 'sends the same bytes from another process, later',
    says: 'called from another process 20 s later',
    subject: sendingTheTime(nonce, (now) => Math.floor(now / DAY)),
  },
  'what is sent has the age of its quote in it, under a key': {
    breaks: 'sends the same bytes from another process, later',
    says: 'called from another process in the last second for it',
    subject: sendingTheTime(keyed, minutesSinceTheQuote),
  },
  'what is sent has the age of its quote in it, with a credential that ends': {
    breaks: 'sends the same bytes from another process, later',
    says: 'called from another process in the last second for it',
    subject: sendingTheTime(nonce, minutesSinceTheQuote),
  },
  'the address that is asked has a number that rises': {
    breaks: 'sends the same bytes when it settles again',
    says: 'The url that settle, called again with the same key, sent in call 1 (POST /charge) should be "https://provider.test/charge?1", not "https://provider.test/charge?2".',
    subject: numbering(keyed, '?'),
  },
  'the path that is asked has a number that rises': {
    breaks: 'sends the same bytes when it settles again',
    says: 'sent in call 1 (POST /charge/2) should be "https://provider.test/charge/1", not "https://provider.test/charge/2".',
    subject: numbering(atAnyPath(keyed), '/'),
  },
  'the path that is asked has a number that rises, and the provider decides later': {
    breaks: 'sends the same bytes when it settles again',
    says: 'sent in call 1 (POST /charge/2) should be "https://provider.test/charge/1", not "https://provider.test/charge/2".',
    subject: numbering(atAnyPath(slow), '/'),
  },
  'what is sent has the number of answers so far': {
    breaks: 'sends the same bytes when it settles again',
    says: 'call 1 (POST /submit) should be',
    subject: over(nonce, (rail) => {
      let answers = 0;
      return {
        async settle(purchase, credential, context) {
          const answer = await rail.settle(
            purchase,
            credential,
            withMember(context, () => answers),
          );
          answers += 1;
          return answer;
        },
      };
    }),
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
