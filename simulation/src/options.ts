import { parseArgs } from 'node:util';

export interface Options {
  readonly mode: 'random' | 'exhaustive' | 'mutants' | 'replay';
  /** How many histories; for mutants, after how many one counts as not caught. */
  readonly histories: number;
  /** The first one. */
  readonly seed: number;
  /** The history to tell: a seed or a name. */
  readonly replay?: string;
}

const USAGE = `pnpm simulate [--histories N] [--seed S]   N random histories from seed S on: 20,000 from 1
pnpm simulate --exhaustive                  every named scenario, with a crash and a freeze at every call
pnpm simulate --replay S                    tells the history of a seed, or a named one, step by step
pnpm simulate --mutants [--histories N]     plants one mistake after the other: each has to be caught, by N random histories
                                            (1,000) or by a named one`;

export function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        histories: { type: 'string' },
        seed: { type: 'string' },
        exhaustive: { type: 'boolean' },
        mutants: { type: 'boolean' },
        replay: { type: 'string' },
      },
    });
    if (values.replay !== undefined) return { mode: 'replay', replay: values.replay, seed: 0, histories: 1 };
    const mode = values.mutants ? 'mutants' : values.exhaustive ? 'exhaustive' : 'random';
    const usual = mode === 'mutants' ? '1000' : '20000';
    return {
      mode,
      histories: whole('histories', values.histories ?? usual),
      seed: whole('seed', values.seed ?? '1'),
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

function whole(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`--${name} takes a whole number, not "${text}".`);
}
