import { readAnswer, unclear } from '../wire/answer.ts';
import type { Facilitator, Sender } from './facilitator.ts';

/** Sends payments to a facilitator in this process, and waits at most `timeout` milliseconds for each. */
export function createProcessSender(facilitator: Facilitator, timeout: number): Sender {
  return {
    name: null,
    takes: async () => true,
    async submit(payment, requirement, { signal }) {
      try {
        signal.throwIfAborted();
        return readAnswer(await inTime(facilitator.settle(payment, requirement), timeout, signal));
      } catch {
        // The error may hold the signed payment, so nothing of it is kept.
        return unclear('no_answer');
      }
    },
    track: null,
  };
}

/** Made once: an error of its own would cost each payment a stack trace. */
const OVER = new Error('Nobody waits any more.');

/** The same answer; rejects when it takes too long, or the signal aborts before. */
function inTime<T>(answer: Promise<T>, timeout: number, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(OVER);
    const timer = setTimeout(stop, timeout);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
    answer.then(resolve, reject).then(end, end);
  });
}
