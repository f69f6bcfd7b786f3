/** What a log keeps of an error. */
export interface ReadableError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: ReadableError;
}

const MAX_CAUSES = 5;
const LONGEST = 10_000;
/** Characters of a secret before it is known for one, at most. */
const MOST_OF_A_SECRET = 400;

// Keys and tokens, e-mail addresses, signatures or whatever else is as long, and numbers of cards: a library's message can
// quote what it was sent.
const SECRETS =
  /kf[ab]_\w+|spt_\w+|[rs]k_(?:test|live)_\w+|whsec_\w+|[^\s"'<>/:()@]{1,64}@[^\s"'<>/:()@]{1,255}\.[a-z]{2,}|(?:0x)?[0-9a-f]{128,}|[\w+/=-]{200,}|(?<!\d)[245](?:[ -]?\d){15}(?!\d)/gi;

/**
 * An error as a log may hold it: name, code, message, stack and causes, without the further members that libraries hang
 * on their errors, and without what looks like a secret.
 */
export function readableError(error: unknown, depth = 0): ReadableError {
  if (!(error instanceof Error)) return { name: 'NotAnError', message: scrubbed(String(error)) };
  const { code } = error as { readonly code?: unknown };
  return {
    name: error.name,
    message: scrubbed(error.message),
    ...(typeof code === 'string' && { code }),
    ...(error.stack !== undefined && { stack: scrubbed(error.stack) }),
    ...(error.cause !== undefined && depth < MAX_CAUSES && { cause: readableError(error.cause, depth + 1) }),
  };
}

/** Without the last of what was read of a longer text: a secret may have been cut there. */
function scrubbed(text: string): string {
  const read = text.slice(0, LONGEST).replace(SECRETS, '[redacted]');
  return text.length > LONGEST ? read.slice(0, -MOST_OF_A_SECRET) : read;
}
