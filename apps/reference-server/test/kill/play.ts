import { setTimeout as delay } from 'node:timers/promises';
import { hostile, type Sandbox } from '@railyard/sandbox';
import type { Agent } from './agent.ts';
import { keepBuying, repeatAll } from './buy.ts';
import { readLedger } from './chain.ts';
import { type Chance, chanceOf } from './chance.ts';
import { isPaid, type Sale } from './history.ts';
import type { Lives } from './lives.ts';
import { readRecords, untilNothingIsOpen } from './records.ts';
import { makeTrouble } from './trouble.ts';
import { judge, type Violation } from './verdict.ts';

const START = 300;
const SHORT_LIFE = 1_000;
/** Long enough for a refusal to be believed, which takes a block younger than it. */
const LONG_LIFE = 4_000;
const LONGEST_CALM = 90_000;

export interface PlayOptions {
  /** An empty folder for everything that the sandbox and the server keep. */
  readonly folder: string;
  readonly cycles: number;
  readonly seed: number;
  /** Ends it all at once. */
  readonly signal: AbortSignal;
  /** Hears how many cycles there have been, and how many carts were answered with an order. */
  readonly onCycle: (cycle: number, paid: number) => void;
}

/** Who takes part. */
export interface Cast {
  readonly sandbox: Sandbox;
  readonly lives: Lives;
  readonly agents: readonly Agent[];
}

export interface Played {
  /** How often money reached the merchant. */
  readonly payments: number;
  readonly sales: readonly Sale[];
  readonly violations: readonly Violation[];
}

/** Kills under load, then a calm in which everything has to end, then the verdict. */
export async function play(options: PlayOptions, cast: Cast): Promise<Played> {
  const { sandbox, lives, agents } = cast;
  let isClosing = false;
  const buying = Promise.all(agents.map((agent) => keepBuying(agent, () => isClosing)));
  // Before closing time, buying ends only with an error.
  await Promise.race([killAgainAndAgain(options, cast), buying]);

  isClosing = true;
  await hostile(sandbox).reset();
  lives.begin();
  await lives.ready();
  await buying;
  // Before anybody asks again, the server has to find out by itself. Those who have left were told nothing yet.
  const before = (await verdict(options, cast)).filter(({ fault }) => fault !== 'told402');
  await Promise.all(agents.map(repeatAll));
  const after = await verdict(options, cast);
  const { transfers } = await readLedger(sandbox);
  return { payments: transfers.length, sales: salesOf(agents), violations: merged(before, after) };
}

async function killAgainAndAgain(options: PlayOptions, { sandbox, lives, agents }: Cast): Promise<void> {
  const { cycles, seed, onCycle } = options;
  const chance = chanceOf(seed);
  for (let cycle = 1; cycle <= cycles; cycle += 1) {
    await makeTrouble(hostile(sandbox), chance);
    lives.begin({ RAIL_TIMEOUT_MS: chance.pick(['1000', '3000']) });
    await untilDeath(lives, chance);
    await lives.end();
    onCycle(cycle, salesOf(agents).filter(isPaid).length);
  }
}

/** A random moment: of its start in one life of eight, and late in another. */
async function untilDeath(lives: Lives, chance: Chance): Promise<void> {
  const kind = chance.below(8);
  if (kind === 0) return delay(chance.below(START));
  await lives.ready();
  await delay(chance.below(kind === 1 ? LONG_LIFE : SHORT_LIFE));
}

async function verdict(
  { folder, signal }: PlayOptions,
  { sandbox, agents }: Cast,
): Promise<readonly Violation[]> {
  await untilNothingIsOpen(folder, LONGEST_CALM, signal);
  const ledger = await readLedger(sandbox);
  return judge({ sales: salesOf(agents), ledger, stored: readRecords(folder) });
}

function salesOf(agents: readonly Agent[]): readonly Sale[] {
  return agents.flatMap(({ purchases }) => purchases.map(({ sale }) => sale));
}

/** Each fault of a cart once, though both verdicts found it. */
function merged(before: readonly Violation[], after: readonly Violation[]): readonly Violation[] {
  const isNew = ({ fault, cart }: Violation): boolean =>
    !before.some((known) => known.fault === fault && known.cart === cart);
  return [...before, ...after.filter(isNew)];
}
