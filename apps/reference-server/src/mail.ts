/** A letter to one person, in plain text. */
export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The way mail leaves. Rejects with `upstream_unavailable` when it did not, without a word of what was in it. */
export interface Mail {
  send(message: Message): Promise<void>;
}
