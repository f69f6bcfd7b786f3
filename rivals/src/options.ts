import { parseArgs } from 'node:util';

export interface Options {
  /** What to leave out. */
  readonly only: 'all' | 'scenarios' | 'cost';
  /** How often each cost is measured. */
  readonly rounds: number;
}

const USAGE = 'Run it as: pnpm rivals [--only scenarios|cost] [--rounds <number>].';

/** Throws a sentence for anything that is no option. */
export function readOptions(args: readonly string[]): Options {
  const { only, rounds } = parsed(args);
  if (only !== 'all' && only !== 'scenarios' && only !== 'cost') {
    throw new Error(`There is no part "${only}". ${USAGE}`);
  }
  if (!/^[1-9]\d?$/.test(rounds)) {
    throw new Error(`There can be no "${rounds}" rounds: it is a whole number from 1 to 99. ${USAGE}`);
  }
  return { only, rounds: Number(rounds) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { only: { type: 'string', default: 'all' }, rounds: { type: 'string', default: '3' } },
    }).values;
  } catch {
    throw new Error(`The comparison does not know "${args.join(' ')}". ${USAGE}`);
  }
}
