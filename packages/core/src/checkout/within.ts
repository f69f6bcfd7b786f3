import type { Yard } from './yard.ts';

/**
 * Runs a call of a rail, or of the platform, and waits `timeouts.rail` at most. Resolves with its value, or with null
 * when it threw, which is reported, or took too long. A value that comes after all goes to `late`.
 */
export async function within<T>(
  yard: Yard,
  run: (signal: AbortSignal) => Promise<T>,
  late?: (value: T) => void,
): Promise<T | null> {
  const giveUp = new AbortController();
  const done = new AbortController();
  let waiting = true;

  const running = Promise.resolve()
    .then(() => run(giveUp.signal))
    .then(
      (value) => {
        if (!waiting) late?.(value);
        return value;
      },
      (error: unknown) => {
        yard.report?.(error);
        return null;
      },
    );
  const value = await Promise.race([
    running,
    yard.runtime.sleep(yard.timeouts.rail, done.signal).then(() => {
      waiting = false;
      return null;
    }),
  ]);
  waiting = false;
  done.abort();
  giveUp.abort();
  return value;
}
