import { CASES, type Case, HELLO } from './cases.ts';
import { fire } from './load.ts';
import type { ServerProcess } from './server-process.ts';

/** What one round of a case cost. */
export interface Sample {
  /** CPU time of the server process per request, user and system together, in microseconds. */
  readonly cpu: number;
  /** The same, in hellos before and after it. */
  readonly ratio: number;
  readonly perSecond: number;
}

export type Servers = Readonly<Record<Case['server'], ServerProcess>>;
export type Samples = ReadonlyMap<string, readonly Sample[]>;

/** Batches after which a case has to be as fast as it gets. */
const MOST_BATCHES = 20;
/** How much cheaper a batch may be than the one before it, when a case counts as warm. */
const STEADY = 0.05;

/**
 * Measures every case in every round, each between two hellos, so that what slows the machine slows both. Before that
 * each is warmed up, because the first ten thousand requests of a new process cost twice as much as all later ones.
 */
export async function measure(
  servers: Servers,
  rounds: number,
  say: (line: string) => void,
): Promise<Samples> {
  const samples = new Map<string, Sample[]>([HELLO, ...CASES].map(({ name }) => [name, []]));
  for (const one of [HELLO, ...CASES]) {
    await warmUp(servers, one, say);
  }
  for (let round = 1; round <= rounds; round += 1) {
    let before = await spend(servers, HELLO);
    for (const one of CASES) {
      say(`round ${round} of ${rounds}: ${one.name}`);
      const spent = await spend(servers, one);
      const after = await spend(servers, HELLO);
      samples.get(one.name)?.push({ ...spent, ratio: spent.cpu / ((before.cpu + after.cpu) / 2) });
      samples.get(HELLO.name)?.push({ ...after, ratio: 1 });
      before = after;
    }
  }
  return samples;
}

/** Sends batches of a case until two in a row cost the same, the first three apart. */
async function warmUp(servers: Servers, one: Case, say: (line: string) => void): Promise<void> {
  const costs: number[] = [];
  while (costs.length < MOST_BATCHES) {
    const { cpu } = await spend(servers, one);
    say(`warming up: ${one.name} at ${cpu.toFixed(1)} µs`);
    costs.push(cpu);
    const [before = 0, last = 0] = costs.slice(-2);
    if (costs.length > 3 && last > before * (1 - STEADY)) return;
  }
  throw new Error(`The case ${one.name} still got faster after ${MOST_BATCHES} batches.`);
}

async function spend(servers: Servers, one: Case): Promise<Omit<Sample, 'ratio'>> {
  const server = servers[one.server];
  const shots = await one.load(server, one.count);
  const before = await server.cpu();
  const seconds = await fire(server.address, shots, one.status);
  const used = (await server.cpu()) - before;
  return { cpu: used / shots.length, perSecond: shots.length / seconds };
}
