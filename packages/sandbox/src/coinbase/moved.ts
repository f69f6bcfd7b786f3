import type { State } from './state.ts';

const SHOWN = /"url":"[^"]+(\/payment-links\/pl_\w+)"/g;

/** Has the pages in kept answers where they are now: a sandbox can go on at another port. */
export function movePages({ replies }: State, origin: string): void {
  for (const [key, reply] of replies)
    replies.set(key, { ...reply, answer: reply.answer.replaceAll(SHOWN, `"url":"${origin}$1"`) });
}
