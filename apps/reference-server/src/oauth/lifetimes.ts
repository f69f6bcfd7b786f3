const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds. How long things last that OAuth hands out. */
export const LIFETIMES = {
  accessToken: HOUR,
  code: MINUTE,
  /** From the last time that it was changed for a new one. */
  refreshToken: 30 * DAY,
  /** From when a person allowed it: then they are asked again. */
  grant: 90 * DAY,
  /** From when a client sends a person to our page until they have decided. */
  visit: 30 * MINUTE,
  /** For so long a browser that is left open need not sign in again. */
  session: 12 * HOUR,
  /** A client that nobody has allowed anything: anybody can register any number. */
  unusedClient: HOUR,
  /** A client from when somebody has, the last time: until then it can ask them again. */
  client: 365 * DAY,
} as const;
