import { expect, it } from 'vitest';
import { type Fault, keyedRail, nonceRail } from '../../src/index.ts';
import { begin, cartOf, nonce, pass, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, Gate, HOUR, MINUTE, mount } from './world.ts';

const lost = (count: number): readonly Fault[] =>
  Array.from({ length: count }, () => ({ type: 'lost_request' }));

it('sends nothing once the provider may have forgotten the key, and asks only', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('charge', ...lost(500));
  await pay(world, { cart, headers: token() });
  const started = world.runtime.now();

  await pass(world, 23 * HOUR);
  const sent = world.provider.count('charge');
  await pass(world, 3 * HOUR);

  expect(sent).toBeGreaterThan(10);
  expect(world.provider.count('charge')).toBe(sent);
  expect(world.provider.count('find_charge')).toBeGreaterThan(sent);
  const last = world.provider.calls.findLast(({ operation }) => operation === 'charge');
  expect((last?.at ?? 0) - started).toBeLessThan(23 * HOUR);
});

it('declines for certain what could not be sent in time even once', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const late = world.engine({ rails: () => [mount({ ...nonceRail(), check: async () => null })] });
  const authorization = signed(world, { validBefore: world.runtime.now() });

  const answer = await pay(late, { cart, headers: nonce(authorization) });

  expect(answer).toMatchObject({
    status: 402,
    body: { error: 'payment_declined', details: { reason: 'window_closed' } },
  });
  expect(world.provider.count('submit')).toBe(0);
});

it('makes a person look an hour after the last moment to send, and stays unresolved until somebody knows', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('charge', ...lost(500));
  await pay(world, { cart, headers: token() });

  await pass(world, 23 * HOUR + 30 * MINUTE);
  const before = (await recordOf(world, cart)).attempts[0]?.openCase;
  await pass(world, HOUR);

  expect(before).toBeNull();
  expect((await recordOf(world, cart)).attempts).toMatchObject([
    { state: 'submitted', openCase: 'unresolved_past_deadline' },
  ]);
  expect(world.events).toMatchObject([
    { type: 'case.opened', subject: { case: 'unresolved_past_deadline' } },
  ]);
  expect(await pay(world, { cart, headers: token() })).toMatchObject({ status: 503 });
  expect(await pay(world, { cart, key: 'key-2' })).toMatchObject({ status: 503 });
});

it('closes the case when evidence comes after all', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'slow_request', ms: 25 * HOUR }, ...lost(500));
  await pay(world, { cart, headers: token() });

  await pass(world, 26 * HOUR);

  expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1' });
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'paid', openCase: null }]);
  expect(world.provider.charges).toHaveLength(1);
});

it('does not send an authorization that expired on the way, and ends by what the chain shows', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const authorization = signed(world, { validBefore: world.runtime.now() + 5 * MINUTE });
  world.provider.fault('submit', ...lost(50));
  await pay(world, { cart, headers: nonce(authorization) });

  await pass(world, 10 * MINUTE);
  const answer = await pay(world, { cart, headers: nonce(authorization) });

  const late = world.provider.calls.filter(
    ({ operation, at }) => operation === 'submit' && at >= authorization.validBefore,
  );
  expect(late).toEqual([]);
  expect(answer).toMatchObject({
    status: 402,
    body: { error: 'payment_declined', details: { reason: 'expired' } },
  });
  expect(world.provider.charges).toHaveLength(0);
});

it('binds a sender that wakes after a long pause', async () => {
  const rail = keyedRail();
  const pause = new Gate();
  const slow: typeof rail = { ...rail, settle: (...call) => pause.opened.then(() => rail.settle(...call)) };
  const world = createWorld({ mounts: [mount(slow)], timeouts: { rail: 30 * HOUR } });
  const cart = await cartOf(world);
  const running = begin(world, { cart, headers: token() });
  await world.runtime.advance(23 * HOUR);
  pause.open();

  expect(await world.runtime.run(running)).toMatchObject({ status: 503 });
  expect(world.provider.calls).toHaveLength(0);
});

it('asks ever more seldom, but within a quarter of an hour', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token('tok_pending') });

  await pass(world, 6 * HOUR);

  const asked = world.provider.calls
    .filter(({ operation }) => operation === 'find_charge')
    .map(({ at }) => at);
  const pauses = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
  expect(asked.length).toBeLessThan(40);
  expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(16 * MINUTE);
});

it('takes at most 20 attempts for a cart', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  for (let index = 1; index <= 20; index += 1)
    expect(await pay(world, { cart, headers: token(`tok_declined_${index}`) })).toMatchObject({
      status: 402,
    });
  const answer = await pay(world, { cart, headers: token('tok_a') });

  expect(answer).toMatchObject({ status: 429, body: { error: 'too_many_attempts' } });
  expect(world.provider.calls).toHaveLength(20);
  expect(await world.store.get('proof', 'keyed:tok_a')).toBeNull();
});

it('leaves an open page alone when no further attempt is possible', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  for (let index = 1; index <= 19; index += 1)
    await pay(world, { cart, headers: token(`tok_declined_${index}`) });
  await pay(world, { cart, key: 'key-2', page: 'hosted' });

  const answer = await pay(world, { cart, headers: token('tok_a') });

  expect(answer).toMatchObject({ status: 429, body: { error: 'too_many_attempts' } });
  expect(world.provider.count('close_page')).toBe(0);
});

it('honours the time that the provider asks to be left alone', async () => {
  const rail = keyedRail();
  const world = createWorld({
    mounts: [mount({ ...rail, status: async () => ({ state: 'pending', retryAfter: 300 }) })],
  });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token('tok_pending') });

  const answer = await pay(world, { cart, headers: token('tok_pending') });

  expect(answer).toMatchObject({ status: 503, body: { retry_after_seconds: 60 } });
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ due: world.runtime.now() + 300_000 }]);
});
