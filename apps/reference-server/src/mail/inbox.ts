import type { Mail, Message } from '../mail.ts';

/** A letter that has arrived. */
export interface Received extends Message {
  /** In milliseconds since 1970. */
  readonly at: number;
}

/** Keeps what is sent instead of sending it, for play and for tests. */
export interface Inbox extends Mail {
  /** The newest first. */
  received(): readonly Received[];
}

const MOST_KEPT = 50;

/** An inbox that lasts as long as the process. */
export function createInbox(now: () => number): Inbox {
  let letters: readonly Received[] = [];
  return {
    async send(message) {
      letters = [{ ...message, at: now() }, ...letters].slice(0, MOST_KEPT);
    },
    received: () => letters,
  };
}
