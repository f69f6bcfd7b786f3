import { setTimeout as delay } from 'node:timers/promises';
import { type Chance, chanceOf } from '../kill/chance.ts';
import { type Agent, ask, oneOf, openAgent } from './agent.ts';
import { comeToRest } from './calm.ts';
import { gather } from './evidence.ts';
import { fillCart } from './habits/carts.ts';
import { type Habit, leaningOf } from './habits/index.ts';
import { checkOut } from './requests.ts';
import { newStory, type Story, tell } from './story.ts';
import { makeTrouble, note } from './trouble.ts';
import { type Evidence, judge, type Violation } from './verdict.ts';
import type { World } from './world.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export interface RunOptions {
  readonly seed: number;
  readonly number: number;
}

/** What came of a run. */
export interface Played {
  readonly story: Story;
  readonly evidence: Evidence;
  readonly violations: readonly Violation[];
}

/** One agent, what it does to a cart or two, and the verdict once all is over. */
export async function playRun(
  world: World,
  { seed, number }: RunOptions,
  story = newStory(),
): Promise<Played> {
  const chance = chanceOf(mixed(seed, number));
  const since = Math.floor(Date.now() / SECOND) - 1;
  const agent = await openAgent(world, story, chance);
  await world.bystander.give(agent.wallet.address, chance.oneIn(6) ? 60_000_000n : 5_000_000_000n);
  for (let carts = chance.oneIn(3) ? 2 : 1; carts > 0; carts -= 1) await fillCart(agent);
  const habits = leaningOf(chance);
  for (let phases = 2 + chance.below(3); phases > 0; phases -= 1) await misbehave(agent, habits);

  await comeToRest(agent, since, 'long');
  const before = judge(await gather(agent, since));
  await comeBack(agent);
  await comeToRest(agent, since, 'short');
  const evidence = await gather(agent, since);
  return { story, evidence, violations: merged(before, judge(evidence)) };
}

/** Another seed for each run, which has nothing to do with that of the next. */
function mixed(seed: number, number: number): number {
  return (Math.imul(seed, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b)) | 0;
}

/** Up to three copies of the agent at once, while things go wrong. */
async function misbehave(agent: Agent, habits: readonly Habit[]): Promise<void> {
  const { world, story, chance } = agent;
  await makeTrouble(world.hostile, chance, story);
  const seeds = Array.from({ length: 1 + chance.below(3) }, () => chance.below(2 ** 31));
  const background = chanceOf(chance.below(2 ** 31));
  const order = 1 + chance.below(2 ** 31);
  const isKilled = chance.oneIn(25);
  await world.shuffle(order);
  await Promise.all([
    ...seeds.map((seed) => actUp({ ...agent, chance: chanceOf(seed) }, habits)),
    workNowAndThen(world, background),
    ...(isKilled ? [killLater(agent, background, order)] : []),
  ]);
  // A chain that stands still would not hear that time passes.
  await world.hostile.mining('resume');
  if (chance.oneIn(2)) await world.hostile.reset();
  const later = chance.pick([0, 0, 2 * SECOND, 30 * SECOND, 6 * MINUTE, 2 * HOUR, 25 * HOUR]);
  if (later === 0) return;
  note(story, 'time that passes', `${later / SECOND} s`);
  await world.pass(later);
}

async function actUp(copy: Agent, habits: readonly Habit[]): Promise<void> {
  const { chance, carts } = copy;
  for (let deeds = 1 + chance.below(4); deeds > 0; deeds -= 1) {
    await delay(chance.below(20));
    const cart = chance.oneIn(4) ? oneOf(chance, carts) : carts[0];
    if (cart) await oneOf(chance, habits)?.(copy, cart);
  }
}

async function workNowAndThen(world: World, chance: Chance): Promise<void> {
  for (let rounds = chance.below(3); rounds > 0; rounds -= 1) {
    await delay(chance.below(150));
    await world.reconcile();
  }
}

async function killLater({ world, story }: Agent, chance: Chance, order: number): Promise<void> {
  await delay(chance.below(150));
  note(story, 'server killed');
  await world.kill();
  await world.shuffle(order);
}

/** Sends all that it has once more, when nobody expects it any more. */
async function comeBack(agent: Agent): Promise<void> {
  const { carts, story, chance } = agent;
  tell(story, 'the agent comes back');
  for (const cart of carts) {
    for (const credential of story.credentials.filter((one) => one.cart === cart.id).slice(-4)) {
      const door = credential.headers ? 'http' : 'mcp';
      const { key } = credential;
      await ask(agent, checkOut(cart.id, credential.rail), { door, key, credential, fate: 'heard' });
    }
    const key = oneOf(chance, cart.keys);
    await ask(agent, checkOut(cart.id, 'x402'), { door: 'http', key, fate: 'heard' });
  }
}

/** Each fault of a cart once, though both verdicts found it. */
function merged(before: readonly Violation[], after: readonly Violation[]): readonly Violation[] {
  const isNew = ({ fault, cart }: Violation): boolean =>
    !before.some((known) => known.fault === fault && known.cart === cart);
  return [...before, ...after.filter(isNew)];
}
