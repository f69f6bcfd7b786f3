import type { FakeRuntime } from '@railyard/conformance';

/** Work that takes real time, such as the check of a signature, and work that waits for it. */
export interface RealTime {
  readonly counted: <T>(work: () => Promise<T>) => Promise<T>;
  readonly run: <T>(work: Promise<T>) => Promise<T>;
}

/** Turns of the event loop in which nothing happens, until the clock moves. */
const QUIET = 5;

/** Lets the clock move only while nothing is under way that takes real time. */
export function realTime(runtime: FakeRuntime): RealTime {
  const underWay = new Set<object>();
  return {
    async counted(work) {
      underWay.add(work);
      return work().finally(() => underWay.delete(work));
    },
    async run(work) {
      const waiting = new Set<object>([work]);
      const end = (): void => void waiting.delete(work);
      work.then(end, end);
      for (let quiet = 0; waiting.size > 0; quiet += 1) {
        await new Promise((resolve) => void setImmediate(resolve));
        if (underWay.size > 0) quiet = 0;
        if (quiet < QUIET || waiting.size === 0) continue;
        await runtime.advance(1_000);
        quiet = 0;
      }
      return work;
    },
  };
}
