import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const MAIN = new URL('../src/main.ts', import.meta.url);
/** What one process has compiled, the next one loads. */
const COMPILED = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));

/** The server as a process of its own, as `start` runs it. */
export interface ServerProcess {
  readonly child: ChildProcess;
  /** All it has printed. */
  output(): string;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** Resolves when it has printed this; rejects when it ends before. */
  printed(text: string): Promise<void>;
}

export function startProcess(
  variables: Readonly<Record<string, string>>,
  nodeFlags: readonly string[] = [],
  program = MAIN,
  args: readonly string[] = [],
): ServerProcess {
  const flags = ['--conditions=@railyard/source', ...nodeFlags];
  const child = spawn(process.execPath, [...flags, fileURLToPath(program), ...args], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILED, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      child.emit('printed');
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  return {
    child,
    output: () => output,
    ended,
    async printed(text) {
      while (!output.includes(text)) {
        const code = await Promise.race([once(child, 'printed').then(() => null), ended]);
        if (code !== null && !output.includes(text)) throw new Error(`It ended with ${code}:\n${output}`);
      }
    },
  };
}
