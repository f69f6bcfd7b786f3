import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readStat } from './life.ts';

/** What is asked of a process on the way up: who started it, and with which words. */
export interface Ancestor {
  readonly parent: number;
  readonly words: readonly string[];
}

/**
 * The command that a process is part of, such as the `npx` of `npx pnpm start`: the topmost of the package runners and
 * their shells above it; the process itself when none started it.
 */
export function commandOf(pid: number, read: (pid: number) => Ancestor | null = readAncestor): number {
  let command = pid;
  for (let above = read(pid)?.parent ?? 0; ; ) {
    const ancestor = read(above);
    if (ancestor === null || !isPart(ancestor.words)) return command;
    command = above;
    above = ancestor.parent;
  }
}

/** A runner, which may be a script or have given itself a title (`npm exec pnpm start`), or the shell of a script. */
function isPart([program = '', ...rest]: readonly string[]): boolean {
  if (/^(ba|da|z)?sh$/.test(basename(program))) return rest.includes('-c');
  return [program, rest[0] ?? ''].some((word) =>
    /^(npm|npx|pnpm|yarn|turbo|corepack)\b/.test(basename(word)),
  );
}

function readAncestor(pid: number): Ancestor | null {
  const stat = readStat(pid);
  if (stat === null) return null;
  try {
    return { parent: stat.parent, words: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0') };
  } catch {
    return null;
  }
}
