import { orderIdOf } from '@railyard/core';
import { refundOrder, resolveCaseUnasked } from '@railyard/core/operator';
import type { PaymentRail, RefundState } from '@railyard/core/rail';
import { expect, it, vi } from 'vitest';
import { keyedRail } from '../../src/index.ts';
import { cartOf, pass, pay, recordOf, token } from './calls.ts';
import { mended, paidAt, rule } from './doubtful.ts';
import { createWorld, HOUR, MINUTE, mount } from './world.ts';

const fault = (word: string) => ({ code: 'validation', extras: { details: { fault: word } } });

/** An order of which a refund has become a case: it failed, or nobody knows for a day. */
async function stuckRefund(how: 'failed' | 'unknown', reply: 'lost' | 'none' = 'none') {
  const keyed = keyedRail();
  const shows = vi.fn<PaymentRail['status']>((...asked) => keyed.status(...asked));
  const rail = {
    ...keyed,
    status: shows,
    async refund(...call: Parameters<typeof keyed.refund>): Promise<RefundState> {
      if (how === 'failed') return { state: 'failed', reason: 'no_funds' };
      if (reply === 'lost') await keyed.refund(...call);
      return { state: 'unknown', reason: 'silence' };
    },
  };
  if (how === 'unknown') shows.mockResolvedValue(paidAt('ch_1'));
  const world = createWorld({ mounts: [mount(rail)] });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });
  const call = { tenant: 'acme', order: orderIdOf(cart, 2), key: 'r-1', reason: 'broken' };
  const { id } = await world.runtime.run(refundOrder(world.checkout, call));
  await pass(world, how === 'failed' ? MINUTE : 26 * HOUR);
  const given = () => world.provider.charges.flatMap(({ refunds }) => refunds);
  return { world, cart, case: `${cart}.${id}`, id, keyed, shows, given };
}

it('S2.11 a refund that failed can be ruled as made by hand', async () => {
  const { world, cart, id, ...one } = await stuckRefund('failed');
  await expect(rule(world, one.case, { ruling: 'refunded' })).rejects.toMatchObject(
    fault('ruling_incomplete'),
  );
  const ruled = await rule(world, one.case, { ruling: 'refunded', reference: 'transfer 7' });
  await pass(world, MINUTE);

  expect(ruled).toMatchObject({ about: 'refund', openCase: 'refund_failed', became: { state: 'refunded' } });
  expect((await recordOf(world, cart)).refunds).toMatchObject([
    { id, state: 'refunded', reference: 'transfer 7', openCase: null },
  ]);
  expect(world.events.map(({ type }) => type).slice(-2)).toEqual(['refund.refunded', 'case.closed']);
});

it('a refund by hand that is another one too has to be insisted on', async () => {
  const { world, cart, ...one } = await stuckRefund('failed');
  const other = await cartOf(world);
  await pay(world, { cart: other, key: 'key-2', headers: token('tok_b') });
  const call = { tenant: 'acme', order: orderIdOf(other, 2), key: 'r-2', reason: 'broken' };
  await world.runtime.run(refundOrder(mended(world).checkout, call));
  const [{ reference } = { reference: '' }] = world.provider.charges.flatMap(({ refunds }) => refunds);

  const ruling = { ruling: 'refunded', reference } as const;
  await expect(rule(world, one.case, ruling)).rejects.toMatchObject(fault('reference_taken'));
  await rule(world, one.case, { ...ruling, insist: true });
  expect((await recordOf(world, cart)).refunds).toMatchObject([{ state: 'refunded', reference }]);
});

it('a refund that failed is made again under another id, once', async () => {
  const { world, cart, given, id, ...one } = await stuckRefund('failed');
  const ruled = await rule(world, one.case, { ruling: 'again' });
  await rule(world, one.case, { ruling: 'again' });
  await pass(mended(world), MINUTE);

  expect(given()).toMatchObject([{ id: ruled.became.refund, amount: 4_999 }]);
  expect((await recordOf(world, cart)).refunds).toMatchObject([
    { id, state: 'failed', openCase: null },
    { id: ruled.became.refund, state: 'refunded' },
  ]);
});

it('a refund that failed is not made again when the money went back in another way meanwhile', async () => {
  const { world, cart, given, ...one } = await stuckRefund('failed');
  const call = { tenant: 'acme', order: orderIdOf(cart, 2), key: 'r-2', reason: 'again' };
  await world.runtime.run(refundOrder(mended(world).checkout, call));

  await expect(rule(world, one.case, { ruling: 'again' })).rejects.toMatchObject({
    code: 'refund_exceeds_payment',
  });
  expect(given()).toHaveLength(1);
  await rule(world, one.case, { ruling: 'given_up', key: 'k-2' });
  expect((await recordOf(world, cart)).refunds).toMatchObject([{ openCase: null }, { state: 'refunded' }]);
});

it('a refund of which nobody knows is made again only when that is insisted on', async () => {
  const { world, given, ...one } = await stuckRefund('unknown');
  await expect(rule(world, one.case, { ruling: 'again' })).rejects.toMatchObject(fault('uncertain'));
  await rule(world, one.case, { ruling: 'again', insist: true });
  await pass(mended(world), MINUTE);
  expect(given()).toHaveLength(1);
});

it.each(['again', 'given_up'] as const)(
  'a refund that its provider shows as made is not ruled %s, whatever is insisted on',
  async (ruling) => {
    const { world, cart, given, keyed, shows, ...one } = await stuckRefund('unknown', 'lost');
    shows.mockImplementation((...asked) => keyed.status(...asked));
    await expect(rule(world, one.case, { ruling, insist: true })).rejects.toMatchObject(
      fault('shown_refunded'),
    );
    expect((await recordOf(world, cart)).refunds).toMatchObject([{ state: 'refunded', openCase: null }]);
    expect(given()).toHaveLength(1);
  },
);

it('a refund that its provider shows as under way is not made again', async () => {
  const { world, shows, id, ...one } = await stuckRefund('unknown');
  const refunds = [
    { id, amount: { amount: 4_999, currency: 'usd' }, state: 'pending', reference: 're_1' } as const,
  ];
  shows.mockResolvedValue({ ...paidAt('ch_1'), refunds });
  await expect(rule(world, one.case, { ruling: 'again', insist: true })).rejects.toMatchObject(
    fault('shown_pending'),
  );
  await expect(rule(world, one.case, { ruling: 'given_up' })).rejects.toMatchObject(fault('uncertain'));
});

it('a refund of which nobody knows is given up only when that is insisted on', async () => {
  const { world, cart, given, ...one } = await stuckRefund('unknown', 'lost');
  await expect(rule(world, one.case, { ruling: 'given_up' })).rejects.toMatchObject(fault('uncertain'));
  const unasked = { tenant: 'acme', case: one.case, key: 'k-2', by: 'ada', reason: 'Lost.' } as const;
  const ruling = resolveCaseUnasked(world, { ...unasked, ruling: 'given_up' });
  await expect(world.runtime.run(ruling)).rejects.toMatchObject(fault('uncertain'));

  const call = { tenant: 'acme', order: orderIdOf(cart, 2), key: 'r-2', reason: 'more' };
  await expect(world.runtime.run(refundOrder(mended(world).checkout, call))).rejects.toMatchObject({
    code: 'refund_exceeds_payment',
  });
  expect(given()).toHaveLength(1);
});

it('a refund that was given up turns out done when its provider says so, and can be asked for before that', async () => {
  const { world, cart, ...one } = await stuckRefund('unknown');
  const ruled = await rule(world, one.case, { ruling: 'given_up', insist: true });
  await pass(world, MINUTE);
  expect(ruled.became).toEqual({ state: 'failed', order: null, refund: null });
  expect(world.events.map(({ type }) => type).slice(-2)).toEqual(['case.closed', 'refund.failed']);

  const call = { tenant: 'acme', order: orderIdOf(cart, 2), key: 'r-2', reason: 'again' };
  const refund = await world.runtime.run(refundOrder(mended(world).checkout, call));
  expect(refund).toMatchObject({ state: 'refunded', amount: { amount: 4_999 } });
});

it('a refund whose rail is gone can be ruled as made by hand, and is not sent when the rail is back', async () => {
  const { world, cart, given, ...one } = await stuckRefund('failed');
  const gone = world.engine({ rails: () => [] });
  await rule(world, one.case, { ruling: 'again' });
  await pass(gone, MINUTE);
  const [, again] = (await recordOf(world, cart)).refunds;
  expect(again?.openCase).toBe('rail_not_mounted');
  const id = `${cart}.${again?.id}`;

  await expect(rule(gone, id, { ruling: 'again' })).rejects.toMatchObject(fault('ruling_not_open'));
  await rule(gone, id, { ruling: 'refunded', reference: 'transfer 7' });
  await pass(mended(world), 20 * MINUTE);
  expect(given()).toEqual([]);
});
