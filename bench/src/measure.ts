import { fire, type Shot } from './load.ts';

/** What one round of a case cost. */
export interface Sample {
  /** CPU time of the server process per request, user and system together, in microseconds. */
  readonly cpu: number;
  /** The same, in hellos before and after it. */
  readonly ratio: number;
  readonly perSecond: number;
}

/** Medians over the rounds. */
export interface Cost {
  readonly cpuMicroseconds: number;
  readonly ratio: number;
  readonly perSecond: number;
  /** The ratio of each round. */
  readonly ratios: readonly number[];
}

export type Samples = ReadonlyMap<string, readonly Sample[]>;

/** What is measured: each case beside the hello. */
export interface Measured<Case extends { readonly name: string }> {
  readonly hello: Case;
  readonly cases: readonly Case[];
  /** Sends one batch of a case. */
  spend(one: Case): Promise<Omit<Sample, 'ratio'>>;
}

/** Batches after which a case has to be as fast as it gets. */
const MOST_BATCHES = 20;
/** How much cheaper a batch may be than the one before it, when a case counts as warm. */
const STEADY = 0.05;

/**
 * Measures every case in every round, each between two hellos, so that what slows the machine slows both. Before that
 * each is warmed up, because the first ten thousand requests of a new process cost twice as much as all later ones.
 */
export async function measure<Case extends { readonly name: string }>(
  measured: Measured<Case>,
  rounds: number,
  say: (line: string) => void,
): Promise<Samples> {
  const { hello, cases } = measured;
  const samples = new Map<string, Sample[]>([hello, ...cases].map(({ name }) => [name, []]));
  for (const one of [hello, ...cases]) {
    await warmUp(measured, one, say);
  }
  for (let round = 1; round <= rounds; round += 1) {
    let before = await measured.spend(hello);
    for (const one of cases) {
      say(`round ${round} of ${rounds}: ${one.name}`);
      const cost = await measured.spend(one);
      const after = await measured.spend(hello);
      samples.get(one.name)?.push({ ...cost, ratio: cost.cpu / ((before.cpu + after.cpu) / 2) });
      samples.get(hello.name)?.push({ ...after, ratio: 1 });
      before = after;
    }
  }
  return samples;
}

/** Sends batches of a case until two in a row cost the same, the first three apart. */
async function warmUp<Case extends { readonly name: string }>(
  measured: Measured<Case>,
  one: Case,
  say: (line: string) => void,
): Promise<void> {
  const costs: number[] = [];
  while (costs.length < MOST_BATCHES) {
    const { cpu } = await measured.spend(one);
    say(`warming up: ${one.name} at ${cpu.toFixed(1)} µs`);
    costs.push(cpu);
    const [before = 0, last = 0] = costs.slice(-2);
    if (costs.length > 3 && last > before * (1 - STEADY)) return;
  }
  throw new Error(`The case ${one.name} still got faster after ${MOST_BATCHES} batches.`);
}

/** Sends these requests to a server, and tells what they cost it. Throws unless each is answered with this status. */
export async function spent(
  server: { readonly address: string; cpu(): Promise<number> },
  shots: readonly Shot[],
  status: number,
): Promise<Omit<Sample, 'ratio'>> {
  const before = await server.cpu();
  const seconds = await fire(server.address, shots, status);
  const used = (await server.cpu()) - before;
  return { cpu: used / shots.length, perSecond: shots.length / seconds };
}

export function costOf(samples: readonly Sample[]): Cost {
  const middle = (member: keyof Sample): number => median(samples.map((sample) => sample[member]));
  return {
    cpuMicroseconds: rounded(middle('cpu'), 1),
    ratio: rounded(middle('ratio'), 2),
    perSecond: Math.round(middle('perSecond')),
    ratios: samples.map(({ ratio }) => rounded(ratio, 2)),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
