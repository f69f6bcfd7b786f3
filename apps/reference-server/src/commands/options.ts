import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { mistake } from '../config/fields.ts';

/** The options of a command that takes nothing else. Throws, with how it is used, for what is none. */
export function readOptions<const T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  usage: string,
  options: T,
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw mistake(`${said.replace(/\.?$/, '.')}\n\n${usage}`);
  }
}

/** The option that every command has. */
export const HELP = { help: { type: 'boolean', short: 'h' } } as const;
