import type { Yard } from './yard.ts';

/** Why the signal of a call aborts. Made once: a reason of its own would cost each call a stack trace. */
const OVER = new Error('Nobody waits for this call any more.');

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
  done.abort(OVER);
  giveUp.abort(OVER);
  return value;
}
