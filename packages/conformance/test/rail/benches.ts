import { createHmac } from 'node:crypto';
import { type PaymentEvent, type PaymentRail, RailError, type RailRequest } from '@railyard/core/rail';
import {
  type Authorization,
  encodeNonce,
  type Fate,
  fakeProvider,
  hostedRail,
  keyedRail,
  nonceRail,
  type RailBench,
  type RailSubject,
  type RailWorld,
} from '../../src/index.ts';

/** A fake provider whose waits take no time, with the pages that it has opened. */
function overFake({ now }: RailWorld) {
  const provider = fakeProvider({ now, sleep: async () => {} });
  const pages = new Set<string>();
  const bench: Pick<RailBench, 'answer' | 'book'> = {
    async answer(request) {
      const response = await provider.fetch(request);
      if (!response.ok) return response;
      const { page } = (await response.clone().json()) as { readonly page?: { readonly id: string } };
      if (page) pages.add(page.id);
      return response;
    },
    book: () => ({
      charges: provider.charges.map(({ amount, currency }) => ({ amount, currency })),
      refunds: provider.charges.flatMap(({ currency, refunds }) =>
        refunds.map(({ amount }) => ({ amount, currency })),
      ),
      pages: [...pages],
    }),
  };
  return { provider, bench };
}

function requestWith(name: string, value: string): RailRequest {
  return {
    method: 'POST',
    url: 'https://shop.example/checkout',
    headers: { [name]: value },
    meta: {},
    body: new Uint8Array(),
  };
}

const TOKENS: Readonly<Record<Fate, string>> = {
  paid: 'tok_good',
  declined: 'tok_declined',
  pending: 'tok_pending',
  short: 'tok_short',
};

export const keyed: RailSubject = (world) => {
  const { provider, bench } = overFake(world);
  const tokens: string[] = [];
  return {
    ...bench,
    rail: keyedRail,
    credential(_, fate) {
      const token = `${TOKENS[fate]}_CANARY_${tokens.length}`;
      tokens.push(token);
      return requestWith('x-keyed-token', token);
    },
    spellings: () => [],
    finish(end) {
      provider.calm(end === 'paid' ? 'succeeded' : 'declined');
    },
    secrets: () => tokens,
  };
};

/** The keyed fake, whose provider decides later. */
export const slow: RailSubject = async (world) => {
  const prompt = await keyed(world);
  const bench: RailBench = {
    ...prompt,
    credential: (purchase, fate) =>
      fate === 'pending' ? null : (prompt.credential?.(purchase, fate === 'paid' ? 'pending' : fate) ?? null),
    passed: () => prompt.finish?.('paid'),
  };
  delete bench.finish;
  return bench;
};

export const nonce: RailSubject = (world) => {
  const { provider, bench } = overFake(world);
  const declined: Authorization[] = [];
  let count = 0;
  return {
    ...bench,
    rail: nonceRail,
    land() {
      for (const one of declined) provider.land(one);
    },
    credential({ total }, fate) {
      if (fate === 'pending' || fate === 'short') return null;
      count += 1;
      const name = fate === 'declined' ? `refused${count}` : `c0ffee${count}`;
      const validBefore = world.now() + 3_600_000;
      const authorization = { payer: 'ab12', nonce: name, ...total, validBefore };
      if (fate === 'declined') declined.push(authorization);
      return requestWith('x-nonce', encodeNonce(authorization));
    },
    spellings: ({ headers }) => [requestWith('x-nonce', headers['x-nonce']?.toUpperCase() ?? '')],
    twin: ({ headers }) => requestWith('x-nonce', `${headers['x-nonce']}0`),
    secrets: () => [],
  };
};

export const hosted: RailSubject = (world) => {
  const { provider, bench } = overFake(world);
  return {
    ...bench,
    rail: hostedRail,
    pay: (page, fate) => fate === 'paid' && provider.visit(page),
    secrets: () => ['sk_hosted_CANARY'],
  };
};

/** The keyed fake with every member that it could do without, and a currency of three digits. */
export const thorough: RailSubject = over(keyed, (rail) => ({
  manifest: { ...rail.manifest, currencies: { ...rail.manifest.currencies, kwd: { min: 1, max: 1_001 } } },
  accepts: ({ total }) =>
    ['usd', 'jpy', 'kwd'].includes(total.currency)
      ? null
      : { refused: 'currency_unsupported', message: 'It takes usd, jpy and kwd.' },
  check: async () => null,
  prepare: async ({ cart }) => ({ prepared: { cart } }),
}));

const SIGNING_KEY = 'whsec_CANARY';

function signatureOf(body: Uint8Array): string {
  return createHmac('sha256', SIGNING_KEY).update(body).digest('hex');
}

/** The keyed fake, whose provider rings about each attempt, and is asked whether there is one before it is believed. */
export const ringing: RailSubject = async (world) => {
  const { tenant, scope: cart } = world.asking;
  const rung: (() => string)[] = [];
  const bench = await over(keyed, (rail) => ({
    async settle(purchase, credential, context) {
      rung.push(() => JSON.stringify({ tenant, cart, attempt: context.attempt }));
      return rail.settle(purchase, credential, context);
    },
    async webhook({ headers, body }, context) {
      if (headers['x-signature'] !== signatureOf(body)) {
        throw new RailError('invalid_signature', 'The provider has not signed this.');
      }
      const text = new TextDecoder().decode(body);
      const { attempt, ...place } = JSON.parse(text) as PaymentEvent;
      const asked = { method: 'POST', body: JSON.stringify({ attempt }) };
      const found = await context.fetch('https://provider.test/find_charge', asked);
      const { state } = (await found.json()) as { readonly state: string };
      return state === 'not_found' ? null : { ...place, attempt };
    },
  }))(world);
  return {
    ...bench,
    webhooks: () => [...new Set(rung.map((one) => one()))].map((text) => ringOf(text)),
    secrets: () => [...bench.secrets(), SIGNING_KEY],
  };
};

function ringOf(text: string): RailRequest {
  const body = new TextEncoder().encode(text);
  return { ...requestWith('x-signature', signatureOf(body)), body };
}

/** The nonce fake, with a note of what is about to be sent. */
export const noting: RailSubject = over(nonce, (rail) => ({
  async settle(purchase, credential, context) {
    await context.remember({ sent: 'soon' });
    return rail.settle(purchase, credential, context);
  },
}));

/** A rail that sends the buyer to the seller's own site. */
export const referring: RailSubject = over(hosted, () => ({
  cancel: undefined,
  refund: undefined,
  settle: async ({ cart }) => ({ state: 'referred', handoff: { url: `https://seller.example/${cart}` } }),
  status: async () => ({ state: 'unknown', reason: 'elsewhere' }),
}));

/** What is laid over a rail; undefined takes a member away. */
export type Change = { readonly [Member in keyof PaymentRail]?: PaymentRail[Member] | undefined };

/** The same subject with this laid over its rail, anew for every rail that is made. */
export function over(subject: RailSubject, change: (rail: PaymentRail) => Change): RailSubject {
  return async (world) => {
    const bench = await subject(world);
    return {
      ...bench,
      rail() {
        const rail = bench.rail();
        return { ...rail, ...change(rail) } as PaymentRail;
      },
    };
  };
}
