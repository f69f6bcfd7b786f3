// Has agents that do all that they should not buy at the real server, and has the providers say what became of the money.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { playRuns } from '../apps/reference-server/test/bad-agent/runs.ts';
import {
  contentsOf,
  isClean,
  NOTHING,
  summaryOf,
  tellOf,
  withRun,
} from '../apps/reference-server/test/bad-agent/summary.ts';
import { anySeed, command, stoppable, wholeNumber } from './command.ts';

const USAGE =
  'It takes --runs, --seed, --worlds and --run, each with a whole number from 1 to 1000000, and --mutant with the name of a mutant.';

interface Told {
  readonly seed: number;
  /** The numbers of the runs. */
  readonly numbers: readonly number[];
  readonly worlds: number;
  readonly mutant?: string;
  /** Whether a single run was named, of which all is told. */
  readonly isOne: boolean;
}

function readArguments(): Told {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      options: { runs: text, seed: text, worlds: text, run: text, mutant: text },
    });
    const { runs = '1000', seed = anySeed(), worlds = '2', run, mutant } = values;
    const all = Array.from({ length: wholeNumber(runs) }, (_, index) => index + 1);
    return {
      seed: wholeNumber(seed),
      numbers: run === undefined ? all : [wholeNumber(run)],
      worlds: wholeNumber(worlds),
      ...(mutant !== undefined && { mutant }),
      isOne: run !== undefined,
    };
  } catch {
    throw new Error(USAGE);
  }
}

await command(async () => {
  const { isOne, ...told } = readArguments();
  console.log(`seed ${told.seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'railyard-agent-'));
  const { signal } = stoppable();
  let sum = NOTHING;
  try {
    await playRuns({
      ...told,
      folder,
      signal,
      onRun(done) {
        sum = withRun(sum, done);
        if (isOne || !isClean(done)) console.log(tellOf(done));
        if (sum.runs % 10 === 0)
          console.log(`${sum.runs} of ${told.numbers.length} runs, ${sum.tally.orders ?? 0} orders`);
      },
    });
  } finally {
    if (sum.isClean || signal.aborted) rmSync(folder, { recursive: true });
    else console.log(`Database, chain and log of the servers are in ${folder}.`);
  }
  console.log(contentsOf(sum));
  console.log(summaryOf(told.seed, sum));
  return sum.isClean ? 'fine' : 'broken';
});
