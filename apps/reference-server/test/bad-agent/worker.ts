// A world in a process of its own, in which runs are played one after the other.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { playRun, type RunOptions } from './run.ts';
import { newStory } from './story.ts';
import { type Tally, tallyOf } from './tally.ts';
import type { Violation } from './verdict.ts';
import { openWorld } from './world.ts';

/** Which run to play. */
export type Task = RunOptions;

export interface Done {
  readonly number: number;
  readonly tally: Tally;
  readonly violations: readonly Violation[];
  /** What happened, and in the end what the providers know. */
  readonly lines: readonly string[];
  /** What went wrong with the run itself; null when it was played to its end. */
  readonly error: string | null;
}

const {
  folder = '',
  cache = '',
  mutant,
} = parseArgs({
  options: { folder: { type: 'string' }, cache: { type: 'string' }, mutant: { type: 'string' } },
}).values;
const own = join(folder, 'world');
mkdirSync(own);
const world = await openWorld({ folder: own, cache, mutant: mutant ?? null });

process.on('message', (task: Task) => void answer(task));
for (const end of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(end, () => void leave());
process.send?.('ready');

async function answer(task: Task): Promise<void> {
  process.send?.(await play(task));
}

async function leave(): Promise<void> {
  await world.stop();
  process.exit();
}

async function play(task: Task): Promise<Done> {
  const { number } = task;
  const story = newStory();
  try {
    const played = await playRun(world, task, story);
    const { payments, orders, unfinished } = played.evidence;
    const ends = [...payments, ...orders, ...unfinished].map((one) => JSON.stringify(one));
    const lines = [...story.lines, ...ends];
    return { number, tally: tallyOf(played), violations: played.violations, lines, error: null };
  } catch (error) {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { number, tally: {}, violations: [], lines: story.lines, error: told };
  }
}
