import { appendFileSync } from 'node:fs';
import { type ServerProcess, startProcess } from '../server-process.ts';

/** One server and its lives, one after the other. */
export interface Lives {
  /** Begins another life, with these variables too, and waits for nothing. */
  begin(more?: Readonly<Record<string, string>>): void;
  /** Resolves once it takes requests; rejects with all it has printed when it ended before that. */
  ready(): Promise<void>;
  /** Ends it, as hard as a power cut unless told otherwise. What it has printed goes to the log. */
  end(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Rejects when it ends by itself. */
  readonly untimelyEnd: Promise<never>;
}

export interface LivesOptions {
  readonly program: URL;
  readonly variables: Readonly<Record<string, string>>;
  /** The file for all that it prints. */
  readonly log: string;
  /** Once it is aborted, no other life begins. */
  readonly signal: AbortSignal;
}

export function livesOf({ program, variables, log, signal: over }: LivesOptions): Lives {
  let life: ServerProcess | null = null;
  let reject: (error: Error) => void;
  return {
    untimelyEnd: new Promise((_, fail) => {
      reject = fail;
    }),
    begin(more) {
      over.throwIfAborted();
      const begun = startProcess({ ...variables, ...more }, [], program);
      life = begun;
      begun.child.once('close', (how) => {
        if (life === begun) reject(new Error(`The server ended by itself with ${how}:\n${begun.output()}`));
      });
    },
    async ready() {
      await life?.printed('Railyard is ready');
    },
    async end(signal = 'SIGKILL') {
      const ending = life;
      life = null;
      if (!ending) return;
      ending.child.kill(signal);
      const how = await ending.ended;
      appendFileSync(log, `${ending.output()}\n${new Date().toISOString()} ended with ${how}\n`);
    },
  };
}
