import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MAIN } from '../server-process.ts';
import { bundled } from './bundled.ts';
import type { Played } from './play.ts';
import { runRound } from './round.ts';
import { tellOf } from './tell.ts';
import { FAULTS, type Violation } from './verdict.ts';

/** A chain grows slower with its length, so a long loop begins a new one from time to time. */
const CYCLES_A_ROUND = 100;

export interface LoopOptions {
  /** An empty folder. Of a round with a violation, all that the sandbox and the server kept stays in it. */
  readonly folder: string;
  readonly cycles: number;
  readonly seed: number;
  /** The program to kill, when it is not the server as it comes. */
  readonly program?: URL;
  /** Ends it all at once. */
  readonly signal: AbortSignal;
  /** Hears how far it has come, and of every violation. */
  readonly say: (line: string) => void;
}

export interface LoopResult {
  readonly payments: number;
  readonly violations: readonly Violation[];
}

/** Kills a server under load so many times, and gives the verdict over every payment. */
export async function runLoop(options: LoopOptions): Promise<LoopResult> {
  const program = await bundled(options.program ?? MAIN, options.folder);
  let payments = 0;
  const violations: Violation[] = [];
  for (let done = 0; done < options.cycles; done += CYCLES_A_ROUND) {
    const round = await oneRound({ ...options, program }, done, payments);
    payments += round.payments;
    violations.push(...round.violations);
  }
  return { payments, violations };
}

async function oneRound(options: Required<LoopOptions>, done: number, payments: number): Promise<Played> {
  const { folder, cycles, program, signal, say } = options;
  const seed = options.seed + done;
  const own = join(folder, String(seed));
  mkdirSync(own);
  const round = await runRound({
    folder: own,
    cache: join(folder, 'compiled'),
    cycles: Math.min(CYCLES_A_ROUND, cycles - done),
    seed,
    program,
    signal,
    onCycle(cycle, paid) {
      const killed = done + cycle;
      if (killed % 10 === 0) say(`killed ${killed} of ${cycles} times, ${payments + paid} payments`);
    },
  });
  for (const violation of round.violations) {
    const sale = round.sales.find(({ cart }) => cart === violation.cart);
    say(`${tellOf(violation, sale)}\n  in a round of seed ${seed}`);
  }
  if (round.violations.length === 0) rmSync(own, { recursive: true });
  return round;
}

/** The one line that says how it went. */
export function summaryOf(
  { cycles, seed }: Pick<LoopOptions, 'cycles' | 'seed'>,
  { payments, violations }: LoopResult,
): string {
  const counts = FAULTS.map(
    (fault) => `${fault}=${violations.filter((violation) => violation.fault === fault).length}`,
  );
  return [`cycles=${cycles}`, `payments=${payments}`, ...counts, `seed=${seed}`].join(' ');
}
