import { setTimeout as delay } from 'node:timers/promises';
import type { Chance } from '../kill/chance.ts';
import type { Agent } from './agent.ts';
import { readCoinbase } from './ledger/coinbase.ts';
import { readStripe } from './ledger/stripe.ts';
import { tell } from './story.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Longer than any page is open, any authorization is valid and any doubt is left to the machine. */
const LONG = [0, 2 * SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 25 * HOUR, 3 * HOUR];
const SHORT = [0, 2 * SECOND, MINUTE, 25 * HOUR, 3 * HOUR];
const MOST_ROUNDS = 8;

/** Nothing goes wrong any more: time passes, banks and payers make up their minds, and the server does its work. */
export async function comeToRest(agent: Agent, since: number, howLong: 'long' | 'short'): Promise<void> {
  const { world, story } = agent;
  await world.hostile.reset();
  await world.calm();
  for (const ms of howLong === 'long' ? LONG : SHORT) {
    if (ms > 0) await world.pass(ms);
    await decide(agent, since);
    const rounds = await workOff(agent);
    tell(story, `calm: ${ms / SECOND} s later, after ${rounds} rounds of the background work`);
  }
}

/** Rounds until nothing is due. Time that runs ahead does not bring webhooks along: they are waited for. */
async function workOff({ world }: Agent): Promise<number> {
  for (let round = 1; round < MOST_ROUNDS; round += 1) {
    while ((await world.hostile.dueWebhooks()) > 0) await delay(10);
    const done = await world.reconcile();
    if (done && done.attempts + done.refunds + done.events + done.failed === 0) return round;
  }
  return MOST_ROUNDS;
}

/** What was on its way arrives or fails. */
async function decide({ world, story, carts, chance }: Agent, since: number): Promise<void> {
  const { hostile, sandbox } = world;
  const ids = new Set(carts.map(({ id }) => id));
  const [stripe, coinbase] = await Promise.all([
    readStripe(sandbox, ids, since),
    readCoinbase(sandbox, ids, since),
  ]);
  for (const intent of stripe.waiting) {
    const outcome = drawn(chance, 'succeeded', 'failed');
    await hostile.bank.finish(intent, outcome);
    tell(story, `the bank answers for ${intent}: ${outcome}`);
  }
  for (const checkout of coinbase.waiting) {
    const outcome = drawn(chance, 'confirm', 'fail');
    await hostile.coinbase.visit(checkout, outcome);
    tell(story, `the payment of ${checkout} arrives or fails: ${outcome}`);
  }
  for (const refund of coinbase.refunding) {
    await hostile.coinbase.refund(refund, 'completed');
    tell(story, `the refund ${refund} arrives`);
  }
}

function drawn<A, B>(chance: Chance, usual: A, other: B): A | B {
  return chance.oneIn(3) ? other : usual;
}
