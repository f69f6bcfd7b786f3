/** A letter to one person, in plain text. */
export interface Message {
  /** What a letter that is sent once more has again, so that a mailbox can show it once. */
  readonly id?: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The way mail leaves. Rejects with `upstream_unavailable` when it did not, without a word of what was in it. */
export interface Mail {
  send(message: Message): Promise<void>;
}
