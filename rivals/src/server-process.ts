import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { talkTo } from '../../bench/src/talk.ts';
import type { Ask, Behaviour, Told } from './messages.ts';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly address: string;
  /** What it has used so far, user and system together, in microseconds. */
  cpu(): Promise<number>;
  /** Tells the seller's own code what to do the next time that it runs. */
  behave(behaviour: Behaviour): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server module. What it prints goes to `server.log` in the folder. */
export async function startServer(
  module: string,
  { folder, args }: { readonly folder: string; readonly args: readonly string[] },
): Promise<ServerProcess> {
  const log = openSync(join(folder, 'server.log'), 'a');
  const child = fork(module, args, { stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  const talk = talkTo<Ask, Told>(child);
  const { address } = await talk.heard('ready');
  const ended = async (end: () => void): Promise<void> => {
    const exit = once(child, 'exit');
    end();
    await exit;
  };
  return {
    address,
    cpu: async () => (await talk.asked({ ask: 'cpu' })).microseconds,
    behave: async (behaviour) => void (await talk.asked({ ask: 'behave', behaviour })),
    kill: () => ended(() => child.kill('SIGKILL')),
    stop: () => ended(() => child.disconnect()),
  };
}
