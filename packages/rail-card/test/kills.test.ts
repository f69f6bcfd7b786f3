import { describe, expect, it } from 'vitest';
import { createWorld, type World } from './world.ts';

const A_WHILE = 1_200_000;
/** More steps than a purchase takes. */
const MOST = 60;

/** What is left of a purchase once nobody works on it any more. */
interface End {
  readonly what: string;
  readonly attempts: readonly string[];
  /** Cards that can still pay. */
  readonly open: number;
  /** Orders that the merchant has, those it was asked for again, and what they took. */
  readonly orders: number;
  readonly repeats: number;
  readonly charges: number;
  readonly held: number;
  readonly spent: number;
}

async function endOf(world: World, cart: string, what: string): Promise<End> {
  const { bank, merchant } = world;
  await world.pass(A_WHILE);
  const { attempts } = await world.record(cart);
  return {
    what,
    attempts: [...new Set(attempts.map(({ state }) => state))].toSorted(),
    open: openCards(world),
    orders: merchant.orders().filter(({ state }) => state !== 'refused').length,
    repeats: merchant.repeats(),
    charges: bank.charges().length,
    ...(await world.ledger()),
  };
}

function openCards({ bank }: World): number {
  return bank.cards().filter(({ isOpen }) => isOpen).length;
}

/** An end with an order, or with none, whatever was tried before it. */
function good(what: string, { attempts }: End): End {
  const paid = attempts.includes('paid') ? 1 : 0;
  const ends = attempts.filter((state) => ['cancelled', 'declined', 'paid'].includes(state));
  const money = { orders: paid, charges: paid, held: 0, spent: paid * 4_999 };
  return { what, attempts: ends, open: 0, repeats: 0, ...money };
}

const STORIES: Readonly<Record<string, (world: World) => void>> = {
  'that the merchant takes': () => {},
  'that the merchant refuses': ({ merchant }) => {
    merchant.next = 'declined';
  },
  'whose payment the merchant confirms later': ({ merchant }) => {
    merchant.next = 'pending';
  },
};

describe.each(Object.entries(STORIES))('a purchase %s, whose process dies', (story, tell) => {
  it.each(['before', 'after'] as const)(
    'S3.10 %s any of its steps, leaves one order or none, and no card that can still pay',
    async (when) => {
      let steps = 0;
      for (let at = 1; at < MOST; at += 1) {
        const world = createWorld();
        tell(world);
        const cart = await world.cart();
        const hasDied = await world.buyDying(at, when, cart);
        expect(openCards(world)).toBeLessThanOrEqual(1);
        await world.buy(cart);
        await world.pass(A_WHILE);
        await world.merchant.finish('paid');
        const what = `${story}, dead ${when} step ${at}`;
        const end = await endOf(world, cart, what);
        expect(end).toEqual(good(what, end));
        if (!hasDied) break;
        steps = at;
      }
      expect(steps).toBeGreaterThan(10);
      expect(steps).toBeLessThan(MOST - 1);
    },
  );

  it('S3.10 twice, leaves one order or none', async () => {
    for (let first = 1; first < 30; first += 6) {
      for (let second = 1; second < 30; second += 6) {
        const world = createWorld();
        tell(world);
        const cart = await world.cart();
        await world.buyDying(first, 'after', cart);
        await world.buyDying(second, 'after', cart);
        await world.pass(A_WHILE);
        await world.merchant.finish('paid');
        const what = `${story}, dead after steps ${first} and ${second}`;
        const end = await endOf(world, cart, what);
        expect(end).toEqual(good(what, end));
      }
    }
  });
});
