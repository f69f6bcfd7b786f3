import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { mistake } from '../config/fields.ts';

/** The options of a command that takes nothing else. Throws, with how it is used, for what is none. */
export function readOptions<const T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  usage: string,
  options: T,
) {
  return read(usage, () => parseArgs({ args: [...args], options }).values);
}

/** The one thing that a command is about, and its options. Throws, with how it is used, where nothing is named. */
export function readNamed<const T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  usage: string,
  options: T,
) {
  const { named, set } = readOneAtMost(args, usage, options);
  if (named === null) throw mistake(`Nothing is named.\n\n${usage}`);
  return { named, set };
}

/** The same for a command that may also be about nothing: null. */
export function readOneAtMost<const T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  usage: string,
  options: T,
) {
  const { words, set } = readWords(args, usage, options);
  const [named = null, ...more] = words;
  if (more.length > 0) throw mistake(`"${more.join(' ')}" is one too many.\n\n${usage}`);
  return { named, set };
}

/** All that a command is about, and its options. */
export function readWords<const T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  usage: string,
  options: T,
) {
  const { values, positionals } = read(usage, () =>
    parseArgs({ args: [...args], options, allowPositionals: true }),
  );
  return { words: positionals, set: values };
}

function read<R>(usage: string, parse: () => R): R {
  try {
    return parse();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw mistake(`${said.replace(/\.?$/, '.')}\n\n${usage}`);
  }
}

/** The option of whatever shows something. */
export const AS_JSON = { json: { type: 'boolean' } } as const;

/** The option of every command that has no actions. */
export const HELP = { help: { type: 'boolean', short: 'h' } } as const;
