import type { Store } from '@railyard/core/store';
import { expect, expectSame } from '../expect.ts';
import { cart, law, outlivingLaw, put, rowOf, type StoreLaw } from './law.ts';

const SECOND = 1_000;

/** One clock orders what happens, and clocks that differ by seconds lose nothing. */
export const clockLaws: readonly StoreLaw[] = [
  law('gives racing changes a time that never runs backwards from one to the next', async (store, bench) => {
    const races = Array.from({ length: 50 }, () => {
      const stamped = store.update([cart('clock')], ([row], now) => ({
        rows: [rowOf({ now })],
        result: now - timeIn(row?.value ?? { now }),
      }));
      bench.advance(1);
      return stamped;
    });
    for (const passed of await Promise.all(races)) {
      expect(passed >= 0, `The clock of a change ran ${-passed} ms backwards.`);
    }
  }),

  law('gives a change the time at which it is made, not that of an earlier one', async (store, bench) => {
    const before = await clockOf(store);
    bench.advance(3 * SECOND);
    const after = await clockOf(store);
    expect(after === before + 3 * SECOND || isOfItsOwn(before), 'The clock of the store stands still.');
  }),

  outlivingLaw(
    'shows what is due to two openers whose clocks differ by five seconds',
    async (store, bench) => {
      const ahead = await bench.reopen(5 * SECOND);
      const behind = await bench.reopen(-5 * SECOND);
      for (const [index, writer] of [behind, store, ahead].entries()) {
        await writer.update([cart(`by${index}`)], (_, now) => ({
          rows: [{ ...rowOf(index), due: now }],
          result: null,
        }));
      }
      for (const reader of [ahead, behind, store]) {
        const early = await reader.due('cart', 10);
        expect(early[0] === 'by0' || early.length === 0, 'What is due longest does not come first.');
      }
      bench.advance(10 * SECOND);
      if (isOfItsOwn(await clockOf(store))) return;
      for (const reader of [ahead, behind, store]) {
        expectSame(await reader.due('cart', 10), ['by0', 'by1', 'by2'], 'What is due by every clock');
      }
      await put(behind, cart('by1'), null);
      expectSame(
        await ahead.due('cart', 10),
        ['by0', 'by2'],
        'What is due after another opener has dealt with one',
      );
    },
  ),
];

/** A database's own clock, which no law can move. */
function isOfItsOwn(now: number): boolean {
  return now > Date.UTC(2010, 0, 1);
}

function timeIn(value: unknown): number {
  return (value as { readonly now: number }).now;
}

function clockOf(store: Store): Promise<number> {
  return store.update([cart('clock')], (_, now) => ({ rows: [], result: now }));
}
