import type { Platform } from '../ports.ts';

/**
 * Runs a call of a rail and waits at most `ms`. Resolves with its value, or with null when it threw or took too long.
 * A value that comes after all goes to `late`.
 */
export async function within<T>(
  platform: Platform,
  ms: number,
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
      () => null,
    );
  const value = await Promise.race([running, platform.sleep(ms, done.signal).then(() => null)]);
  waiting = false;
  done.abort();
  giveUp.abort();
  return value;
}
