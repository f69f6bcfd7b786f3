import { setTimeout as delay } from 'node:timers/promises';
import type { ShopTrick } from '@railyard/sandbox';
import { expect } from 'vitest';
import { untilNothingIsOpen } from '../records.ts';
import { readPurchases, wholeOrNothing } from './purchases.ts';
import { openShopper, type Shopper, TOTAL } from './shoppers.ts';
import { someAtATime } from './some-at-a-time.ts';
import { type Held, LEASE, openStage, type Stage } from './stage.ts';

/** A purchase whose server was killed. */
interface Killed extends Held {
  readonly story: string;
}

/** How a purchase ended whose server was killed, and who ended it. */
export interface Ending {
  readonly story: string;
  /** `before call stripe POST cards 1`. */
  readonly killed: string;
  readonly by: 'background' | 'agent';
  readonly ended: 'paid' | 'unpaid';
}

/** As many purchases as die with one server. */
const AT_ONCE = 36;
/** Milliseconds after which something that has not come to an end never will. */
const PATIENCE = 60_000;
const ORDER = 'call shop POST orders 1';

/** What happens to purchases that die. */
interface Story {
  readonly name: string;
  /** The step before which the first one dies; null: the very first. */
  readonly from: string | null;
  /** What the shop does with the orders; null: it takes them. */
  readonly trick: ShopTrick | null;
}

const REPEATED: Story = { name: 'repeated', from: null, trick: null };
const STORIES: readonly Story[] = [
  { name: 'taken', from: null, trick: null },
  // Before the order is placed they are like any other.
  { name: 'declined', from: ORDER, trick: { trick: 'decline' } },
  { name: 'confirmed later', from: ORDER, trick: { trick: 'confirming' } },
];

/**
 * Kills a server before and after every step of a purchase with a card, and of one that is repeated after a death before
 * its order. Rejects unless each ends as a whole, or as nothing.
 */
export async function killCardsAtEveryStep(): Promise<readonly Ending[]> {
  const stage = await openStage();
  try {
    const [pilot, ...others] = await open(stage, REPEATED, 2 * AT_ONCE + 1);
    if (!pilot) throw new Error('There is nobody.');
    const unordered = [pilot, ...others].map((shopper) => ({ shopper, at: `before ${ORDER}` }));
    expect(await killAll(stage, { ...REPEATED, name: 'first' }, unordered)).toHaveLength(unordered.length);
    const begun = performance.now();
    const killed: Killed[] = [];
    for (const story of STORIES) {
      const [first] = await open(stage, { ...story, name: `${story.name} first` }, 1);
      const points = first ? await pointsOf(stage, story, first) : [];
      killed.push(...(await killEach(stage, story, points, await open(stage, story, points.length))));
    }
    await delay(Math.max(0, begun + LEASE - performance.now()));
    const points = await pointsOf(stage, REPEATED, pilot);
    killed.push(...(await killEach(stage, REPEATED, points, others)));
    return await endings(stage, killed);
  } finally {
    await stage.close();
  }
}

/** Shoppers who have not bought yet. */
function open({ market }: Stage, { name }: Story, count: number): Promise<readonly Shopper[]> {
  const names = Array.from({ length: count }, (_, at) => `${name} ${at}`.replaceAll(' ', '_'));
  return someAtATime(names, (one) => openShopper(market, one));
}

/** Where such purchases die, as one shows of which nothing is held. */
async function pointsOf(stage: Stage, { from, trick }: Story, shopper: Shopper): Promise<readonly string[]> {
  const steps = await stage.stepsOf(shopper, trick);
  expect(steps).toContain(ORDER);
  const wanted = steps.slice(from === null ? 0 : steps.indexOf(from));
  return wanted.flatMap((step) => [`before ${step}`, `after ${step}`]);
}

/** Lets a purchase die at each of these points. */
async function killEach(
  stage: Stage,
  story: Story,
  points: readonly string[],
  shoppers: readonly Shopper[],
): Promise<readonly Killed[]> {
  expect(points.length).toBeLessThanOrEqual(shoppers.length);
  const purchases = shoppers
    .slice(0, points.length)
    .map((shopper, at) => ({ shopper, at: points[at] ?? '' }));
  const killed = await killAll(stage, story, purchases);
  const spared = purchases.filter(({ at }) => !killed.some((one) => one.at === at)).map(({ at }) => at);
  // Some need not read what others have just read.
  expect(spared.filter((at) => !/^\w+ read /.test(at))).toEqual([]);
  return killed;
}

/** Lets purchases die, some with each life. Gives those that had not been answered before. */
async function killAll(
  stage: Stage,
  { name: story, trick }: Story,
  purchases: readonly Held[],
): Promise<readonly Killed[]> {
  const killed: Killed[] = [];
  for (let from = 0; from < purchases.length; from += AT_ONCE) {
    const together = purchases.slice(from, from + AT_ONCE);
    const held = await stage.killAt(together, trick);
    killed.push(
      ...together.filter(({ shopper }) => held.has(shopper.name)).map((one) => ({ ...one, story })),
    );
  }
  return killed;
}

/** Half of the purchases are ended by their agents, who ask again, and half by the background work alone. */
async function endings(stage: Stage, killed: readonly Killed[]): Promise<readonly Ending[]> {
  const { market } = stage;
  for (const { name, cards, orders, taken } of (await readPurchases(market)).values())
    expect([name, cards <= 1, orders <= 1, taken <= TOTAL]).toEqual([name, true, true, true]);

  for (const { id, state } of await market.hostile.shop.orders())
    if (state === 'confirming') await market.hostile.shop.settle(id, 'confirmed');

  const isAsked = ({ at }: Killed): boolean => at.startsWith('after');
  await someAtATime(killed.filter(isAsked), ({ shopper }) => askUntilConfirmed(shopper));
  await stage.goOn();
  await untilNothingIsOpen(market.folder, PATIENCE, new AbortController().signal);
  const ended = await readPurchases(market);
  for (const one of ended.values()) expect(one).toEqual(wholeOrNothing(one));

  await someAtATime(killed, ({ shopper }) => askUntilConfirmed(shopper));
  const last = await readPurchases(market);
  return killed.map((one): Ending => {
    const { name } = one.shopper;
    expect(last.get(name)).toEqual(wholeOrNothing({ name, isPaid: true }));
    const by = isAsked(one) ? 'agent' : 'background';
    return {
      story: one.story,
      killed: one.at,
      by,
      ended: ended.get(name)?.isPaid ? 'paid' : 'unpaid',
    };
  });
}

/** The same call, until it is answered with the order. */
async function askUntilConfirmed(shopper: Shopper): Promise<void> {
  const end = performance.now() + PATIENCE;
  let answer = await shopper.buy();
  while (answer.status !== 'confirmed' && performance.now() < end) {
    await delay(200);
    answer = await shopper.buy();
  }
  expect([shopper.name, answer]).toMatchObject([
    shopper.name,
    { status: 'confirmed', charged_total_cents: TOTAL },
  ]);
}
