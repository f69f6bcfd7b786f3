import { readCase, refundOrder, resolveCaseUnasked, ring } from '@railyard/core/operator';
import type { PaymentEvent, PaymentRail, Settlement } from '@railyard/core/rail';
import { changePolicy, readBudgets } from '@railyard/core/spend';
import { describe, expect, it, vi } from 'vitest';
import { keyedRail } from '../../src/index.ts';
import { cartOf, pass, pay, recordOf, token } from './calls.ts';
import { paidAt, rule } from './doubtful.ts';
import { createWorld, HOUR, MINUTE, mount, type World } from './world.ts';

const WHO = { tenant: 'acme', principal: 'alice' };
const PRICE = 4_999;
const LIMIT = 6_000;
const usd = (amount: number) => ({ amount, currency: 'usd' });
const fault = (word: string) => ({ code: 'validation', extras: { details: { fault: word } } });
const silent: Settlement = { state: 'unknown', reason: 'merchant_silent' };
const declined: Settlement = { state: 'declined', reason: 'no', evidence: 'provider_state' };
const inDoubt: Settlement = { ...silent, openCase: 'order_in_doubt' };

/** Money that the provider shows, and of which the rail knows no order. */
const charged = (amount: number, openCase = 'charged_without_order', currency = 'usd'): Settlement => ({
  state: 'unknown',
  reason: openCase,
  openCase,
  taken: { amount, currency },
});

/** A payer with a budget of 60.00 usd for ever, and a payment of 49.99 of which the provider says this. */
async function seen(first: Settlement, spendable: 'budgeted' | 'free' = 'budgeted') {
  const says = vi.fn<PaymentRail['status']>(async () => first);
  const cancels = vi.fn<NonNullable<PaymentRail['cancel']>>(async () => inDoubt);
  const settles = vi.fn<() => Promise<Settlement>>(async () => first);
  const asking = { ...keyedRail(), settle: settles, status: says };
  const rail: PaymentRail = { ...asking, cancel: cancels };
  const world = createWorld({ mounts: [mount(rail)], spending: { policy: {} } });
  if (spendable === 'budgeted')
    await changePolicy(world, WHO, () => ({
      budgets: [{ period: 'total', limit: usd(LIMIT), timeZone: 'UTC' }],
    }));
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });
  await pass(world, 2 * MINUTE);
  const { attempts } = await recordOf(world, cart);
  const [attempt] = attempts;
  if (!attempt) throw new Error('Nothing was tried.');
  return {
    world,
    cart,
    id: `${cart}.${attempt.id}`,
    attempt: attempt.id,
    says,
    cancels,
    settles,
    rail,
    asking,
  };
}

const leftOf = async (world: World) => (await readBudgets(world, WHO))[0]?.left;
const attemptOf = async (world: World, cart: string) => (await recordOf(world, cart)).attempts[0];

async function buyAgain(world: World, settles: { mockResolvedValue(said: Settlement): unknown }) {
  settles.mockResolvedValue(paidAt('ch_2'));
  return pay(world, { cart: await cartOf(world), key: 'key-9', headers: token('tok_z') });
}

/** The provider rings about the payment. */
async function ringFor({ world, cart, attempt, rail }: Awaited<ReturnType<typeof seen>>): Promise<void> {
  const event: PaymentEvent = { tenant: 'acme', cart, attempt };
  const bell = mount({ ...rail, webhook: async () => event });
  const { checkout } = world.engine({ rails: () => [bell] });
  const request = {
    method: 'POST',
    url: 'https://shop.test/',
    headers: {},
    meta: {},
    body: new Uint8Array(),
  };
  await world.runtime.run(ring(checkout, bell, request));
}

describe('an order that stands', () => {
  it('costs what was taken: in the order, its event, the budget and what can go back of it', async () => {
    const { world, cart, id } = await seen(paidAt('ch_1', 4_000));

    const ruled = await rule(world, id, { ruling: 'stands', reference: 'as I typed it' });
    const { order } = await recordOf(world, cart);
    const again = await pay(world, { cart, headers: token() });
    const refund = await world.runtime.run(
      refundOrder(world.checkout, { tenant: 'acme', order: order?.id ?? '', key: 'r', reason: 'Asked.' }),
    );

    await pass(world, MINUTE);
    expect(ruled).toMatchObject({ insisted: false, became: { state: 'paid', order: order?.id } });
    expect(order).toMatchObject({ total: usd(4_000), reference: 'ch_1', subtotal: PRICE });
    expect(world.events.find(({ type }) => type === 'order.paid')?.subject).toMatchObject({
      total: usd(4_000),
    });
    expect(await leftOf(world)).toBe(LIMIT - 4_000);
    expect(again).toMatchObject({ status: 200, body: { order_id: order?.id, amount: 4_000 } });
    expect(refund).toMatchObject({ amount: usd(4_000) });
  });

  it('costs more than was agreed where more was taken, and leaves nothing of a budget that was less', async () => {
    const { world, cart, id } = await seen(paidAt('ch_1', 6_100));
    await rule(world, id, { ruling: 'stands', reference: 'ch_1' });
    expect((await recordOf(world, cart)).order?.total).toEqual(usd(6_100));
    expect(await leftOf(world)).toBe(0);
  });

  it.each(['charged_without_order', 'charged_in_doubt'])('has to be insisted on after %s', async (word) => {
    const { world, cart, id } = await seen(charged(PRICE, word));
    const call = { ruling: 'stands', reference: 'mo_1' } as const;

    await expect(rule(world, id, call)).rejects.toMatchObject({
      ...fault('uncertain'),
      message: 'It may turn out otherwise. The provider says: unknown. 49.99 usd was taken.',
    });
    await rule(world, id, { ...call, insist: true });

    expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'mo_1', total: usd(PRICE) });
    expect(await leftOf(world)).toBe(LIMIT - PRICE);
  });

  it('has a reference, an amount that is known, and the currency of its cart', async () => {
    const bad = { ...paidAt('ch_1'), total: { amount: -1, currency: 'usd' } };
    const unread = await seen(bad);
    const foreign = await seen(charged(5_000, 'charged_in_doubt', 'jpy'));
    const call = { ruling: 'stands', reference: 'mo_1', insist: true } as const;

    await expect(rule(foreign.world, foreign.id, { ruling: 'stands' })).rejects.toMatchObject(
      fault('ruling_incomplete'),
    );
    await expect(rule(foreign.world, foreign.id, call)).rejects.toMatchObject(fault('another_currency'));
    await expect(rule(unread.world, unread.id, call)).rejects.toMatchObject(fault('nothing_taken'));
  });

  it('is the payment itself once the provider shows it paid as it was to be', async () => {
    const { world, cart, id, says } = await seen(paidAt('ch_1', 5_099));
    says.mockResolvedValue(paidAt('ch_1'));
    await expect(rule(world, id, { ruling: 'stands', reference: 'ch_1' })).rejects.toMatchObject(
      fault('shown_paid'),
    );
    expect((await recordOf(world, cart)).order).toMatchObject({ total: usd(PRICE) });
  });
});

describe('money that was seen', () => {
  it.each(['paid', 'unpaid'] as const)(
    'is never ruled %s, and the refusal says how much it is',
    async (ruling) => {
      const { world, id } = await seen(charged(PRICE));
      await expect(rule(world, id, { ruling, reference: 'mo_1', insist: true })).rejects.toMatchObject({
        ...fault('ruling_not_open'),
        message: '49.99 usd was taken. This case can be ruled: stands, returned.',
      });
      expect(await leftOf(world)).toBe(LIMIT - PRICE);
    },
  );

  it.each(['paid', 'unpaid'] as const)(
    'counts instead of %s when only the question brings it out',
    async (ruling) => {
      const { world, cart, id, says } = await seen(inDoubt);
      says.mockResolvedValue(charged(PRICE, 'charged_in_doubt'));

      await expect(rule(world, id, { ruling, reference: 'mo_1', insist: true })).rejects.toMatchObject({
        ...fault('shown_paid'),
        message: 'The provider shows that 49.99 usd was taken. The ruling was not recorded.',
      });

      expect(await attemptOf(world, cart)).toMatchObject({
        state: 'submitted',
        openCase: 'charged_in_doubt',
      });
      const report = await world.runtime.run(readCase(world.checkout, 'acme', id));
      expect(report).toMatchObject({
        rulings: ['stands', 'returned'],
        evidence: { payment: { taken: usd(PRICE) }, provider: { taken: usd(PRICE) } },
      });
    },
  );

  it('is ruled returned only when it has come back, or when insisted on', async () => {
    const { world, cart, id, says, settles } = await seen(paidAt('ch_1', 4_000));

    await expect(rule(world, id, { ruling: 'returned' })).rejects.toMatchObject({
      ...fault('uncertain'),
      message: 'It may turn out otherwise. The provider says: unknown. 40.00 usd was taken.',
    });
    says.mockResolvedValue({ ...silent, taken: usd(0) });
    await rule(world, id, { ruling: 'returned' });

    expect(await attemptOf(world, cart)).toMatchObject({ state: 'cancelled', openCase: null });
    expect(await leftOf(world)).toBe(LIMIT);
    expect(await buyAgain(world, settles)).toMatchObject({ status: 200 });
  });

  it.each([
    ['in full by the merchant', charged(PRICE), PRICE],
    ['less than the price', paidAt('ch_1', 1_002), 1_002],
    ['more than the price', paidAt('ch_1', 5_500), 5_500],
  ])('stays counted when it is insisted to be returned and was kept %s', async (_, kept, amount) => {
    const { world, cart, id, settles, cancels, says } = await seen(kept);
    cancels.mockResolvedValue(kept);

    await rule(world, id, { ruling: 'returned', insist: true });
    await pass(world, HOUR);

    expect(await attemptOf(world, cart)).toMatchObject({ state: 'cancelled', openCase: null });
    expect(await leftOf(world)).toBe(LIMIT - amount);
    expect((await buyAgain(world, settles)).status).toBe(LIMIT - amount < PRICE ? 403 : 200);

    cancels.mockResolvedValue(declined);
    await pass(world, HOUR);
    expect(await attemptOf(world, cart)).toMatchObject({ due: null });
    expect((await leftOf(world)) ?? 0).toBeGreaterThanOrEqual(LIMIT - PRICE);
    expect(says).toHaveBeenCalled();
  });

  it('is ruled by what is recorded where no rail can be asked', async () => {
    const { world, cart, id } = await seen(charged(PRICE));
    const book = { store: world.store, runtime: world.runtime };
    const call = {
      tenant: 'acme',
      case: id,
      key: 'k-1',
      by: 'ada',
      reason: 'Seen.',
      reference: 'mo_1',
    } as const;
    await expect(resolveCaseUnasked(book, { ...call, ruling: 'unpaid', insist: true })).rejects.toMatchObject(
      fault('ruling_not_open'),
    );
    await expect(resolveCaseUnasked(book, { ...call, ruling: 'stands' })).rejects.toMatchObject(
      fault('uncertain'),
    );
    await resolveCaseUnasked(book, { ...call, ruling: 'stands', insist: true });
    expect((await recordOf(world, cart)).order).toMatchObject({ total: usd(PRICE) });
  });

  it('is a case of an answer that names no amount of money', async () => {
    const { world, cart } = await seen({ ...silent, taken: { amount: 0.5, currency: 'usd' } });
    expect(await attemptOf(world, cart)).toMatchObject({ openCase: 'rail_answer_invalid' });
  });
});

describe('money that is taken after the end of a payment', () => {
  it('is not there to spend until it has come back', async () => {
    const late = await seen(declined);
    const { world, cart, says, settles } = late;
    expect(await leftOf(world)).toBe(LIMIT);

    says.mockResolvedValue(charged(PRICE));
    await ringFor(late);
    expect(await attemptOf(world, cart)).toMatchObject({
      state: 'declined',
      openCase: 'charged_without_order',
    });
    expect(await leftOf(world)).toBe(LIMIT - PRICE);
    expect(await buyAgain(world, settles)).toMatchObject({ status: 403, body: { error: 'denied' } });

    says.mockResolvedValue(declined);
    await ringFor(late);
    expect(await attemptOf(world, cart)).toMatchObject({ openCase: null });
    expect(await leftOf(world)).toBe(LIMIT);
  });

  it('is spent once it makes the order', async () => {
    const late = await seen(declined);
    late.says.mockResolvedValue(charged(4_000));
    await ringFor(late);
    await rule(late.world, late.id, { ruling: 'stands', reference: 'mo_1', insist: true });
    expect((await recordOf(late.world, late.cart)).order).toMatchObject({ total: usd(4_000) });
    expect(await leftOf(late.world)).toBe(LIMIT - 4_000);
  });

  it('goes back as it was taken when it is found to stand after another payment made the order', async () => {
    const late = await seen(declined, 'free');
    late.settles.mockResolvedValue(paidAt('ch_2'));
    await pay(late.world, { cart: late.cart, key: 'key-2', headers: token('tok_b') });
    late.says.mockResolvedValue(charged(4_000));
    await ringFor(late);
    await rule(late.world, late.id, { ruling: 'stands', reference: 'mo_1', insist: true });
    const { order, refunds } = await recordOf(late.world, late.cart);
    expect(order).toMatchObject({ reference: 'ch_2' });
    expect(refunds).toMatchObject([{ amount: usd(4_000), reason: 'duplicate_payment' }]);
  });
});

describe('a payment that is insisted to be unpaid', () => {
  it('is closed at its provider, however long that takes', async () => {
    const { world, cart, id, cancels } = await seen(inDoubt);
    await rule(world, id, { ruling: 'unpaid', insist: true });
    const asked = cancels.mock.calls.length;

    await pass(world, 3 * HOUR);
    expect(cancels.mock.calls.length).toBeGreaterThan(asked + 5);
    // A person has decided: that nobody can tell is no case any more.
    expect(await attemptOf(world, cart)).toMatchObject({ state: 'cancelled', openCase: null });

    cancels.mockResolvedValue({ state: 'cancelled' });
    await pass(world, HOUR);
    const closed = cancels.mock.calls.length;
    await pass(world, HOUR);
    expect(await attemptOf(world, cart)).toMatchObject({ state: 'cancelled', due: null });
    expect(cancels.mock.calls).toHaveLength(closed);
  });

  it('is asked about where its provider closes nothing, and until its rail is back', async () => {
    const { world, cart, id, asking, says } = await seen(inDoubt);
    await rule(world, id, { ruling: 'unpaid', insist: true });
    await pass(world.engine({ rails: () => [] }), HOUR);
    expect((await attemptOf(world, cart))?.due).not.toBeNull();

    says.mockResolvedValue({ ...silent, unspent: true });
    await pass(world.engine({ rails: () => [mount(asking)] }), 26 * HOUR);
    expect(await attemptOf(world, cart)).toMatchObject({ state: 'cancelled', openCase: null, due: null });
  });

  it('is a case again, and counted, when closing it brings money out', async () => {
    const { world, cart, id, cancels } = await seen(inDoubt);
    await rule(world, id, { ruling: 'unpaid', insist: true });
    expect(await leftOf(world)).toBe(LIMIT);
    cancels.mockResolvedValue(charged(PRICE, 'charged_in_doubt'));
    await pass(world, 2 * MINUTE);
    expect(await attemptOf(world, cart)).toMatchObject({ state: 'cancelled', openCase: 'charged_in_doubt' });
    expect(await leftOf(world)).toBe(LIMIT - PRICE);
  });

  it('is the order, late, when closing it finds it paid', async () => {
    const { world, cart, id, cancels } = await seen(inDoubt);
    await rule(world, id, { ruling: 'unpaid', insist: true });
    cancels.mockResolvedValue(paidAt('ch_1'));
    await pass(world, 2 * MINUTE);
    expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1' });
    expect(world.events.map(({ type }) => type)).toContain('payment.late');
  });

  it('takes another payment meanwhile', async () => {
    const { world, cart, id, settles } = await seen(inDoubt, 'free');
    await rule(world, id, { ruling: 'unpaid', insist: true });
    settles.mockResolvedValue(paidAt('ch_2'));
    expect(await pay(world, { cart, key: 'key-2', headers: token('tok_b') })).toMatchObject({ status: 200 });
  });
});
