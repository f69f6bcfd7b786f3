import type { RefundState, Settlement } from '@railyard/core/rail';

/** What came of asking a rail: its answer, or that it threw, or that it went on after nobody waited any more. */
export type Answer = Settlement | NoAnswer;
export type RefundAnswer = RefundState | NoAnswer;

export type NoAnswer = { readonly state: 'threw'; readonly error: unknown } | { readonly state: 'silent' };

export function isNoAnswer(answer: unknown): answer is NoAnswer {
  const { state } = Object(answer) as { readonly state?: unknown };
  return state === 'threw' || state === 'silent';
}

/** How long a rail may go on after its signal was aborted, and how long it may take at all, in real milliseconds. */
const AFTER_ABORT = 500;
const AT_ALL = 4_000;

/** Asks as the engine does: a throw is an answer, and so is silence once the signal has been aborted. */
export async function answered<T>(
  what: string,
  ending: AbortController,
  ask: () => Promise<T>,
): Promise<T | NoAnswer> {
  const timers: NodeJS.Timeout[] = [];
  const after = (ms: number): Promise<'over'> =>
    new Promise((resolve) => timers.push(setTimeout(() => resolve('over'), ms)));
  const given = new Promise<'over'>((resolve) => {
    ending.signal.addEventListener('abort', () => resolve(after(AFTER_ABORT)), { once: true });
  });
  const asked = Promise.resolve()
    .then(ask)
    .catch((error: unknown): NoAnswer => ({ state: 'threw', error }));
  try {
    const answer = await Promise.race([asked, given, after(AT_ALL)]);
    if (answer !== 'over') return answer;
    if (ending.signal.aborted) return { state: 'silent' };
    throw new Error(
      `${what} did not answer within ${AT_ALL / 1_000} s, with nothing wrong at the provider. Give the rail no patience of its own here.`,
    );
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

/** An answer in a few words. */
export function said(answer: Answer | RefundAnswer): string {
  if (answer.state === 'threw') return `threw ${JSON.stringify(messageOf(answer.error))}`;
  if (answer.state === 'silent') return 'gave no answer';
  return `answered ${answer.state}${'reason' in answer ? ` (${answer.reason})` : ''}`;
}

/** True for an answer after which the engine lets the payer pay again. */
export function isOver(answer: Answer): boolean {
  return answer.state === 'declined' || answer.state === 'expired' || answer.state === 'cancelled';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
