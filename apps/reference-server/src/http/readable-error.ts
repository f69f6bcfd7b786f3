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

// Keys and tokens, e-mail addresses, signatures or whatever else is as long, and numbers of cards: a library's message can
// quote what it was sent.
const SECRETS =
  /kf[ab]_\w+|spt_\w+|[rs]k_(?:test|live)_\w+|whsec_\w+|[^\s"'<>/:()]+@[^\s"'<>/:()]+\.[a-z]{2,}|(?:0x)?[0-9a-f]{128,}|[\w+/=-]{200,}|(?<!\d)[245](?:[ -]?\d){15}(?!\d)/gi;

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

/** Cut twice, so that no secret is cut before it is looked for. */
function scrubbed(text: string): string {
  return text
    .slice(0, 2 * LONGEST)
    .replace(SECRETS, '[redacted]')
    .slice(0, LONGEST);
}
