// Kills a server at random moments while agents pay, and has the chain and the database say what became of every payment.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type LoopResult, runLoop, summaryOf } from '../apps/reference-server/test/kill/loop.ts';

const USAGE = 'It takes --cycles and --seed, each with a whole number from 1 to 1000000.';

interface Told {
  readonly cycles: number;
  readonly seed: number;
}

function readArguments(): Told {
  const options = { cycles: { type: 'string' }, seed: { type: 'string' } } as const;
  try {
    const { values } = parseArgs({ options });
    const { cycles = '1000', seed = String(1 + Math.floor(Math.random() * 1_000_000)) } = values;
    return { cycles: whole(cycles), seed: whole(seed) };
  } catch {
    throw new Error(USAGE);
  }
}

function whole(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 1_000_000) throw new Error(USAGE);
  return value;
}

async function run(told: Told): Promise<LoopResult> {
  const { signal } = stoppable();
  const folder = mkdtempSync(join(tmpdir(), 'railyard-kill-'));
  let isClean = false;
  try {
    const result = await runLoop({ ...told, folder, signal, say: console.log });
    isClean = result.violations.length === 0;
    return result;
  } finally {
    if (isClean || signal.aborted) rmSync(folder, { recursive: true });
    else console.log(`Database, chain and log of the server are in ${folder}.`);
  }
}

/** Ctrl-C ends the server and the sandbox first. */
function stoppable(): AbortController {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stopping.abort(new Error(`Ended by ${signal}.`)));
  }
  return stopping;
}

try {
  const told = readArguments();
  console.log(`seed ${told.seed}`);
  const result = await run(told);
  console.log(summaryOf(told, result));
  if (result.violations.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
