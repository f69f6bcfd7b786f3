import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Ask, Place, Told } from './messages.ts';

/** A server in a process of its own. */
export interface ServerProcess extends Place {
  /** What it has used so far, user and system together, in microseconds. */
  cpu(): Promise<number>;
  /** Makes carts that are ready to be paid; their ids. */
  carts(count: number): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Starts a server of `servers/`. What it prints goes to `<name>.log` in the folder, as a service's output would. */
export async function startServer(
  file: 'hello.ts' | 'railyard.ts',
  { name, folder, args = [] }: { readonly name: string; readonly folder: string; readonly args?: string[] },
): Promise<ServerProcess> {
  const log = openSync(join(folder, `${name}.log`), 'w');
  const child = fork(join(import.meta.dirname, 'servers', file), args, {
    stdio: ['ignore', log, 'inherit', 'ipc'],
  });
  closeSync(log);
  const { place } = await heard(child, 'ready');
  return {
    ...place,
    cpu: async () => (await asked(child, { ask: 'cpu' })).microseconds,
    carts: async (count) => (await asked(child, { ask: 'carts', count })).ids,
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
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
      reject(new Error(`A server ended with ${code} before it was stopped. Its words are above.`));
    };
    child.on('message', hear).on('exit', fail);
  });
}
