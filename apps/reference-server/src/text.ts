import { z } from '@hono/zod-openapi';

// Cc: control characters. Cs: half a surrogate pair, which no database keeps.
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;
const VISIBLE = /^(?=.*\S)[^\p{Cc}\p{Cs}]*$/u;
const REFUSAL = 'Send text without control characters and in whole code points.';

/** Text of 1 to so many characters. */
export function text(most: number) {
  return z.string().min(1).check(upTo(most)).regex(PRINTABLE, REFUSAL).meta(documented(most, PRINTABLE));
}

/** One line of text in Unicode's composed form, without space around it; `error` says what to write where there is none. */
export function line(most: number, error?: string) {
  return z
    .string({ error })
    .normalize('NFC')
    .trim()
    .min(1, { error })
    .check(upTo(most))
    .regex(VISIBLE, REFUSAL)
    .meta(documented(most, VISIBLE));
}

/** Characters are counted as JSON Schema counts them: a pair of surrogates is one. */
function upTo(most: number) {
  return z.refine<string>(
    (value) => value.length <= most || Array.from(value).length <= most,
    `Send ${most} characters at most.`,
  );
}

/** The pattern by its source, because the document would write the flag into it. */
function documented(maxLength: number, { source }: RegExp) {
  return { maxLength, pattern: source };
}
