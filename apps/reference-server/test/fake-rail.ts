import type { Purchase } from '@railyard/core';
import type { PaymentRail, RailContext, Settlement } from '@railyard/core/rail';

/** A provider that a test drives: it answers what `answer` says, and remembers what it was asked. */
export interface FakeProvider {
  /** Tokens submitted, in order. */
  readonly submitted: string[];
  answer(purchase: Purchase, token: string, context: RailContext): Promise<Settlement> | Settlement;
  status(total: Purchase['total']): Settlement;
}

export function fakeProvider(): FakeProvider {
  return {
    submitted: [],
    answer: ({ total }, token) => paid(total, token),
    status: () => ({ state: 'unknown', reason: 'not_found' }),
  };
}

export function paid(total: Purchase['total'], reference: string): Settlement {
  return {
    state: 'paid',
    reference,
    total,
    receipt: { headers: { 'x-fake-receipt': reference }, body: {}, meta: {} },
  };
}

/** A rail whose credential is the word in the header `x-<id>`. A word that begins with `bad` is malformed. */
export function fakeRail(provider: FakeProvider, id = 'fake'): PaymentRail<string, string> {
  const header = `x-${id}`;
  return {
    spec: 1,
    id,
    manifest: {
      title: 'Fake',
      payer: 'agent',
      stage: 'beta',
      settlement: 'nothing',
      currencies: { usd: { min: 1 } },
      keyLifetime: 60_000,
      writes: { headers: [header, `${header}-receipt`], body: [id], meta: [] },
    },
    detect({ headers }) {
      const token = headers[header];
      if (token === undefined) return null;
      if (token.startsWith('bad')) return { refused: 'malformed', message: 'The token is malformed.' };
      return { fingerprint: `fake:${token}`, payload: token, facts: {}, expiresAt: null };
    },
    challenge: async ({ total }) => ({
      headers: { [header]: 'pay' },
      body: { [id]: { amount: total.amount } },
      meta: {},
      offer: { amount: total.amount },
    }),
    async settle(purchase, credential, context) {
      const token = credential?.payload ?? '';
      provider.submitted.push(token);
      return provider.answer(purchase, token, context);
    },
    status: async ({ total }) => provider.status(total),
  };
}

/** A rail with a page, which is open until somebody pays on it through `paid`. */
export function fakePageRail(
  id = 'stripe-checkout',
  paidPages: ReadonlySet<string> = new Set(),
): PaymentRail {
  const page = (attempt: string, { amount, currency }: Purchase['total']): Settlement =>
    paidPages.has(`page_${attempt}`)
      ? paid({ amount, currency }, `page_${attempt}`)
      : {
          state: 'action_required',
          reference: `page_${attempt}`,
          url: `https://provider.test/pay/page_${attempt}`,
          methods: ['card'],
          expiresAt: 4_000_000_000_000,
        };
  return {
    spec: 1,
    id,
    manifest: {
      title: 'Fake page',
      payer: 'human',
      stage: 'live',
      settlement: 'nothing',
      currencies: { usd: { min: 1 } },
      keyLifetime: 60_000,
      writes: { headers: [], body: [], meta: [] },
    },
    detect: () => null,
    challenge: async () => Promise.reject(new Error('Nobody is asked for a payment here.')),
    settle: async ({ total }, _, { attempt }) => page(attempt, total),
    status: async ({ attempt, total }) => page(attempt, total),
    cancel: async () => ({ state: 'cancelled' }),
  };
}
