import { z } from '@hono/zod-openapi';

// Cc: control characters. Cs: half a surrogate pair, which no database keeps.
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;

/** One line of text in Unicode's composed form, without space around it; `error` says what to write where there is none. */
export function line(most: number, error?: string) {
  return z
    .string({ error })
    .normalize('NFC')
    .trim()
    .min(1, { error })
    .max(most)
    .regex(PRINTABLE, 'Send text without control characters and in whole code points.');
}
