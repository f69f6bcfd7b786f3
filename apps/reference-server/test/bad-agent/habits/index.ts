import type { Chance } from '../../kill/chance.ts';
import { type Agent, type Cart, oneOf } from '../agent.ts';
import { edit, look } from './carts.ts';
import { askForPage, choose, poll, visit } from './pages.ts';
import { askToPay, payByChain, payByToken, replay, sayOtherwise, sendTwice } from './paying.ts';

/** Something that an agent does with a cart. */
export type Habit = (agent: Agent, cart: Cart) => Promise<void>;

const byPage: Habit = (agent, cart) => oneByOne(agent, cart, [askForPage, choose]);
const RAILS: readonly Habit[] = [payByChain, payByToken, askForPage, byPage];
const ON_PAGES: readonly Habit[] = [askForPage, byPage, choose, visit, visit];
const TROUBLESOME: readonly Habit[] = [replay, sendTwice, sayOtherwise, edit, edit, askToPay, poll, look];

/** Some things one after the other, or at once. */
const SEQUENCES: readonly Habit[] = [
  (agent, cart) => oneByOne(agent, cart, drawn(agent.chance, RAILS, 4)),
  (agent, cart) => oneByOne(agent, cart, [askForPage, choose, visit]),
  (agent, cart) => oneByOne(agent, cart, [byPage, visit, visit]),
  (agent, cart) => oneByOne(agent, cart, [askForPage, edit, visit]),
  (agent, cart) => atOnce(agent, cart, drawn(agent.chance, RAILS, 2)),
  (agent, cart) => atOnce(agent, cart, [visit, ...drawn(agent.chance, [...RAILS, edit], 1)]),
  (agent, cart) => atOnce(agent, cart, [edit, ...drawn(agent.chance, RAILS, 1)]),
];

/** What agents are like: each list is of what one does, as often as it is named. */
const LEANINGS: readonly [readonly Habit[], ...(readonly Habit[])[]] = [
  [...RAILS, ...ON_PAGES, ...TROUBLESOME, ...SEQUENCES],
  [...ON_PAGES, ...ON_PAGES, ...TROUBLESOME, ...SEQUENCES],
  [...ON_PAGES, ...ON_PAGES, ...SEQUENCES, edit, payByChain, payByToken],
  [payByChain, payByChain, payByToken, payByToken, ...TROUBLESOME, ...SEQUENCES],
];

/** What an agent does. */
export function leaningOf(chance: Chance): readonly Habit[] {
  return chance.pick(LEANINGS);
}

async function oneByOne(agent: Agent, cart: Cart, habits: readonly Habit[]): Promise<void> {
  for (const habit of habits) await habit(agent, cart);
}

async function atOnce(agent: Agent, cart: Cart, habits: readonly Habit[]): Promise<void> {
  await Promise.all(habits.map((habit) => habit(agent, cart)));
}

function drawn(chance: Chance, from: readonly Habit[], many: number): readonly Habit[] {
  return Array.from({ length: many }, () => oneOf(chance, from)).filter((habit) => habit !== null);
}
