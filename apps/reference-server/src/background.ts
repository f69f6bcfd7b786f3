import { setTimeout as delay } from 'node:timers/promises';
import type { Reconciled } from '@railyard/core/operator';
import type { Logger } from 'pino';

/** The background work: one round at a time, at once and then every few seconds. */
export interface Background {
  start(): void;
  /** Starts no further round; resolves when the one under way is over. */
  stop(): Promise<void>;
}

/** Rounds of work, `every` milliseconds apart. A round that fails is logged, and the next one comes. */
export function createBackground(
  reconcile: () => Promise<Reconciled>,
  log: Logger,
  every: number,
): Background {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await round(reconcile, log);
      // Only the abort rejects, and then the loop is over.
      await delay(every, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  return {
    start() {
      running = run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function round(reconcile: () => Promise<Reconciled>, log: Logger): Promise<void> {
  try {
    const done = await reconcile();
    if (done.failed > 0) log.warn(done, 'Some carts could not be reconciled; they stay due.');
    else if (done.carts > 0 || done.events > 0) log.info(done, 'Carts were reconciled.');
  } catch (err) {
    log.error({ err }, 'A round of the background work failed.');
  }
}
