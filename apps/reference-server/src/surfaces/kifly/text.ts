import { z } from '@hono/zod-openapi';

// Cc: control characters. Cs: half a surrogate pair, which no database keeps.
const PRINTABLE = /^(?=.*\S)[^\p{Cc}\p{Cs}]*$/u;

/** Text of 1 to so many characters. */
export function text(most: number) {
  return z.string().min(1).check(upTo(most)).meta({ maxLength: most });
}

/** One line of text in Unicode's composed form, without space around it; `error` says what to write where there is none. */
export function line(most: number, error?: string) {
  return (
    z
      .string({ error })
      .normalize('NFC')
      .trim()
      .min(1, { error })
      .check(upTo(most))
      .regex(PRINTABLE, 'Send text without control characters and in whole code points.')
      // By its source, because the document would write the flag into the pattern.
      .meta({ maxLength: most, pattern: PRINTABLE.source })
  );
}

/** Characters are counted as JSON Schema counts them: a pair of surrogates is one. */
function upTo(most: number) {
  return z.refine<string>(
    (value) => value.length <= most || Array.from(value).length <= most,
    `Send ${most} characters at most.`,
  );
}
