import { parseArgs } from 'node:util';

export interface Options {
  /** Fail when a floor is missed. */
  readonly check: boolean;
  readonly rounds: number;
  /** Of the cases, those whose names have this in them. */
  readonly cases: string;
}

const USAGE = 'Run it as: pnpm bench [--check] [--rounds <number>] [--cases <part of their names>].';

/** Throws a sentence for anything that is no option. */
export function readOptions(args: readonly string[]): Options {
  const { check, rounds, cases } = parsed(args);
  if (!/^[1-9]\d?$/.test(rounds)) {
    throw new Error(`There can be no "${rounds}" rounds: it is a whole number from 1 to 99. ${USAGE}`);
  }
  return { check, rounds: Number(rounds), cases };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        check: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '5' },
        cases: { type: 'string', default: '' },
      },
    }).values;
  } catch {
    throw new Error(`The benchmark does not know "${args.join(' ')}". ${USAGE}`);
  }
}
