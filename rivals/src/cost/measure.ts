import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fire } from '../../../bench/src/load.ts';
import type { Setting } from '../messages.ts';
import { type ServerProcess, startServer } from '../server-process.ts';
import { CASES, type Case, HELLO, SERVED } from './cases.ts';

/** What a kind of request costs: medians over the rounds. */
export interface Cost {
  readonly name: string;
  /** CPU time of the server process per request, user and system together. */
  readonly microseconds: number;
  /** The same, in hellos before and after it. */
  readonly ratio: number;
  readonly ratios: readonly number[];
}

/** Batches after which a case has to be as fast as it gets. */
const MOST_BATCHES = 20;
/** How much cheaper a batch may be than the one before it, when a case counts as warm. */
const STEADY = 0.05;

type Servers = ReadonlyMap<string, ServerProcess>;

/** Measures each case between two hellos in each round, once all are warm. */
export async function measureCosts(
  folder: string,
  rounds: number,
  say: (line: string) => void,
): Promise<readonly Cost[]> {
  const servers = await startAll(folder);
  const all = [HELLO, ...CASES];
  const samples = new Map<string, { readonly cpu: number; readonly ratio: number }[]>(
    all.map(({ name }) => [name, []]),
  );
  try {
    for (const one of all) await warmUp(servers, one, say);
    for (let round = 1; round <= rounds; round += 1) {
      let before = await spend(servers, HELLO);
      for (const one of CASES) {
        say(`cost, round ${round} of ${rounds}: ${one.name}`);
        const cpu = await spend(servers, one);
        const after = await spend(servers, HELLO);
        samples.get(one.name)?.push({ cpu, ratio: cpu / ((before + after) / 2) });
        samples.get(HELLO.name)?.push({ cpu: after, ratio: 1 });
        before = after;
      }
    }
  } finally {
    await Promise.all([...servers.values()].map((server) => server.stop()));
  }
  return all.map(({ name }) => {
    const taken = samples.get(name) ?? [];
    return {
      name,
      microseconds: Number(median(taken.map(({ cpu }) => cpu)).toFixed(1)),
      ratio: Number(median(taken.map(({ ratio }) => ratio)).toFixed(2)),
      ratios: taken.map(({ ratio }) => Number(ratio.toFixed(2))),
    };
  });
}

async function startAll(folder: string): Promise<Servers> {
  const servers = new Map<string, ServerProcess>();
  for (const { id, module } of SERVED) {
    const own = join(folder, id);
    mkdirSync(own, { recursive: true });
    const setting: Setting = {
      folder: own,
      port: 0,
      providerUrl: '',
      rpcUrl: '',
      payTo: '0x00000000000000000000000000000000000000aa',
    };
    servers.set(id, await startServer(module, { folder: own, args: [JSON.stringify(setting)] }));
  }
  return servers;
}

/** Sends batches of a case until two in a row cost the same, the first three apart. */
async function warmUp(servers: Servers, one: Case, say: (line: string) => void): Promise<void> {
  const costs: number[] = [];
  while (costs.length < MOST_BATCHES) {
    const cpu = await spend(servers, one);
    say(`cost, warming up: ${one.name} at ${cpu.toFixed(1)} µs`);
    costs.push(cpu);
    const [before = 0, last = 0] = costs.slice(-2);
    if (costs.length > 3 && last > before * (1 - STEADY)) return;
  }
  throw new Error(`The case ${one.name} still got faster after ${MOST_BATCHES} batches.`);
}

async function spend(servers: Servers, one: Case): Promise<number> {
  const server = servers.get(one.server.id);
  if (!server) throw new Error(`The server ${one.server.id} was not started.`);
  const shots = await one.load(server.address);
  const before = await server.cpu();
  await fire(server.address, shots, one.status);
  return ((await server.cpu()) - before) / shots.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
