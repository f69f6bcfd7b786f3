import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { SCENARIOS, type Scenario } from '@railyard/conformance/simulation';
import type { Done, Found, Task } from './messages.ts';

export type { Found } from './messages.ts';

export interface Total {
  readonly histories: number;
  readonly crashes: number;
  readonly charges: number;
  readonly found: readonly Found[];
}

const CHUNK = 250;
/** Violations after which looking for more teaches nothing. */
const ENOUGH = 20;

export function random(seed: number, histories: number): Promise<Total> {
  const chunks = Math.ceil(histories / CHUNK);
  const tasks = Array.from({ length: chunks }, (_, index): Task => {
    const done = index * CHUNK;
    return { kind: 'seeds', from: seed + done, count: Math.min(CHUNK, histories - done) };
  });
  return all(tasks, { title: `of ${histories} histories`, trace: true });
}

/** The long ones first, so that the last processor does not work alone. */
export function exhaust(): Promise<Total> {
  const byLength = Object.entries(SCENARIOS).toSorted(
    ([, one], [, other]) => lengthOf(other) - lengthOf(one),
  );
  const tasks = byLength.map(([name]): Task => ({ kind: 'scenario', name }));
  return all(tasks, { title: `histories of ${tasks.length} scenarios`, trace: true });
}

function lengthOf({ plan }: Scenario): number {
  return plan.linger + Math.max(...plan.clients.flatMap(({ pauses }) => pauses));
}

/**
 * Does the tasks, a few at a time, until `enough` violations are found. `mutant` names a mistake to load the engine
 * with; `trace` asks for the least that shows each violation.
 */
export async function all(
  tasks: readonly Task[],
  {
    title,
    mutant,
    trace = false,
    workers = availableParallelism(),
    enough = ENOUGH,
    worker = 'worker.ts',
  }: {
    readonly title: string | null;
    readonly mutant?: string;
    readonly trace?: boolean;
    readonly workers?: number;
    readonly enough?: number;
    /** The program that does a task, beside this one. */
    readonly worker?: string;
  },
): Promise<Total> {
  const queue = [...tasks];
  let total: Total = { histories: 0, crashes: 0, charges: 0, found: [] };
  const progress = title === null ? null : progressOf(title);

  function add(done: Done): void {
    total = {
      histories: total.histories + done.histories,
      crashes: total.crashes + done.crashes,
      charges: total.charges + done.charges,
      found: [...total.found, ...done.found],
    };
    progress?.(total);
  }

  const next = (): Task | undefined => (total.found.length >= enough ? undefined : queue.shift());
  const args = [...(mutant ? ['--mutant', mutant] : []), ...(trace ? ['--trace'] : [])];
  const crew = Array.from({ length: Math.min(workers, tasks.length) }, () =>
    serve([worker, ...args], next, add, enough),
  );
  await Promise.all(crew);
  if (title !== null && process.stderr.isTTY) process.stderr.write('\n');
  return total;
}

/** A process that does one task after the other until there is none. */
function serve(
  [program, ...args]: readonly [string, ...string[]],
  next: () => Task | undefined,
  add: (done: Done) => void,
  enough: number,
): Promise<void> {
  const child = fork(join(import.meta.dirname, program), args, {
    execArgv: ['--conditions=@railyard/source'],
  });
  let found = 0;
  return new Promise((resolve, reject) => {
    const give = (): void => {
      const task = next();
      if (task) child.send(task);
      else end(child, resolve);
    };
    child.on('message', (done: Done) => {
      add(done);
      found += done.found.length;
      if (found >= enough) end(child, resolve);
      else if (done.over) give();
    });
    child.on('exit', (code, signal) => reject(new Error(`A worker ended with ${signal ?? code}.`)));
    give();
  });
}

function end(child: ChildProcess, resolve: () => void): void {
  // What it has found beside would be counted still.
  child.removeAllListeners('message').removeAllListeners('exit');
  child.kill();
  resolve();
}

/** Says how far it is: all the time on a terminal, and every ten seconds elsewhere. */
function progressOf(title: string): (total: Total) => void {
  const begun = performance.now();
  let said = 0;
  return ({ histories, found }) => {
    const seconds = (performance.now() - begun) / 1_000;
    const line = `${histories} ${title}, ${found.length} violations, ${Math.round(histories / seconds)} a second`;
    if (process.stderr.isTTY) process.stderr.write(`\r${line}   `);
    else if (seconds - said >= 10) {
      said = seconds;
      console.error(line);
    }
  };
}
