import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** A browser's program, and what must be in its environment. */
export interface Program {
  readonly path: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** What the search for a browser sees of the machine, and does to it. */
export interface Machine {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** `linux-x64`, `darwin-arm64` and so on. */
  readonly kind: string;
  readonly isRoot: boolean;
  isProgram(path: string): boolean;
  /** Runs a command to its end. Throws with the end of what it said when it fails. */
  run(command: string, args: readonly string[]): Promise<void>;
  /** Opens a browser. Throws when it does not start. */
  launch(program: Program): Promise<Browser>;
  /** Tells who waits what takes the time. */
  say(sentence: string): void;
}

// Tests load pages of this machine alone: without these, each start calls on hosts of the browser's maker.
const QUIET = ['--disable-gpu', '--disable-quic', '--disable-sync', '--no-first-run'];

const MOST_SAID = 300;

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  const variables = process.env;
  const isRoot = process.getuid?.() === 0;
  return {
    variables,
    kind: `${process.platform}-${process.arch}`,
    isRoot,
    isProgram,
    run,
    launch: ({ path, variables: more }) =>
      chromium.launch({
        executablePath: path,
        args: QUIET,
        chromiumSandbox: !isRoot, // Chromium has none for root
        env: { ...variables, ...more },
      }),
    say: (sentence) => console.log(sentence),
  };
}

/** The programs of these names on the `PATH`. */
export function onPath(machine: Machine, names: readonly string[]): readonly string[] {
  const folders = (machine.variables.PATH ?? '').split(delimiter).filter(Boolean);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .filter((path) => machine.isProgram(path));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function run(command: string, args: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return new Promise((resolve, reject) => {
    execFile(command, args, { env, maxBuffer: Infinity }, (error, stdout, stderr) => {
      if (!error) return resolve();
      const said = (stderr.trim() || stdout.trim() || error.message)
        .replaceAll(/\s+/g, ' ')
        .slice(-MOST_SAID);
      reject(new Error(`${command} failed: ${said}`, { cause: error }));
    });
  });
}
