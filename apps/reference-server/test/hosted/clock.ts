/** A clock that stands still until somebody moves it, and those who sleep by it. */
export interface Clock {
  readonly now: () => number;
  /** Resolves when the clock has moved so far, or when it is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly advance: (ms: number) => void;
}

export function createClock(start: number): Clock {
  let now = start;
  const sleepers = new Map<() => void, number>();

  return {
    now: () => now,
    sleep(ms, signal) {
      return new Promise((resolve) => {
        const wake = (): void => {
          sleepers.delete(wake);
          resolve();
        };
        if (signal?.aborted) return wake();
        sleepers.set(wake, now + ms);
        signal?.addEventListener('abort', wake, { once: true });
      });
    },
    advance(ms) {
      now += ms;
      for (const [wake, at] of sleepers) if (at <= now) wake();
    },
  };
}
