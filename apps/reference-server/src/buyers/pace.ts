/** At most so often within so many milliseconds. */
export interface Rule {
  readonly most: number;
  readonly within: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Codes to one mailbox: enough for who has lost one, too few to bother anybody. */
export const TO_MAILBOX: readonly Rule[] = [
  { most: 1, within: MINUTE },
  { most: 5, within: HOUR },
  { most: 10, within: DAY },
];
/**
 * What one API key may do, be it codes asked for or codes that were wrong. A guess is right once in a million times, so
 * that a key which does nothing but guess gets into some account once in nine years.
 */
export const BY_KEY: readonly Rule[] = [
  { most: 60, within: HOUR },
  { most: 300, within: DAY },
];

/** When something was done, the latest last. */
export interface Pace {
  readonly times: readonly number[];
}

/** How many milliseconds until it may be done again; 0 when it may now. */
export function waitFor(pace: Pace | null, rules: readonly Rule[], now: number): number {
  const waits = rules.map(({ most, within }) => {
    const decisive = pace?.times.at(-most);
    return decisive === undefined ? 0 : decisive + within - now;
  });
  return Math.max(0, ...waits);
}

/** The pace with one time more, and without those that no rule asks about. */
export function paceAfter(pace: Pace | null, rules: readonly Rule[], now: number): Pace {
  const kept = Math.max(...rules.map(({ most }) => most));
  return { times: [...(pace?.times ?? []), now].slice(-kept) };
}

/** When a pace can be forgotten. */
export function paceEnd(rules: readonly Rule[], now: number): number {
  return now + Math.max(...rules.map(({ within }) => within));
}
