/** Counts what was looked at, and says each as it comes. */
export interface Tally {
  pass(name: string): void;
  fail(name: string, why: string): void;
  skip(names: readonly string[], why: string): void;
  /** Says the counts, and tells whether nothing failed. */
  close(): boolean;
}

export function openTally(say: (line: string) => void): Tally {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  return {
    pass(name) {
      passed += 1;
      say(`passed   ${name}`);
    },
    fail(name, why) {
      failed += 1;
      say(`failed   ${name}: ${why}`);
    },
    skip(names, why) {
      skipped += names.length;
      if (names.length > 0) say(`skipped  ${names.join(', ')}: ${why}`);
    },
    close() {
      say(`${passed} passed, ${failed} failed, ${skipped} skipped`);
      return failed === 0;
    },
  };
}
