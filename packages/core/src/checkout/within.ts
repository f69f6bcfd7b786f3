import type { Yard } from './yard.ts';

/** Why the signal of a call aborts. Made once: a reason of its own would cost each call a stack trace. */
const OVER = new Error('Nobody waits any more.');
/** Microtasks: more than a call takes that asks nobody. */
const AT_ONCE = 12;

/**
 * Runs a call of a rail, or of the platform, and waits `timeouts.rail` at most. Resolves with its value, or with null
 * when it threw, which is reported, or took too long. A value that comes after all goes to `late`. Its signal is made
 * when it is asked for, because most calls do without.
 */
export async function within<T>(
  yard: Yard,
  run: (signal: () => AbortSignal) => Promise<T>,
  late?: (value: T) => void,
): Promise<T | null> {
  let over: AbortController | undefined;
  const call = { answered: false, late: false };

  function signal(): AbortSignal {
    over ??= new AbortController();
    return over.signal;
  }

  async function answer(): Promise<T | null> {
    try {
      const value = await run(signal);
      if (call.late) late?.(value);
      return value;
    } catch (error) {
      yard.report?.(error);
      return null;
    } finally {
      call.answered = true;
    }
  }
  async function silence(): Promise<null> {
    await yard.runtime.sleep(yard.timeouts.rail, signal());
    call.late = !call.answered;
    return null;
  }

  const running = answer();
  // Most calls ask nobody, and a timer costs more than all that they do.
  for (let turn = 0; turn < AT_ONCE && !call.answered; turn += 1) await Promise.resolve();
  const value = await (call.answered ? running : Promise.race([running, silence()]));
  over?.abort(OVER);
  return value;
}
