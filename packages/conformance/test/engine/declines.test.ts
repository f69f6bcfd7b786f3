import type { PaymentRail } from '@railyard/core/rail';
import { describe, expect, it, vi } from 'vitest';
import { hostedRail, keyedRail, nonceRail } from '../../src/index.ts';
import { cartOf, nonce, pass, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, HOUR, MINUTE, mount } from './world.ts';

it('answers a certain decline with 402 and what to do', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  const answer = await pay(world, { cart, headers: token('tok_declined') });

  expect(answer).toMatchObject({
    status: 402,
    body: { error: 'payment_declined', details: { payment_rail: 'keyed', reason: 'token_declined' } },
  });
  expect(answer.headers['x-keyed-required']).toBe('4999 usd');
  expect((await recordOf(world, cart)).attempts).toMatchObject([
    { state: 'declined', sealed: null, due: null },
  ]);
});

it('answers the same credential alike without a call, under whatever key', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const first = await pay(world, { cart, headers: token('tok_declined') });

  const again = await pay(world, { cart, headers: token('tok_declined') });
  const other = await pay(world, { cart, key: 'key-2', headers: token('tok_declined') });

  expect(again).toEqual(first);
  expect(other).toEqual(first);
  expect(world.provider.calls).toHaveLength(1);
});

it('keeps the key open for another credential', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token('tok_declined') });

  const answer = await pay(world, { cart, headers: token('tok_b') });
  const replay = await pay(world, { cart, headers: token('tok_b') });

  expect(answer).toMatchObject({ status: 200, body: { status: 'paid' } });
  expect(replay.headers['idempotent-replayed']).toBe('true');
  expect(world.provider.charges).toMatchObject([{ source: 'tok_b' }]);
});

it('looks a declined authorization up before another is submitted: used, it is the answer', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const first = signed(world, { nonce: 'refused1' });
  const declined = await pay(world, { cart, headers: nonce(first) });
  world.provider.land(first);

  const answer = await pay(world, { cart, headers: nonce(signed(world, { nonce: 'n2' })) });

  expect(declined).toMatchObject({ status: 402, body: { error: 'payment_declined' } });
  expect(answer).toMatchObject({ status: 200, body: { reference: 'ch_1' } });
  expect(world.provider.charges.map(({ source }) => source)).toEqual(['nonce:0xab:refused1']);
  expect(world.provider.count('submit')).toBe(1);
});

it('submits nothing new while the declined authorization cannot be looked up', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, headers: nonce(signed(world, { nonce: 'refused1' })) });
  world.provider.fault('read_chain', { type: 'lost_reply' });

  const answer = await pay(world, { cart, headers: nonce(signed(world, { nonce: 'n2' })) });
  const page = await pay(world, { cart, key: 'key-2', page: 'hosted' });

  expect(answer).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect(world.provider.count('submit')).toBe(1);
  expect(page).toMatchObject({ status: 200, body: { status: 'action_required' } });
});

it('goes on when the declined authorization is unspent, and gives the money back when it lands all the same', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const first = signed(world, { nonce: 'refused1' });
  await pay(world, { cart, headers: nonce(first) });

  const answer = await pay(world, { cart, headers: nonce(signed(world, { nonce: 'n2' })) });
  world.provider.land(first);
  await pass(world, 20 * MINUTE);

  expect(answer).toMatchObject({ status: 200, body: { reference: 'ch_1' } });
  expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1' });
  expect(world.provider.charges).toMatchObject([
    { source: 'nonce:0xab:n2', refunds: [] },
    { source: 'nonce:0xab:refused1', refunds: [{ amount: 4_999 }] },
  ]);
  expect(world.provider.count('refund')).toBe(1);
  expect(world.events.map(({ type }) => type)).toEqual([
    'order.paid',
    'payment.late',
    'refund.due',
    'refund.refunded',
  ]);
});

it('stops watching a declined authorization once the chain refuses it for good', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, headers: nonce(signed(world, { nonce: 'refused1' })) });

  await pass(world, 2 * HOUR);
  const asked = world.provider.calls.length;
  await pass(world, 2 * HOUR);
  const answer = await pay(world, { cart, headers: token() });

  expect(answer.status).toBe(200);
  expect(world.provider.calls).toHaveLength(asked + 1);
  expect((await recordOf(world, cart)).attempts[0]).toMatchObject({ state: 'declined', due: null });
});

it('makes a person look when a declined authorization can still not be looked up after its end', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, headers: nonce(signed(world, { nonce: 'refused1' })) });
  world.provider.fault('read_chain', ...Array.from({ length: 100 }, () => ({ type: 'lost_reply' }) as const));

  await pass(world, 110 * MINUTE);
  const before = (await recordOf(world, cart)).attempts[0]?.openCase;
  await pass(world, HOUR);
  const after = (await recordOf(world, cart)).attempts[0]?.openCase;
  await pass(world, 30 * HOUR);

  expect([before, after]).toEqual([null, 'unresolved_past_deadline']);
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ openCase: null, due: null }]);
  expect(world.events).toMatchObject([{ type: 'case.opened' }, { type: 'case.closed' }]);
});

it('finds a declined authorization that lands, without anybody’s retry', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const first = signed(world, { nonce: 'refused1' });
  const declined = await pay(world, { cart, headers: nonce(first) });
  world.provider.land(first);

  await pass(world, 20 * MINUTE);
  const again = await pay(world, { cart, headers: nonce(first) });

  expect(declined.status).toBe(402);
  expect(again).toMatchObject({ status: 200, body: { reference: 'ch_1' } });
  expect(world.events.map(({ type }) => type)).toEqual(['payment.late', 'order.paid']);
});

it('answers a decline with the order that an earlier authorization has meanwhile made', async () => {
  const keyed = keyedRail();
  const world = createWorld({
    mounts: [
      mount({
        ...keyed,
        async settle(...call) {
          world.provider.land(first);
          return keyed.settle(...(call as Parameters<typeof keyed.settle>));
        },
      }),
      mount(nonceRail()),
    ],
  });
  const first = signed(world, { nonce: 'refused1' });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: nonce(first) });

  const answer = await pay(world, { cart, headers: token('tok_declined') });

  expect(answer).toMatchObject({ status: 200, body: { status: 'paid', payment_rail: 'nonce' } });
  expect(world.provider.charges).toHaveLength(1);
});

it('counts no try of which nothing was sent, so that a rail that was away for a while still sells', async () => {
  let away = true;
  const prepare = async () => {
    if (away) throw new Error('The rail is away.');
    return { prepared: {} };
  };
  const world = createWorld({ mounts: [mount({ ...keyedRail(), prepare })] });
  const cart = await cartOf(world);
  for (let tries = 0; tries < 25; tries += 1) {
    expect((await pay(world, { cart, headers: token() })).status).toBe(503);
  }

  away = false;
  expect((await pay(world, { cart, headers: token() })).status).toBe(200);
});

const away = () => Promise.reject(new Error('The rail is away.'));

it('bounds the tries of which nothing was sent, too', async () => {
  const world = createWorld({ mounts: [mount({ ...keyedRail(), prepare: away })] });
  const cart = await cartOf(world);
  const statuses = new Set<number>();
  for (let tries = 0; tries < 101; tries += 1) {
    statuses.add((await pay(world, { cart, headers: token() })).status);
  }
  expect([...statuses]).toEqual([503, 429]);
  expect((await recordOf(world, cart)).attempts).toHaveLength(100);
});

describe('beside an authorization that may still be used', () => {
  it('opens one page only, when that is declined', async () => {
    let opened = 0;
    const page: PaymentRail = {
      ...hostedRail(),
      async settle() {
        opened += 1;
        return { state: 'declined', reason: 'account_restricted', evidence: 'same_key' };
      },
    };
    const world = createWorld({ mounts: [mount(nonceRail()), mount(page)] });
    const cart = await cartOf(world);
    await pay(world, { cart, headers: nonce(signed(world, { nonce: 'refused1' })) });

    const declined = await pay(world, { cart, key: 'key-2', page: 'hosted' });
    const paid = await pay(world, { cart, key: 'key-3', headers: nonce(signed(world, { nonce: 'n3' })) });

    expect(opened).toBe(1);
    expect(declined).toMatchObject({ status: 400, body: { details: { reason: 'account_restricted' } } });
    expect(paid.status).toBe(200);
  });

  it('prepares once, and passes the refusal on', async () => {
    let prepared = 0;
    const picky: PaymentRail = {
      ...keyedRail(),
      async prepare() {
        prepared += 1;
        return { refused: 'no_funds', message: 'There is no money on it.' };
      },
    };
    const world = createWorld({ mounts: [mount(nonceRail()), mount(picky)] });
    const cart = await cartOf(world);
    await pay(world, { cart, headers: nonce(signed(world, { nonce: 'refused1' })) });

    const refused = await pay(world, { cart, key: 'key-2', headers: token() });

    expect(prepared).toBe(1);
    expect(refused).toMatchObject({ status: 402, body: { details: { reason: 'no_funds' } } });
  });
});

it('makes a person look when a declined authorization stays pending past its end, and lets the case stay', async () => {
  const status = vi.fn<PaymentRail['status']>(async () => ({ state: 'unknown', reason: 'silence' }));
  const world = createWorld({ mounts: [mount({ ...nonceRail(), status })] });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: nonce(signed(world, { nonce: 'refused1' })) });
  status.mockResolvedValue({ state: 'pending' });
  await pass(world, 48 * HOUR);
  const pending = (await recordOf(world, cart)).attempts[0]?.openCase;
  status.mockResolvedValue({ state: 'unknown', reason: 'silence' });
  await pass(world, HOUR);
  status.mockResolvedValue({ state: 'pending' });
  await pass(world, HOUR);

  expect(pending).toBe('unresolved_past_deadline');
  expect(world.events.map(({ type }) => type)).toEqual(['case.opened']);
});
