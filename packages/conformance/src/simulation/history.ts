import { reconcile } from '@railyard/core/operator';
import { faultsInAnswers } from './answers.ts';
import { found } from './charges.ts';
import { live } from './client.ts';
import { echo } from './echo.ts';
import { faultsInWebhooks } from './heard.ts';
import { operate } from './operator.ts';
import type { Plan } from './plan.ts';
import { probe } from './probe.ts';
import { faultsAtRest } from './rest.ts';
import { faultsInSpending } from './spent.ts';
import { createWorld, type Surface, type World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long the calm after a history lasts, between two runs of the background work. */
const CALM: readonly number[] = [
  ...Array<number>(5).fill(MINUTE),
  ...Array<number>(6).fill(10 * MINUTE),
  ...Array<number>(6).fill(HOUR),
  ...Array<number>(8).fill(6 * HOUR),
];

/** After how many pauses more without an end of the news something is wrong. */
const MOST_PAUSES = 20;

/** What became of a history. */
export interface Ending {
  /** What is wrong, in words; empty when every promise was kept. */
  readonly violations: readonly string[];
  readonly crashes: number;
  readonly charges: number;
  /** How often each machine called the store or the provider before the calm, but for looks that found nothing due. */
  readonly calls: readonly number[];
}

/** Lets a history happen, then a calm in which nothing goes wrong any more, and tells what is wrong after it. */
export async function happen(plan: Plan, surface: Surface): Promise<Ending> {
  const world = await createWorld(plan, surface);
  const { runtime, provider, hosts } = world;
  await runtime.run(Promise.all(plan.clients.map((_, index) => live(world, plan.clients, index + 1))));
  await runtime.advance(plan.linger);
  const calls = hosts.map((host) => host.calls());
  const unaided = await afterCalm(world, CALM);
  const asked = await runtime.run(probe(world));
  const aided = await afterCalm(world, [MINUTE, MINUTE, 26 * HOUR, 26 * HOUR]);
  const operated = await runtime.run(operate(world));
  const ruled = await afterCalm(world, [MINUTE, 26 * HOUR]);
  await runtime.run(world.postman.round());
  const webhooks = await faultsInWebhooks(world);
  const echoed = await runtime.run(echo(world));
  const answers = faultsInAnswers(world, await found(world));
  const faults = [unaided, asked, aided, operated, ruled, webhooks, echoed, answers];
  return {
    violations: [...new Set(faults.flat())],
    crashes: hosts.reduce((sum, host) => sum + host.crashes(), 0),
    charges: provider.charges.length,
    calls,
  };
}

/** Nothing new goes wrong: what froze wakes, what lies with the provider is decided, the background work goes on. */
async function afterCalm(world: World, pauses: readonly number[]): Promise<readonly string[]> {
  world.calmDown();
  let isNews = false;
  for (const ms of pauses) isNews = await pause(world, ms);
  // Money that came in the last of them is given back, and told of, in one more.
  for (let more = 0; isNews && more < MOST_PAUSES; more += 1) isNews = await pause(world, MINUTE);
  const carts = await found(world);
  return [
    ...(isNews ? ['something happens to a page again and again'] : []),
    ...faultsAtRest(world, carts),
    ...(await faultsInSpending(world, carts)),
  ];
}

/** One pause of the calm and the work after it; tells whether there was news of a page meanwhile. */
async function pause({ runtime, calm, postman }: World, ms: number): Promise<boolean> {
  const before = postman.webhooks.length;
  await runtime.advance(ms);
  await runtime.run(postman.round());
  const engine = calm.engine();
  if (engine) await runtime.run(reconcile(engine.checkout));
  return postman.webhooks.length > before;
}
