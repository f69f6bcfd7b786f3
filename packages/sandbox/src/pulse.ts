import { setTimeout as sleep } from 'node:timers/promises';
import type { Save } from './save.ts';

const BEAT_MS = 1000;
const QUIET_BEAT_MS = 15_000;
const QUIET_AFTER_MS = 60_000;

/** What the pulse needs of a chain. */
export interface Beating {
  readonly client: {
    getAutomine(): Promise<boolean>;
    mine(asked: { readonly blocks: number }): Promise<void>;
    getBlock(): Promise<{ readonly stateRoot: string }>;
  };
  readonly save: Save;
}

/** Keeps a chain's clock going and its file up to date. */
export interface Beat {
  /** Says that somebody uses the chain. */
  touch(): void;
  /** Mines an empty block if one is due, and saves the chain if its state has changed. To be called every second. */
  beat(): Promise<void>;
}

/**
 * A transaction gets its block at once. Beyond that an empty block comes every second, or an authorization that was
 * never used would not expire on the chain; every 15 seconds after a minute in which nobody asked for anything, because
 * each block stays in memory. None comes while somebody holds the chain still (`evm_setAutomine` false).
 */
export function createBeat({ client, save }: Beating, now: () => number): Beat {
  let touched = now();
  let mined = now();
  let saved = '';

  return {
    touch() {
      touched = now();
    },
    async beat() {
      const gap = now() - touched < QUIET_AFTER_MS ? BEAT_MS : QUIET_BEAT_MS;
      if (now() - mined >= gap && (await client.getAutomine())) {
        await client.mine({ blocks: 1 });
        mined = now();
      }
      // An empty block leaves the state's root as it was.
      const { stateRoot } = await client.getBlock();
      if (stateRoot === saved) return;
      await save();
      saved = stateRoot;
    },
  };
}

/** A beat that goes on by itself. */
export interface Pulse {
  touch(): void;
  /** Resolves when the beat under way, if there is one, is over. */
  idle(): Promise<void>;
  /** Resolves when nothing more is sent to the chain. */
  stop(): Promise<void>;
}

/** Beats every second until stopped. */
export function startPulse(chain: Beating): Pulse {
  const stopping = new AbortController();
  const beat = createBeat(chain, Date.now);
  let beating: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      beating = beat.beat().catch((error: unknown) => console.error('The chain missed a beat.', error));
      await beating;
      await sleep(BEAT_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  const running = run();
  return {
    touch: () => beat.touch(),
    idle: () => beating,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
