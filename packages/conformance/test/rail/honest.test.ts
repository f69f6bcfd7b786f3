import type { Purchase, RailContext, Settlement } from '@railyard/core/rail';
import { expect, it } from 'vitest';
import { checkRail, type RailSubject } from '../../src/index.ts';
import { hosted, keyed, nonce, over } from './benches.ts';
import { paymentOf, refundOf, withMember } from './plant.ts';

/** The subject, whose rail looks for the payment before it sends it again. */
function lookingFirst(subject: RailSubject): RailSubject {
  return over(subject, (rail) => ({
    async settle(purchase, credential, context) {
      if (context.first) return rail.settle(purchase, credential, context);
      const payment = { ...paymentOf(purchase, context), facts: credential?.facts ?? {} };
      const found = await rail.status(payment, context);
      return found.state === 'unknown' ? rail.settle(purchase, credential, context) : found;
    },
  }));
}

const ONE_ADDRESS = 'https://provider.test/graphql';

/** The context of a provider with one address for all that it is asked, and a key for what it does only. */
function atOneAddress(context: RailContext): RailContext {
  return {
    ...context,
    async fetch(url, init) {
      const operation = new URL(new Request(url).url).pathname;
      const headers = new Headers(operation.startsWith('/find') ? {} : { 'idempotency-key': context.key });
      const body = JSON.stringify({ operation, variables: init?.body });
      return context.fetch(ONE_ADDRESS, { method: 'POST', headers, body });
    },
  };
}

/** The keyed fake, which looks first, over a provider with one address. */
const overOneAddress: RailSubject = async (world) => {
  const bench = await over(lookingFirst(keyed), (rail) => ({
    settle: async (purchase, credential, context) => rail.settle(purchase, credential, atOneAddress(context)),
    status: async (payment, context) => rail.status(payment, atOneAddress(context)),
    refund: async (payment, request, context) =>
      refundOf(rail)(payment, request, atOneAddress({ ...context, key: request.key })),
  }))(world);
  return {
    ...bench,
    async answer(request) {
      const { operation, variables } = (await request.json()) as Record<'operation' | 'variables', string>;
      const { headers } = request;
      const asked = new Request(new URL(operation, ONE_ADDRESS), {
        method: 'POST',
        headers,
        body: variables,
      });
      return bench.answer(asked);
    },
  };
};

/** The keyed fake, whose payers write their tokens into the header Authorization, like this. */
function presenting(written: RegExp, write: (token: string) => string): RailSubject {
  const detecting = over(keyed, (rail) => ({
    detect(request) {
      const token = written.exec(request.headers.authorization ?? '')?.[1];
      return rail.detect({ ...request, headers: token === undefined ? {} : { 'x-keyed-token': token } });
    },
  }));
  return async (world) => {
    const bench = await detecting(world);
    return {
      ...bench,
      async credential(purchase, fate) {
        const request = await bench.credential?.(purchase, fate);
        const token = request?.headers['x-keyed-token'] ?? '';
        return request ? { ...request, headers: { authorization: write(token) } } : null;
      },
    };
  };
}

/** The keyed fake with this for an offer. */
function offering(write: (amount: number, currency: string) => object): RailSubject {
  return over(keyed, (rail) => ({
    async challenge(purchase, context) {
      const { amount, currency } = purchase.total;
      const offer = write(amount, currency) as Record<string, string | number>;
      return { ...(await rail.challenge(purchase, context)), offer };
    },
  }));
}

const POINTS_A_UNIT = 3;

/** The keyed fake, which counts in points. */
const inPoints: RailSubject = over(
  offering((amount, currency) => ({ points: POINTS_A_UNIT * amount, of: currency })),
  (rail) => ({
    settle: async (purchase, credential, context) =>
      rail.settle(
        purchase,
        credential,
        withMember(context, () => POINTS_A_UNIT * purchase.total.amount),
      ),
  }),
);

/** The keyed fake, whose provider asks somebody else before it answers. */
const { fetch: ownFetch } = globalThis;

const overTheNetwork: RailSubject = async (world) => {
  const bench = await keyed(world);
  return {
    ...bench,
    async answer(request) {
      await ownFetch('data:,provider');
      return bench.answer(request);
    },
  };
};

/** The keyed fake over a provider whose names are drawn, which reads its charge back up to now. */
const readingBack: RailSubject = async (world) => {
  const bench = await over(keyed, (rail) => ({
    async settle(purchase, credential, context) {
      const answer = await rail.settle(purchase, credential, context);
      const body = JSON.stringify({ attempt: context.attempt });
      const url = `https://provider.test/find_charge?until=${context.now()}`;
      if (answer.state === 'paid') await context.fetch(url, { method: 'POST', body });
      return answer;
    },
  }))(world);
  const drawn = new Map<string, string>();
  const rename = (text: string): string =>
    text.replaceAll(/\bch_\d+\b/g, (name) => {
      const own = drawn.get(name) ?? `drawn_${crypto.randomUUID()}`;
      drawn.set(name, own);
      return own;
    });
  const known = (text: string): string =>
    [...drawn].reduce((found, [name, own]) => found.replaceAll(own, name), text);
  return {
    ...bench,
    async answer(request) {
      const asked = new Request(request.url, {
        method: request.method,
        headers: request.headers,
        body: known(await request.text()),
      });
      const answer = await bench.answer(asked);
      return new Response(rename(await answer.text()), answer);
    },
  };
};

const DAY = 86_400_000;

/** The answer of a rail that sends nobody to a page that is older than 30 seconds. */
function brief(answer: Settlement, now: number): Settlement {
  if (answer.state !== 'action_required') return answer;
  const expiresAt = answer.expiresAt - DAY + 30_000;
  return now < expiresAt ? { ...answer, expiresAt } : { state: 'unknown', reason: 'page_is_old' };
}

const briefly: RailSubject = over(hosted, (rail) => ({
  settle: async (purchase, credential, context) =>
    brief(await rail.settle(purchase, credential, context), context.now()),
  status: async (payment, context) => brief(await rail.status(payment, context), context.now()),
}));

const HONEST: Readonly<Record<string, RailSubject>> = {
  'looks before it sends again, under a key': lookingFirst(keyed),
  'looks before it sends again, without a key': lookingFirst(nonce),
  'looks first, at the one address of its provider': overOneAddress,
  'is paid in the scheme Payment': presenting(/^Payment (.*)$/, (token) => `Payment ${token}`),
  'is paid in the scheme Payment, beside a key of the platform': presenting(
    /^(?:Bearer \w+, )?Payment (.*)$/,
    (token) => `Bearer sk_1, Payment ${token}`,
  ),
  'offers prices as texts': offering((amount, currency) => ({
    price: currency === 'jpy' ? `¥${amount.toLocaleString('en')}` : `$${(amount / 100).toFixed(2)}`,
  })),
  'offers prices beside the range that it takes': offering((amount, currency) => ({
    price: { amount, currency },
    range: [50, 1_000_000],
  })),
  'counts in points of its own': inPoints,
  'offers in atomic units, and sends them in hexadecimal': over(keyed, (rail) => ({
    challenge: async (purchase, context) => ({
      ...(await rail.challenge(purchase, context)),
      offer: { amount: String(unitsOf(purchase)), asset: purchase.total.currency },
    }),
    settle: async (purchase, credential, context) =>
      rail.settle(
        purchase,
        credential,
        withMember(context, () => `0x${unitsOf(purchase).toString(16)}`),
      ),
  })),
  'takes whole forints only, and says so': over(keyed, (rail) => ({
    manifest: { ...rail.manifest, currencies: { huf: { min: 17_500, max: 1_000_000 } } },
    accepts: ({ total }) =>
      total.amount % 100 === 0 ? null : { refused: 'whole_forints_only', message: 'Whole forints only.' },
    challenge: async (purchase, context) => {
      if (purchase.total.amount % 100 > 0) throw new RangeError('Whole forints only.');
      return rail.challenge(purchase, context);
    },
  })),
  'reads back what it made, over a provider with names that nobody can foresee': readingBack,
  'has a provider with a network of its own': overTheNetwork,
  'has pages that do not last a minute': briefly,
};

function unitsOf({ total }: Purchase): number {
  return total.amount * 10_000;
}

it.each(Object.entries(HONEST))('no law complains of a rail that %s', async (_, subject) => {
  const { report } = await checkRail(subject);
  expect(report.laws.filter(({ result }) => result === 'fail')).toEqual([]);
});

function readingBase64(context: RailContext): RailContext {
  return {
    ...context,
    async fetch(...asked) {
      const response = await context.fetch(...asked);
      return new Response(atob(await response.text()), response);
    },
  };
}

/** The keyed fake, whose provider answers in base64. */
const inBase64: RailSubject = async (world) => {
  const bench = await over(keyed, (rail) => ({
    settle: async (purchase, credential, context) =>
      rail.settle(purchase, credential, readingBase64(context)),
    status: async (payment, context) => rail.status(payment, readingBase64(context)),
    refund: async (payment, request, context) => refundOf(rail)(payment, request, readingBase64(context)),
  }))(world);
  return {
    ...bench,
    async answer(request) {
      const response = await bench.answer(request);
      return new Response(btoa(await response.text()), response);
    },
  };
};

it('says that answers without words have none that could be strange', async () => {
  const { report, kept } = await checkRail(inBase64);
  expect(kept).toBe(true);
  expect(report.laws).toContainEqual({
    name: 'takes no word that it does not know for an end',
    result: 'not_applicable',
    reason: 'Its provider answers without words.',
  });
});
