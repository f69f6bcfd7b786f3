import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
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
  const { address } = await heard(child, 'ready');
  const ended = async (end: () => void): Promise<void> => {
    const exit = once(child, 'exit');
    end();
    await exit;
  };
  return {
    address,
    cpu: async () => (await asked(child, { ask: 'cpu' })).microseconds,
    behave: async (behaviour) => void (await asked(child, { ask: 'behave', behaviour })),
    kill: () => ended(() => child.kill('SIGKILL')),
    stop: () => ended(() => child.disconnect()),
  };
}

function asked<A extends Ask['ask']>(
  child: ChildProcess,
  ask: Ask & { readonly ask: A },
): Promise<Answer<A>> {
  const answer = heard(child, ask.ask);
  child.send(ask);
  return answer;
}

type Answer<T extends Told['tell']> = Extract<Told, { tell: T }>;

/** The next word of a server. Rejects when it ends instead. */
function heard<T extends Told['tell']>(child: ChildProcess, tell: T): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      child.off('message', hear).off('exit', fail);
    };
    const hear = (told: Told): void => {
      if (told.tell !== tell) return;
      end();
      resolve(told as Answer<T>);
    };
    const fail = (code: number | null): void => {
      end();
      reject(new Error(`A server ended with ${code} before it was stopped. See its server.log.`));
    };
    child.on('message', hear).on('exit', fail);
  });
}
