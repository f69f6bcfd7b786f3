import type { Rule } from '../buyers/pace.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How often a person may allow something, which is kept for long. */
export const ALLOWING: readonly Rule[] = [
  { most: 10, within: HOUR },
  { most: 30, within: DAY },
];

/** How often the tokens of one grant are changed for new ones; a client has a reason to once an hour. */
export const RENEWING: readonly Rule[] = [
  { most: 20, within: HOUR },
  { most: 100, within: DAY },
];
