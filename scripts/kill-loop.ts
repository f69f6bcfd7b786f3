// Kills a server at random moments while agents pay, and has the chain and the database say what became of every payment.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type LoopResult, runLoop, summaryOf } from '../apps/reference-server/test/kill/loop.ts';
import { anySeed, command, stoppable, wholeNumber } from './command.ts';

const USAGE = 'It takes --cycles and --seed, each with a whole number from 1 to 1000000.';

interface Told {
  readonly cycles: number;
  readonly seed: number;
}

function readArguments(): Told {
  const options = { cycles: { type: 'string' }, seed: { type: 'string' } } as const;
  try {
    const { values } = parseArgs({ options });
    const { cycles = '1000', seed = anySeed() } = values;
    return { cycles: wholeNumber(cycles), seed: wholeNumber(seed) };
  } catch {
    throw new Error(USAGE);
  }
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

await command(async () => {
  const told = readArguments();
  console.log(`seed ${told.seed}`);
  const result = await run(told);
  console.log(summaryOf(told, result));
  return result.violations.length > 0 ? 'broken' : 'fine';
});
