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
        const answered = facilitator.settle(payment, requirement);
        const giveUp = aborted(AbortSignal.any([signal, AbortSignal.timeout(timeout)]));
        return readAnswer(await Promise.race([answered, giveUp]));
      } catch {
        // The error may hold the signed payment, so nothing of it is kept.
        return unclear('no_answer');
      }
    },
    track: null,
  };
}

/** Made once: every call ends with its signal, and an error of its own would cost each a stack trace. */
const OVER = new Error('Nobody waits any more.');

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(OVER);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}
