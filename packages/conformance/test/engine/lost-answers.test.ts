import { reconcile } from '@railyard/core/operator';
import { describe, expect, it } from 'vitest';
import type { Fault, Operation } from '../../src/index.ts';
import { begin, cartOf, nonce, orderOf, pass, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, MINUTE, type World } from './world.ts';

const FAULTS: readonly Fault[] = [
  { type: 'lost_request' },
  { type: 'lost_reply' },
  { type: 'error_after' },
  { type: 'hang' },
  { type: 'slow_request', ms: 30_000 },
  { type: 'slow_reply', ms: 30_000 },
];

const RAILS: readonly (readonly [string, Operation, (world: World) => Readonly<Record<string, string>>])[] = [
  ['keyed', 'charge', () => token()],
  ['nonce', 'submit', (world) => nonce(signed(world))],
];

describe.each(RAILS)('on the %s rail', (_, operation, headersOf) => {
  it.each(FAULTS)('answers 503 and never a challenge when the call meets $type', async (fault) => {
    const world = createWorld();
    const cart = await cartOf(world);
    const headers = headersOf(world);
    world.provider.fault(operation, fault);

    const answer = await pay(world, { cart, headers });

    expect(answer).toMatchObject({ status: 503, body: { error: 'payment_unresolved', retryable: true } });
    expect(answer.headers['x-keyed-required']).toBeUndefined();
    expect(await orderOf(world, answer)).toMatchObject({ cart });
  });

  it.each(FAULTS)('finishes by itself after $type, with one charge and one order', async (fault) => {
    const world = createWorld();
    const cart = await cartOf(world);
    const headers = headersOf(world);
    world.provider.fault(operation, fault);
    const first = await pay(world, { cart, headers });

    await pass(world, 5 * MINUTE);
    const view = await orderOf(world, first);
    const replay = await pay(world, { cart, headers });

    expect(view).toMatchObject({ status: 'paid' });
    expect(replay).toMatchObject({ status: 200, body: { order_id: view.id } });
    expect(replay.headers['idempotent-replayed']).toBe('true');
    expect(world.provider.charges).toHaveLength(1);
    expect(world.provider.conflicts).toEqual([]);
    expect((await recordOf(world, cart)).attempts).toHaveLength(1);
  });

  it.each(FAULTS)('finishes on the client’s retry after $type, without a second charge', async (fault) => {
    const world = createWorld();
    const cart = await cartOf(world);
    const headers = headersOf(world);
    world.provider.fault(operation, fault);
    const first = await pay(world, { cart, headers });

    await world.runtime.advance(Number(first.headers['retry-after']) * 1_000);
    const retry = await pay(world, { cart, headers });

    expect(retry).toMatchObject({ status: 200, body: { status: 'paid' } });
    expect(world.provider.charges).toHaveLength(1);
  });

  it('records a late answer that nobody waited for, without asking again', async () => {
    const world = createWorld();
    const cart = await cartOf(world);
    const headers = headersOf(world);
    world.provider.fault(operation, { type: 'slow_reply', ms: 30_000 });
    await pay(world, { cart, headers });

    await world.runtime.advance(30_000);
    const asked = world.provider.calls.length;
    const retry = await pay(world, { cart, headers });

    expect(asked).toBe(1);
    expect(retry.status).toBe(200);
    expect(world.provider.calls).toHaveLength(1);
  });
});

it('refuses every other way to pay while the outcome is unknown', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const lost: Fault = { type: 'lost_reply' };
  world.provider.fault('charge', lost, lost, lost, lost, lost, lost);
  world.provider.fault('find_charge', lost, lost, lost, lost, lost, lost);
  await pay(world, { cart, headers: token('tok_a') });

  const others = [
    await pay(world, { cart, headers: token('tok_b') }),
    await pay(world, { cart, key: 'key-2', headers: nonce(signed(world)) }),
    await pay(world, { cart, key: 'key-3' }),
    await pay(world, { cart, key: 'key-4', page: 'hosted' }),
  ];

  for (const answer of others)
    expect(answer).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect(world.provider.charges.map(({ source }) => source)).toEqual(['tok_a']);
});

it('keeps a pending payment pending until the provider decides, and never sends it again', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const answer = await pay(world, { cart, headers: token('tok_pending') });
  world.provider.fault('find_charge', { type: 'lost_request' }, { type: 'lost_request' });

  await pass(world, 5 * MINUTE);
  const waiting = await pay(world, { cart, headers: token('tok_pending') });
  const [attempt] = (await recordOf(world, cart)).attempts;
  world.provider.finish(attempt?.id ?? '', 'succeeded');
  await pass(world, MINUTE);
  const paid = await pay(world, { cart, headers: token('tok_pending') });

  for (const unsure of [answer, waiting])
    expect(unsure).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect(attempt?.state).toBe('pending');
  expect(paid.status).toBe(200);
  expect(world.provider.count('charge')).toBe(1);
});

it('ends a pending payment that the provider declines, and takes another credential', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token('tok_pending') });
  const [attempt] = (await recordOf(world, cart)).attempts;
  world.provider.finish(attempt?.id ?? '', 'declined');

  const answer = await pay(world, { cart, headers: token('tok_b') });

  expect(answer).toMatchObject({ status: 200 });
  expect(world.provider.charges.map(({ source }) => source)).toEqual(['tok_b']);
});

it('takes over in another process once the first can no longer be at work', async () => {
  const world = createWorld();
  const other = world.engine();
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'hang' });

  const running = begin(world, { cart, headers: token() });
  await world.runtime.advance(10_000);
  await other.runtime.run(reconcile(other.checkout));
  const early = world.provider.calls.length;
  await world.runtime.run(running);
  await pass(other, 2 * MINUTE);

  expect(early).toBe(1);
  expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1' });
  expect(world.provider.charges).toHaveLength(1);
});
