import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Ask, Place, Told } from './messages.ts';
import { talkTo } from './talk.ts';

/** A server in a process of its own. */
export interface ServerProcess extends Place {
  /** What it has used so far, user and system together, in microseconds. */
  cpu(): Promise<number>;
  /** Makes carts that are ready to be paid; their ids. */
  carts(count: number): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** A program of `servers/`. */
export type ServerFile = 'hello.ts' | 'mppx.ts' | 'railyard.ts';

/** Starts a server. What it prints goes to `<name>.log` in the folder, as a service's output would. */
export async function startServer(
  file: ServerFile,
  {
    name,
    folder,
    args,
  }: { readonly name: string; readonly folder: string; readonly args: readonly string[] },
): Promise<ServerProcess> {
  const log = openSync(join(folder, `${name}.log`), 'w');
  const child = fork(join(import.meta.dirname, 'servers', file), args, {
    stdio: ['ignore', log, 'inherit', 'ipc'],
  });
  closeSync(log);
  const talk = talkTo<Ask, Told>(child);
  const { place } = await talk.heard('ready');
  return {
    ...place,
    cpu: async () => (await talk.asked({ ask: 'cpu' })).microseconds,
    carts: async (count) => (await talk.asked({ ask: 'carts', count })).ids,
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
