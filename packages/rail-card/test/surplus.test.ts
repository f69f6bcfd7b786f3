import {
  listCases,
  type Ruled,
  type RulingCall,
  readCase,
  refundOrder,
  resolveCase,
} from '@railyard/core/operator';
import { describe, expect, it } from 'vitest';
import { createWorld, type World } from './world.ts';

const PRICE = 4_999;
const MINUTE = 60_000;
const POLICY = {
  budgets: [{ period: 'total', timeZone: 'UTC', limit: { amount: 6_000, currency: 'usd' } }],
} as const;

/** An order of which the merchant takes 5.00 more by force, as Stripe rings. */
async function overcharged(): Promise<World & { readonly bought: string }> {
  const world = createWorld({}, POLICY);
  const bought = await world.cart();
  await world.buy(bought);
  await world.bank.force(cardOf(world), 500);
  await ringLast(world);
  return { ...world, bought };
}

function cardOf({ bank }: World): string {
  const [card] = bank.cards();
  if (!card) throw new Error('No card was made.');
  return card.number;
}

async function ringLast(world: World): Promise<void> {
  const [last] = (await world.bank.events()).slice(-1);
  if (!last) throw new Error('Stripe rang about nothing.');
  await world.ring(last);
}

async function refunded(world: World, cart: string): Promise<void> {
  const { order } = await world.record(cart);
  if (!order) throw new Error('There is no order.');
  const call = { tenant: 'acme', order: order.id, key: 'refund-1', reason: 'Changed their mind.' };
  await refundOrder(world.checkout, call);
  await world.pass(2 * MINUTE);
}

async function openCases({ store }: World) {
  const { cases } = await listCases(store, { tenant: 'acme', limit: 5 });
  return cases;
}

async function rule(world: World, call: Pick<RulingCall, 'ruling'> & Partial<RulingCall>): Promise<Ruled> {
  const [found] = await openCases(world);
  if (!found) throw new Error('There is no open case.');
  const usual = { tenant: 'acme', case: found.id, key: call.ruling, by: 'Ada', reason: 'Seen at Stripe.' };
  return resolveCase(world.checkout, { ...usual, ...call });
}

describe('what is taken beyond an order that is paid', () => {
  it('S3.12 is told, is a case, and counts in the budget', async () => {
    const world = await overcharged();
    await world.pass(MINUTE);

    expect(world.events.map(({ type }) => type)).toEqual(['order.paid', 'payment.alarm', 'case.opened']);
    expect(await openCases(world)).toMatchObject([
      { openCase: 'overcharged', rulings: ['stands', 'returned'] },
    ]);
    expect(await world.ledger()).toEqual({ held: 500, spent: PRICE });
    expect(await world.buy(world.bought)).toBe('paid');
    expect(await world.buy(await world.cart(), 'key-2')).toBe('denied (budget)');
  });

  it('S3.12 is shown with what Stripe says of it', async () => {
    const world = await overcharged();
    const [found] = await openCases(world);

    const report = await readCase(world.checkout, 'acme', found?.id ?? '');

    expect(report?.evidence).toMatchObject({
      payment: { state: 'paid', taken: { amount: 500, currency: 'usd' } },
      provider: { asked: 'answered', taken: { amount: PRICE + 500, currency: 'usd' } },
    });
  });

  it('S3.12 is asked about, and told, once for all copies of what rang', async () => {
    const world = await overcharged();
    const copies = (await world.bank.events()).slice(-1).flatMap((one) => [one, one, one]);

    await Promise.all(copies.map((signed) => world.ring(signed)));
    await world.pass(MINUTE);

    expect(world.events.filter(({ type }) => type === 'case.opened')).toHaveLength(1);
    expect(await world.ledger()).toEqual({ held: 500, spent: PRICE });
  });

  it('S3.12 is no case any more, and free, once it has come back', async () => {
    const world = await overcharged();
    await world.ring(await world.bank.giveBackForced(cardOf(world)));
    await world.pass(MINUTE);

    expect(await openCases(world)).toEqual([]);
    expect(await world.ledger()).toEqual({ held: 0, spent: PRICE });
    expect(world.events.slice(-1)).toMatchObject([{ type: 'case.closed', subject: { case: 'overcharged' } }]);
  });

  it('S3.12 can be agreed to: it stays counted, and the order is what it was', async () => {
    const world = await overcharged();

    const ruled = await rule(world, { ruling: 'stands', reference: 'ipi_2' });

    expect(ruled).toMatchObject({
      openCase: 'overcharged',
      insisted: false,
      became: { state: 'paid', order: null },
    });
    expect(await openCases(world)).toEqual([]);
    expect(await world.ledger()).toEqual({ held: 500, spent: PRICE });
    expect((await world.record(world.bought)).order).toMatchObject({ total: { amount: PRICE } });
    await ringLast(world);
    expect(await openCases(world)).toEqual([]);
  });

  it('S3.12 is only insisted to have come back while Stripe shows it, and stays counted', async () => {
    const world = await overcharged();
    await expect(rule(world, { ruling: 'returned' })).rejects.toThrow('5.00 usd was taken.');

    await rule(world, { ruling: 'returned', insist: true });

    expect(await openCases(world)).toEqual([]);
    expect(await world.ledger()).toEqual({ held: 500, spent: PRICE });
  });

  it('S3.12 that Stripe shows as come back cannot be agreed to, and its case ends', async () => {
    const world = await overcharged();
    await world.bank.giveBackForced(cardOf(world));

    await expect(rule(world, { ruling: 'stands', reference: 'ipi_2' })).rejects.toThrow('no more as taken');

    expect(await openCases(world)).toEqual([]);
    expect(await world.ledger()).toEqual({ held: 0, spent: PRICE });
  });

  it.each(['before', 'after'] as const)(
    'S3.12 is one case, and counts once, when the process that hears of it dies %s any of its steps',
    async (when) => {
      for (let at = 1, died = true; died; at += 1) {
        const world = createWorld({}, POLICY);
        await world.buy(await world.cart());
        await world.bank.force(cardOf(world), 500);
        const [forced] = (await world.bank.events()).slice(-1);
        if (!forced) throw new Error('Stripe rang about nothing.');
        died = await world.ringDying(at, when, forced);
        await world.pass(MINUTE);
        await world.ring(forced);
        await world.pass(MINUTE);

        const end = { cases: await openCases(world), ledger: await world.ledger() };
        expect({ at, ...end }).toMatchObject({
          at,
          cases: [{ openCase: 'overcharged' }],
          ledger: { held: 500, spent: PRICE },
        });
        expect(world.events.filter(({ type }) => type === 'case.opened')).toHaveLength(1);
      }
    },
  );

  it('S3.12 is a case also while the merchant does not answer, because Stripe does', async () => {
    const world = createWorld({}, POLICY);
    await world.buy(await world.cart());
    await world.bank.force(cardOf(world), 500);
    world.merchant.says = 'nothing';
    await ringLast(world);

    expect(await openCases(world)).toMatchObject([{ openCase: 'overcharged' }]);
    expect(await world.ledger()).toEqual({ held: 500, spent: PRICE });
  });

  it.each(['captured', 'paid'] as const)(
    'S3.12 stays a case, and counted, when the order is given back and its payment was %s',
    async (next) => {
      const world = createWorld({}, POLICY);
      world.merchant.next = next;
      const cart = await world.cart();
      await world.buy(cart);
      await world.bank.force(cardOf(world), 500);
      await ringLast(world);

      await refunded(world, cart);
      await ringLast(world);
      await world.pass(MINUTE);

      expect(await openCases(world)).toMatchObject([{ openCase: 'overcharged' }]);
      expect(await world.ledger()).toEqual({ held: 500, spent: PRICE });
      expect(await world.record(cart)).toMatchObject({ refunds: [{ state: 'refunded' }] });
    },
  );

  it('S3.12 is a case also where the order had been given back before', async () => {
    const world = createWorld({}, POLICY);
    const cart = await world.cart();
    await world.buy(cart);
    await refunded(world, cart);
    await world.bank.force(cardOf(world), 900);
    await ringLast(world);

    expect(await openCases(world)).toMatchObject([{ openCase: 'overcharged' }]);
    expect(await world.ledger()).toEqual({ held: 900, spent: PRICE });
  });

  it('S3.12 that came back before is not taken for what comes back of the order', async () => {
    const world = createWorld({}, POLICY);
    world.merchant.next = 'captured';
    const cart = await world.cart();
    await world.buy(cart);
    await world.bank.force(cardOf(world), PRICE);
    await ringLast(world);
    await world.ring(await world.bank.giveBackForced(cardOf(world)));
    // Takes the order back, and none of its money.
    world.bank.giveBack = async () => {};

    await refunded(world, cart);
    await world.pass(60 * MINUTE);

    expect(await world.record(cart)).toMatchObject({ refunds: [{ state: 'pending' }] });
    expect(await openCases(world)).toEqual([]);
    expect(await world.ledger()).toEqual({ held: 0, spent: PRICE });
  });

  it('S3.12 is nothing where the merchant had given the order back before that was asked for', async () => {
    const world = createWorld({}, POLICY);
    const cart = await world.cart();
    await world.buy(cart);
    const [order] = world.merchant.orders();
    if (!order) throw new Error('There is no order.');
    await world.bank.giveBack(cardOf(world));
    order.state = 'cancelled';

    await refunded(world, cart);

    expect(await world.record(cart)).toMatchObject({ refunds: [{ state: 'refunded' }] });
    expect(await openCases(world)).toEqual([]);
  });

  it('S3.12 does not hide that a refund which failed has been made all the same', async () => {
    const world = createWorld({}, POLICY);
    const cart = await world.cart();
    await world.buy(cart);
    await world.bank.force(cardOf(world), 500);
    await ringLast(world);
    await rule(world, { ruling: 'stands' });
    world.merchant.keeps = true;
    await refunded(world, cart);
    const [order] = world.merchant.orders();
    if (!order) throw new Error('There is no order.');
    await world.bank.giveBack(cardOf(world));
    order.state = 'cancelled';

    await expect(rule(world, { ruling: 'again' })).rejects.toThrow('it has gone back');

    expect(await world.record(cart)).toMatchObject({ refunds: [{ state: 'refunded' }] });
  });

  it('S3.12 is no case again when a part of what was agreed to comes back', async () => {
    const world = await overcharged();
    await rule(world, { ruling: 'stands', reference: 'ipi_2' });

    await world.ring(await world.bank.giveBackForced(cardOf(world), 200));
    await world.pass(MINUTE);

    expect(await openCases(world)).toEqual([]);
    expect(await world.ledger()).toEqual({ held: 300, spent: PRICE });
  });
});
