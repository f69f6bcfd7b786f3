import type { Plan } from './plan.ts';

type ListName = {
  [Name in keyof Plan]: Plan[Name] extends readonly unknown[] ? Name : never;
}[keyof Plan];

/** What can be left out; carts and machines have numbers that others name. */
const LISTS: readonly ListName[] = [
  'clients',
  'faults',
  'mishaps',
  'landings',
  'visits',
  'transfers',
  'posts',
  'forgeries',
  'endings',
];

/** The history with as much left out as still fails. */
export async function shrunk(plan: Plan, fails: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  for (const smaller of smallerThan(plan)) {
    if (await fails(smaller)) return shrunk(smaller, fails);
  }
  return plan;
}

function* smallerThan(plan: Plan): Generator<Plan> {
  for (const name of LISTS) {
    for (const index of plan[name].keys()) yield { ...plan, [name]: plan[name].toSpliced(index, 1) as never };
  }
  if (plan.rings) yield { ...plan, rings: false };
  if (plan.linger > 0) yield { ...plan, linger: 0 };
  if (plan.eventsRefused > 0) yield { ...plan, eventsRefused: 0 };
  if (plan.refundsRefusedFrom !== null) yield { ...plan, refundsRefusedFrom: null };
  for (const [index, client] of plan.clients.entries()) {
    if (client.pauses.length > 0) {
      const earlier = { ...client, pauses: client.pauses.slice(0, -1) };
      yield { ...plan, clients: plan.clients.with(index, earlier) };
    }
  }
  for (const [index, host] of plan.hosts.entries()) {
    if (host.skew !== 0) yield { ...plan, hosts: plan.hosts.with(index, { ...host, skew: 0 }) };
  }
}
