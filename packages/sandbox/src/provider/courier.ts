import { setTimeout as sleep } from 'node:timers/promises';
import type { Deliver } from './outbox.ts';

const ROUND_MS = 50;
const PATIENCE_MS = 10_000;

/** Takes the webhooks of a provider to those who listen, until it is stopped. */
export interface Courier {
  /** Resolves when nothing more is sent. */
  stop(): Promise<void>;
}

export function startCourier({ deliver }: { readonly deliver: Deliver }): Courier {
  const stopping = new AbortController();
  const send = (request: Request): Promise<Response> =>
    fetch(request, { signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(PATIENCE_MS)]) });

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await deliver(send);
      await sleep(ROUND_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
