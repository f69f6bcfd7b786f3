import { listCases, refundOrder } from '@railyard/core/operator';
import type { PaymentRail } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import { nonce, pass, signed } from '../engine/calls.ts';
import { rule } from '../engine/doubtful.ts';
import { createWorld, Gate, HOUR, MINUTE, mount, standingStill } from '../engine/world.ts';
import { openShop, orderOf, PRICE, signedRail } from './shop.ts';

const failing = () => new Response('not today', { status: 500 });

describe.each(['fails', 'cannot be made'])('a refund that %s', (how) => {
  it('leaves the sale owed: its handler runs again, and the amount can be given back later', async () => {
    const rail = signedRail();
    if (how === 'fails') rail.refund = async () => ({ state: 'failed', reason: 'no_funds' });
    else delete rail.refund;
    const shop = openShop({ id: 'report-1' }, createWorld({ mounts: [mount(rail)] }));
    const { handler, world } = shop;
    const headers = nonce(signed(world));
    shop.handler = failing;
    await shop.ask(headers);
    await pass(world, 2 * HOUR);

    const call = { tenant: 'acme', order: await orderOf(world), reason: 'not delivered' };
    const refunded = await world.runtime.run(refundOrder(world.checkout, { ...call, key: 'r-1' }));
    await pass(world, MINUTE);
    shop.handler = handler;
    const answer = await shop.ask(headers);
    await pass(world, MINUTE);
    const events = world.events.map(({ type, subject }) =>
      typeof subject.case === 'string' ? `${type} ${subject.case}` : type,
    );
    const later = await world.runtime.run(refundOrder(world.checkout, { ...call, key: 'r-2' }));

    expect(refunded).toMatchObject({ state: 'failed', openCase: 'refund_failed' });
    expect(answer.status).toBe(200);
    expect(later.amount).toEqual(PRICE);
    expect(events).toEqual([
      'order.paid',
      'case.opened not_fulfilled',
      'refund.due',
      'case.closed not_fulfilled',
      'refund.failed',
      'case.opened refund_failed',
      'case.opened not_fulfilled',
      'case.closed not_fulfilled',
    ]);
  });
});

it('runs no handler for money that went back twice', async () => {
  const rail = signedRail();
  const shop = openShop({ id: 'report-1' }, createWorld({ mounts: [mount(rail)] }));
  const { world, handler } = shop;
  const headers = nonce(signed(world));
  shop.handler = failing;
  await shop.ask(headers);
  const nap = new Gate();
  const slow: PaymentRail = {
    ...rail,
    refund: () => nap.opened.then(() => ({ state: 'refunded', reference: 're_1' })),
  };
  const runtime = standingStill(world);
  const asleep = world.engine({ runtime, rails: () => [mount(slow)] });
  const call = { tenant: 'acme', order: await orderOf(world), reason: 'not delivered' };

  const first = refundOrder(asleep.checkout, { ...call, key: 'r-1' });
  rail.refund = async () => ({ state: 'failed', reason: 'no_funds' });
  await pass(world, 5 * MINUTE);
  rail.refund = async () => ({ state: 'refunded', reference: 're_2' });
  const second = await world.runtime.run(refundOrder(world.checkout, { ...call, key: 'r-2' }));
  nap.open();
  await world.runtime.run(first);
  shop.handler = handler;
  const before = shop.runs.length;

  expect([(await first).state, second.state]).toEqual(['refunded', 'refunded']);
  expect((await shop.ask(headers)).status).toBe(409);
  expect(shop.runs).toHaveLength(before);
  const more = refundOrder(world.checkout, { ...call, key: 'r-3' });
  await expect(world.runtime.run(more)).rejects.toThrow('Of this order 0 usd can be given back.');
});

it('does not let the process end while a handler runs that nobody waits for any more', async () => {
  const shop = openShop();
  const { world } = shop;
  shop.handler = async () => {
    await world.runtime.sleep(MINUTE);
    return new Response('late');
  };
  const headers = nonce(signed(world));
  expect((await shop.ask(headers)).status).toBe(503);

  await world.runtime.run(world.checkout.idle());
  shop.handler = () => new Response('again');
  expect(await (await shop.ask(headers)).text()).toBe('late');
});

it('does not let the process end while one handler runs, although another one for the same sale has ended', async () => {
  const shop = openShop();
  const { world } = shop;
  const nap = new Gate();
  shop.handler = () => nap.opened.then(() => new Response('late'));
  const headers = nonce(signed(world));
  await shop.ask(headers);
  await world.runtime.advance(5_000);
  shop.handler = failing;
  await shop.ask(headers);

  const steps: string[] = [];
  const ended = world.checkout.idle().then(() => steps.push('idle'));
  await world.runtime.advance(MINUTE);
  steps.push('awake');
  nap.open();
  await world.runtime.run(ended);
  expect(steps).toEqual(['awake', 'idle']);
});

it('S2.11 a person rules that a sale was delivered in another way, and its case is over', async () => {
  const shop = openShop({ id: 'report-1' });
  const { world } = shop;
  shop.handler = failing;
  await shop.ask(nonce(signed(world)));
  await pass(world, 2 * HOUR);

  const { cases } = await listCases(world.store, { tenant: 'acme', limit: 9 });
  const [one] = cases;
  expect(cases).toMatchObject([{ about: 'fulfilment', openCase: 'not_fulfilled', rulings: ['fulfilled'] }]);
  const ruled = await rule(world, one?.id ?? '', { ruling: 'fulfilled' });
  await pass(world, MINUTE);

  expect(ruled.became).toMatchObject({ state: 'done' });
  expect(await listCases(world.store, { tenant: 'acme', limit: 9 })).toMatchObject({ cases: [] });
  expect(world.events.map(({ type }) => type)).toEqual(['order.paid', 'case.opened', 'case.closed']);
});
