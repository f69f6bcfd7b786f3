import { expect, it } from 'vitest';
import { type Ancestor, commandOf } from '../src/command.ts';

/** Processes from the top down, numbered from 1: each is the parent of the next. */
function commandAmong(...processes: readonly string[]): number {
  const read = (pid: number): Ancestor | null => {
    const line = processes[pid - 1];
    return line === undefined ? null : { parent: pid - 1, words: line.split('|') };
  };
  return commandOf(processes.length, read);
}

it('finds the npx at the start of a command, below the shell that it was typed into', () => {
  const started = commandAmong(
    'init',
    '-bash',
    'npm exec pnpm@12 start',
    'sh|-c|pnpm start',
    '/root/.npm/_npx/pnpm|start',
    'sh|-c|turbo run build && node dist/main.js',
    'node|dist/main.js',
  );
  expect(started).toBe(3);
});

it('finds a runner that is a script', () => {
  expect(commandAmong('zsh', 'node|/usr/bin/yarn|start', 'node|main.js')).toBe(2);
});

it('stops at whatever runs commands for others', () => {
  expect(commandAmong('npm exec vitest', 'node|vitest|run', 'pnpm|start', 'node|main.js')).toBe(3);
});

it('takes a process that no runner started for a command of its own', () => {
  expect(commandAmong('init', '-bash', 'node|main.js')).toBe(3);
  expect(commandAmong('node|main.js')).toBe(1);
});
