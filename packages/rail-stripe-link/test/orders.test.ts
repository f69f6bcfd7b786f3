import type { RailRequest, Settlement } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import { type Shop, shop } from './shop.ts';

const OURS = { tenant: 'tenant_1', cart: 'cart_1', attempt: 'attempt_1', deployment: 'shop' };

const LIVES: Readonly<Record<string, (shop: Shop) => Promise<void> | void>> = {
  'paid after a card was declined': ({ act }) => {
    act('decline');
    act('pay');
  },
  'paid by a bank, in the end': ({ stripe, act }) => {
    act('debit');
    stripe.finish(stripe.intents()[0]?.id ?? '', 'succeeded');
  },
  'refused by a bank, in the end': ({ stripe, act }) => {
    act('debit');
    stripe.finish(stripe.intents()[0]?.id ?? '', 'failed');
  },
  'left at the bank’s question, and closed': async ({ act, cancel }) => {
    act('challenge');
    await cancel();
  },
  'paid after it was closed': async ({ act, cancel }) => {
    await cancel();
    act('pay_late');
  },
};

/** All orders of these. */
function ordersOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length < 2) return [all];
  return all.flatMap((one, at) => ordersOf(all.toSpliced(at, 1)).map((rest) => [one, ...rest]));
}

describe.each(Object.entries(LIVES))('a page that was %s', (_, live) => {
  it('ends the same in whatever order up to six of its events arrive', async () => {
    const place = await shop();
    await place.open();
    await live(place);
    const end = await place.status();
    const events = (await place.rings()).slice(-6);
    const ends = new Set<string>();
    for (const order of ordersOf(events)) ends.add(JSON.stringify(await after(place, order)));
    expect([...ends]).toEqual([JSON.stringify(end)]);
  });

  it('has events that each name its payment, but for those of a charge, beside which others tell as much', async () => {
    const place = await shop();
    await place.open();
    await live(place);
    const events = await place.rings();
    expect(events.length).toBeGreaterThan(2);
    for (const one of events) {
      const { type } = JSON.parse(new TextDecoder().decode(one.body)) as { readonly type: string };
      expect([type, await place.hear(one)]).toEqual([type, type.startsWith('charge.') ? null : OURS]);
    }
  });
});

/** How the payment stands for somebody who hears these events, and asks after the last. */
async function after({ hear, status, forget }: Shop, order: readonly RailRequest[]): Promise<Settlement> {
  forget();
  await Promise.all(order.map(hear));
  return status();
}
