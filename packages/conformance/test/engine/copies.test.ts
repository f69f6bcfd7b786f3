import type { PaymentRail } from '@railyard/core/rail';
import { expect, it } from 'vitest';
import { hostedRail } from '../../src/index.ts';
import { begin, cartOf, nonce, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, MINUTE, mount, slowReads } from './world.ts';

it.each([10, 100])(
  'S1.49 answers %i copies at once with one call of the rail and equal answers',
  async (count) => {
    const world = createWorld();
    const cart = await cartOf(world);
    world.provider.fault('charge', { type: 'slow_reply', ms: 2_000 });

    const copies = Array.from({ length: count }, () => begin(world, { cart, headers: token() }));
    const answers = await world.runtime.run(Promise.all(copies));

    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 200, body: { status: 'paid' } });
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    expect(world.provider.calls).toHaveLength(1);
    expect((await recordOf(world, cart)).attempts).toHaveLength(1);
  },
);

it('answers copies of one credential under ten keys, in two processes, with one charge', async () => {
  const world = createWorld();
  const other = world.engine();
  const cart = await cartOf(world);
  world.provider.fault('submit', { type: 'slow_reply', ms: 2_000 });
  const headers = nonce(signed(world));

  const copies = Array.from({ length: 10 }, (_, index) =>
    begin(index % 2 === 0 ? world : other, { cart, key: `key-${index}`, headers }),
  );
  const answers = await world.runtime.run(Promise.all(copies));

  expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
  expect(answers[0]?.status).toBe(200);
  expect(world.provider.calls).toHaveLength(1);
  expect(world.provider.charges).toHaveLength(1);
});

it('lets one of two credentials pay when both come at once under one key', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  const answers = await world.runtime.run(
    Promise.all(['tok_a', 'tok_b'].map((name) => begin(world, { cart, headers: token(name) }))),
  );

  expect(answers[1]?.body).toEqual(answers[0]?.body);
  expect(world.provider.charges).toHaveLength(1);
});

it('refuses whoever is no copy while a payment runs, and touches no second credential', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'slow_reply', ms: 5_000 });
  const running = begin(world, { cart, headers: token('tok_a') });
  await world.runtime.advance(1_000);

  const strangers = await world.runtime.run(
    Promise.all([
      begin(world, { cart, key: 'key-2', headers: token('tok_b') }),
      begin(world, { cart, key: 'key-3', headers: nonce(signed(world)) }),
      begin(world, { cart, key: 'key-4' }),
      begin(world, { cart, key: 'key-5', page: 'hosted' }),
      begin(world, { cart, key: null }),
    ]),
  );

  for (const answer of strangers) {
    expect(answer).toMatchObject({ status: 503, body: { error: 'payment_unresolved', retryable: true } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }
  expect((await world.runtime.run(running)).status).toBe(200);
  expect(world.provider.charges.map(({ source }) => source)).toEqual(['tok_a']);
});

it('tells a copy after 20 seconds that its request still runs', async () => {
  const world = createWorld();
  const slow = world.engine({ timeouts: { rail: 60_000 } });
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'slow_reply', ms: 50_000 });
  const running = begin(slow, { cart, headers: token() });
  await world.runtime.advance(1_000);
  const started = world.runtime.now();

  const sameKey = await pay(slow, { cart, headers: token() });
  const waited = world.runtime.now() - started;
  const elsewhere = await pay(world, { cart, key: 'key-2', headers: token() });

  expect(sameKey).toMatchObject({ status: 409, body: { error: 'idempotency_in_flight' } });
  expect(sameKey.headers['retry-after']).toBe('1');
  expect(waited).toBe(20_000);
  expect(elsewhere).toMatchObject({ status: 409, body: { error: 'idempotency_in_flight' } });
  expect((await world.runtime.run(running)).status).toBe(200);
  expect(world.provider.calls).toHaveLength(1);
});

it('waits for what this process carries before it says that nothing is in its hands', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'slow_reply', ms: 5_000 });
  const running = begin(world, { cart, headers: token() });
  await world.runtime.advance(1_000);

  await world.runtime.run(world.checkout.idle());

  expect((await recordOf(world, cart)).order).not.toBeNull();
  expect((await running).status).toBe(200);
});

it('gives the order to a copy whose credential paid while it slept, although its rail takes it no more', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const headers = nonce(signed(world, { validBefore: world.runtime.now() + MINUTE }));
  const slow = world.engine({ store: slowReads(world, 'proof', 2 * MINUTE) });

  const copy = begin(slow, { cart, headers });
  await pay(world, { cart, headers });

  expect((await world.runtime.run(copy)).body).toMatchObject({ status: 'paid' });
  expect(world.provider.charges).toHaveLength(1);
});

it('says no 402 beside an open page to a copy whose credential closed the page and paid while it slept', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, key: 'key-0', page: 'hosted' });
  const headers = nonce(signed(world, { validBefore: world.runtime.now() + 3 * MINUTE }));
  const slow = world.engine({ store: slowReads(world, 'proof', 2 * MINUTE) });

  const copy = begin(slow, { cart, headers });
  await world.runtime.advance(2.5 * MINUTE); // by now it has looked at the page
  await pay(world, { cart, headers });

  expect((await world.runtime.run(copy)).body).toMatchObject({ status: 'paid' });
  expect(world.provider.charges).toHaveLength(1);
});

it.each([
  ['a page', { page: 'hosted' }, { page: 'hosted' }, 'open_page'],
  ['another token', { headers: token('tok_a') }, { headers: token('tok_b') }, 'charge'],
] as const)(
  'knows a copy with %s by its key, although the key was read before the payment began',
  async (_, ask, copy, operation) => {
    const world = createWorld();
    const cart = await cartOf(world);
    world.provider.fault(operation, { type: 'slow_reply', ms: 3_000 });
    const slow = begin(world.engine({ store: slowReads(world, 'request', 50) }), { cart, ...copy });
    const [first, second] = await world.runtime.run(Promise.all([begin(world, { cart, ...ask }), slow]));

    expect(first.status).toBe(200);
    expect(second.body).toEqual(first.body);
    expect(world.provider.calls).toHaveLength(1);
  },
);

it('hands the buyer over once under one key, although a copy has read the key before', async () => {
  const handoffs: string[] = [];
  const rail: PaymentRail = {
    ...hostedRail(),
    async settle() {
      handoffs.push(`https://seller.test/${handoffs.length}`);
      return { state: 'referred', handoff: { url: handoffs.at(-1) ?? '' } };
    },
  };
  const world = createWorld({ mounts: [mount(rail)] });
  const cart = await cartOf(world);
  const slow = begin(world.engine({ store: slowReads(world, 'request', 50) }), { cart, page: 'hosted' });
  const [first, second] = await world.runtime.run(
    Promise.all([begin(world, { cart, page: 'hosted' }), slow]),
  );

  expect(handoffs).toEqual(['https://seller.test/0']);
  expect(second.body).toEqual(first.body);
});
