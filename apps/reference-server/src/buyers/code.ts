import { timingSafeEqual } from 'node:crypto';

/** What a code is for: an agent that shows it gets a token; who types it into our page is signed in. */
export type CodeKind = 'code' | 'sign_in';

/** The newest code of an e-mail address. The code itself is kept nowhere. */
export interface Code {
  /** A hash of it under the secret. */
  readonly hash: string;
  /** How often a wrong one was shown. */
  readonly tries: number;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
  /** What the buyer said their name is, and the API key that told us; null when nobody said. */
  readonly name: { readonly text: string; readonly told: string } | null;
}

/** Milliseconds that a code is good for. */
export const CODE_LIFETIME = 10 * 60_000;
const MOST_TRIES = 5;
const CODES = 1_000_000;
/** The most multiples of `CODES` that 32 bits hold: above it some codes would be likelier than others. */
const FAIR = Math.floor(2 ** 32 / CODES) * CODES;

/** Six digits, each code as likely as any other. */
export function newCode(random: (bytes: number) => Uint8Array): string {
  for (;;) {
    const number = Buffer.from(random(4)).readUInt32BE();
    if (number < FAIR) return String(number % CODES).padStart(6, '0');
  }
}

/** The record of a code that was made now. */
export function freshCode(hash: string, name: Code['name'], now: number): Code {
  return { hash, tries: 0, expiresAt: now + CODE_LIFETIME, name };
}

/** Whether this is the code, it is still good, and nobody has tried too often. */
export function isRight(code: Code | null, hash: string, now: number): code is Code {
  if (!code || code.tries >= MOST_TRIES || now >= code.expiresAt) return false;
  return timingSafeEqual(Buffer.from(code.hash), Buffer.from(hash));
}

/** The code after a wrong one was shown in its place. */
export function afterWrong(code: Code): Code {
  return { ...code, tries: code.tries + 1 };
}
