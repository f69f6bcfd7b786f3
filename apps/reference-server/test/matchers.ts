import { expect } from 'vitest';

/** Any text, in an expected value. */
export const TEXT: unknown = expect.any(String);

/** Any number, in an expected value. */
export const NUMBER: unknown = expect.any(Number);

/** A text that matches, in an expected value. */
export function like(pattern: RegExp): unknown {
  return expect.stringMatching(pattern) as unknown;
}

/** A text that has this in it, in an expected value. */
export function containing(part: string): unknown {
  return expect.stringContaining(part) as unknown;
}
