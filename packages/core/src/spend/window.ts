import { RailError } from '../errors.ts';
import type { Period } from './policy.ts';

const DAY = 86_400_000;

/** A day of a calendar: midnight UTC of that date, whatever the zone. */
type LocalDay = number;

/** A moment, in milliseconds since 1970, and the calendars of the world. */
export interface Clock {
  readonly now: number;
  readonly dayIn: DayIn;
}

/** Tells the day that it is in a time zone at a moment. */
export type DayIn = (timeZone: string, at: number) => LocalDay;

/** Makes each zone's formatter once, which is slow. */
export function createCalendar(): DayIn {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (timeZone, at) => {
    const format = formats.get(timeZone) ?? formatIn(timeZone);
    formats.set(timeZone, format);
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1 } = parts;
    return Date.UTC(year, month - 1, day);
  };
}

/** The window of a period that a day is in, by its first day; a budget that never starts anew has one alone. */
export function windowOf(period: Period, day: LocalDay): string {
  switch (period) {
    case 'daily':
      return dateOf(day);
    case 'weekly':
      return dateOf(mondayOf(day));
    case 'monthly':
      return dateOf(day).slice(0, 7);
    case 'total':
      return '';
  }
}

/** The date from which the next window counts; null when there is none. */
export function nextWindow(period: Period, day: LocalDay): string | null {
  switch (period) {
    case 'daily':
      return dateOf(day + DAY);
    case 'weekly':
      return dateOf(mondayOf(day) + 7 * DAY);
    case 'monthly': {
      const date = new Date(day);
      return dateOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
    }
    case 'total':
      return null;
  }
}

/** The name that all spellings of an IANA time zone share, as this runtime has it; null for what is none. */
export function readTimeZone(name: string): string | null {
  try {
    const { timeZone } = formatIn(name).resolvedOptions();
    return /^[+-]/.test(timeZone) ? null : timeZone; // an offset, which a runtime takes as well
  } catch {
    return null;
  }
}

/** Throws `validation` for a name that is no IANA time zone. */
export function checkTimeZone(timeZone: string): void {
  if (readTimeZone(timeZone) !== null) return;
  throw new RailError('validation', `"${timeZone}" is no IANA time zone. One is "Europe/Berlin".`);
}

/** Gives each time zone the name that its spellings share, and looks each up once; what is none keeps its own. */
export function createZoneNames(): (timeZone: string) => string {
  const names = new Map<string, string>();
  return (timeZone) => {
    const name = names.get(timeZone) ?? readTimeZone(timeZone) ?? timeZone;
    names.set(timeZone, name);
    return name;
  };
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
}

function dateOf(day: LocalDay): string {
  return new Date(day).toISOString().slice(0, 10);
}

function mondayOf(day: LocalDay): LocalDay {
  return day - ((new Date(day).getUTCDay() + 6) % 7) * DAY;
}
