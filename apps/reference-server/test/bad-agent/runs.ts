import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { livingBy } from './clock.ts';
import { isClean } from './summary.ts';
import type { Done, Task } from './worker.ts';

/** A chain grows slower with its length, so a world ends after so many runs. */
const RUNS_A_WORLD = 50;

export interface RunsOptions {
  /** An empty folder, for all that the worlds keep. */
  readonly folder: string;
  readonly seed: number;
  /** The numbers of the runs. */
  readonly numbers: readonly number[];
  /** How many worlds there are at a time. */
  readonly worlds: number;
  /** The mistake that is planted in the engine, by the name of its mutant. */
  readonly mutant?: string;
  readonly onRun: (done: Done) => void;
  /** Ends it all at once. */
  readonly signal: AbortSignal;
}

/** Plays runs, each in whichever world has time for it. */
export async function playRuns(given: RunsOptions): Promise<void> {
  const failing = new AbortController();
  const options = { ...given, signal: AbortSignal.any([given.signal, failing.signal]) };
  const left = [...options.numbers];
  let opened = 0;
  const keepPlaying = async (): Promise<void> => {
    while (left.length > 0) {
      opened += 1;
      const folder = join(options.folder, String(opened));
      mkdirSync(folder);
      if ((await playInWorld(options, folder, left)) === 'clean') rmSync(folder, { recursive: true });
    }
  };
  const worlds = Array.from({ length: options.worlds }, keepPlaying);
  // What one world cannot go on with ends the others, and each is waited for.
  for (const world of worlds) world.catch((error: unknown) => failing.abort(error));
  await Promise.allSettled(worlds);
  await Promise.all(worlds);
}

async function playInWorld(
  options: RunsOptions,
  folder: string,
  left: number[],
): Promise<'clean' | 'broken'> {
  const worker = startWorker(options, folder);
  const ended = once(worker, 'close').then(([code, signal]) => {
    options.signal.throwIfAborted();
    throw new Error(`A world ended by itself with ${String(code ?? signal)}.`);
  });
  ended.catch(() => {});
  const end = (): boolean => worker.kill();
  options.signal.addEventListener('abort', end);
  let outcome: 'clean' | 'broken' = 'clean';
  try {
    const answer = (): Promise<unknown> =>
      Promise.race([once(worker, 'message').then(([message]) => message as unknown), ended]);
    await answer();
    for (let played = 0; played < RUNS_A_WORLD; played += 1) {
      const number = left.shift();
      if (number === undefined) break;
      worker.send({ seed: options.seed, number } satisfies Task);
      const done = (await answer()) as Done;
      if (!isClean(done)) outcome = 'broken';
      options.onRun(done);
    }
    return outcome;
  } finally {
    options.signal.removeEventListener('abort', end);
    // It ends its server and its sandbox first.
    worker.kill();
    await ended.catch(() => {});
  }
}

function startWorker({ folder: shared, mutant }: RunsOptions, folder: string): ChildProcess {
  const args = ['--folder', folder, '--cache', join(shared, 'compiled')];
  return fork(
    fileURLToPath(new URL('./worker.ts', import.meta.url)),
    [...args, ...(mutant ? ['--mutant', mutant] : [])],
    {
      execArgv: ['--conditions=@railyard/source'],
      env: { ...process.env, ...livingBy(join(folder, 'clock')) },
    },
  );
}
