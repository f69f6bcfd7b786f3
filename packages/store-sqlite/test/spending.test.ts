import { fakeProvider } from '@railyard/conformance';
import { type Checkout, orderIdOf } from '@railyard/core';
import { refundOrder } from '@railyard/core/operator';
import { changePolicy, readBudgets } from '@railyard/core/spend';
import { expect, it } from 'vitest';
import { cartOf, FREE, isDenied, openShop, type Shop, STORES, spend, usd, WHO } from './shop.ts';

const SPENDS = 1_000;
const BY_DAY = 323_456;
const IN_ALL = 360_000;
const DAY = 86_400_000;
/** A minute before a day of 25 hours begins there. */
const START = Date.parse('2026-10-24T21:59:00Z');
const timeZone = 'Europe/Berlin';

interface Try {
  readonly at: number;
  readonly price: number;
  readonly checkout: Checkout;
  readonly cart: string;
}

/** What a try to pay ends in; the bank declines every seventh, and every eleventh that was paid goes back at once. */
async function buy(shop: Shop, { at, price, checkout, cart }: Try): Promise<string> {
  const { end } = await spend(shop, checkout, cart, price, {
    token: at % 7 === 0 ? `tok_declined_${at}` : `tok_${at}`,
  });
  const call = { tenant: WHO.tenant, order: orderIdOf(cart, 2), key: 'r-1', reason: 'broken' };
  if (end === 'paid' && at % 11 === 0) await refundOrder(checkout, call);
  return end;
}

it.each(STORES)(
  'a thousand spends at once never pass a budget by a cent, also when people approve and money goes back meanwhile, %s',
  { timeout: 60_000 },
  async (_, open) => {
    const shop = openShop(open, START, fakeProvider);
    const { provider, records, engines } = shop;
    await changePolicy(records, WHO, () => ({
      approvalAbove: [usd(FREE)],
      budgets: [
        { period: 'total', limit: usd(IN_ALL), timeZone },
        { period: 'daily', limit: usd(BY_DAY), timeZone },
      ],
    }));
    const tries = await Promise.all(
      Array.from({ length: SPENDS }, async (__, at): Promise<Try> => {
        const price = 50 + ((at * 7_919) % 997);
        const checkout = engines[at % 2 === 0 ? 0 : 1];
        return { at, price, checkout, cart: await cartOf(checkout, price) };
      }),
    );
    const taken = (): number => provider.charges.reduce((sum, { amount }) => sum + amount, 0);
    const lefts = async (): Promise<readonly number[]> =>
      (await readBudgets(records, WHO)).map(({ left }) => left);

    const ends = await Promise.all(tries.map((one) => buy(shop, one)));

    const paid = tries.filter((___, index) => ends[index] === 'paid');
    expect(new Set(ends)).toEqual(new Set(['paid', 'challenge', 'denied']));
    expect(paid.filter(({ price }) => isDenied(price))).toEqual([]);
    expect(paid.some(({ price }) => price > FREE)).toBe(true);
    expect(provider.charges.some(({ refunds }) => refunds.length > 0)).toBe(true);
    expect(taken()).toBe(paid.reduce((sum, { price }) => sum + price, 0));
    expect(taken()).toBeLessThanOrEqual(BY_DAY);
    expect(await lefts()).toEqual([IN_ALL - taken(), BY_DAY - taken()]);

    // What was denied while others were under way can be spent now, to the last cent and not one more.
    const denied = tries.filter(
      ({ at, price }, index) => ends[index] === 'denied' && at % 7 !== 0 && !isDenied(price),
    );
    for (const [limit, later] of [
      [BY_DAY, 0],
      [IN_ALL, 1],
    ] as const) {
      shop.clock.now = START + later * DAY;
      for (const one of denied) {
        const left = limit - taken();
        const end = await buy(shop, one);
        if (end === 'cart_already_completed') continue;
        expect(end).toBe(one.price <= left ? 'paid' : 'denied');
      }
      expect(taken()).toBeGreaterThan(limit - 1_046);
    }
    expect((await lefts())[0]).toBe(IN_ALL - taken());
  },
);
