import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Folder } from './folder.ts';

/** The exit code of a sandbox that found its folder taken. */
export const EXIT_TAKEN = 75;

/** A sandbox process on its way up. */
export interface Starting {
  /** Its exit code; null while it runs. */
  exitCode(): number | null;
  /** What it has said since. */
  log(): string;
  /** Lets this process end before the sandbox does. */
  letGo(): void;
  kill(): void;
}

/** Starts the sandbox's process in a session of its own, so that no signal meant for the caller's reaches it. */
export function spawnSandbox(folder: Folder, args: readonly string[]): Starting {
  // Beside this file, with its extension: the sources run as they are.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const main = fileURLToPath(new URL(`./main.${extension}`, import.meta.url));
  const log = openSync(folder.log, 'a', 0o600);
  const { size } = fstatSync(log);
  const child = spawn(process.execPath, [main, dirname(folder.path), ...args], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  return {
    exitCode: () => child.exitCode ?? (child.signalCode === null ? null : 1),
    log: () => readFileSync(folder.log).subarray(size).toString().trim(),
    letGo: () => child.unref(),
    kill: () => child.kill('SIGKILL'),
  };
}
