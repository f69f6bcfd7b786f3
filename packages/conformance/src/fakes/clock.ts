/** A clock that moves only when told to, and the sleepers it wakes on its way. */
export interface FakeClock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Moves on by `ms`. Whoever sleeps that long wakes at their time, in order, and runs as far as they can. */
  advance(ms: number): Promise<void>;
  /** Awaits work that may sleep: whenever nothing else can run, the clock jumps to the next sleeper. */
  run<T>(work: Promise<T>): Promise<T>;
}

/** Resolves once every promise that can go on without time passing has gone on. */
export type Idle = () => Promise<void>;

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that starts at `start`, in milliseconds since 1970. `idle` is a turn of the event loop unless told. */
export function fakeClock(start: number, idle: Idle = turn): FakeClock {
  let time = start;
  let sleepers: readonly Sleeper[] = [];

  /** Lets the first sleeper up to `end` wake. False when there is none. */
  async function step(end: number): Promise<boolean> {
    await idle();
    const next = sleepers.find(({ at }) => at <= end);
    if (!next) return false;
    time = Math.max(time, next.at);
    next.wake();
    return true;
  }

  return {
    now: () => time,

    sleep(ms, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper: Sleeper = { at: time + ms, wake };
        sleepers = [...sleepers, sleeper].toSorted((one, other) => one.at - other.at);
        signal?.addEventListener('abort', wake);

        function wake(): void {
          sleepers = sleepers.filter((one) => one !== sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        }
      });
    },

    async advance(ms) {
      const end = time + ms;
      while (await step(end));
      time = Math.max(time, end);
      await idle();
    },

    async run(work) {
      const waiting = new Set([work]);
      const end = (): void => void waiting.delete(work);
      work.then(end, end);
      await idle();
      while (waiting.size > 0) {
        const woke = await step(Number.POSITIVE_INFINITY);
        await idle();
        if (!woke && waiting.size > 0) throw new Error('Nothing is left that could finish this work.');
      }
      return work;
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
