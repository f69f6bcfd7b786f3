import type { Period } from '../src/spend/policy.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The window that a moment is in, found by the zone's offset from UTC and not by its calendar. */
export function windowByOffset(period: Period, zone: string, at: number): string {
  if (period === 'total') return '';
  const local = at + offsetOf(zone, at);
  const days = [0, 1, 2, 3, 4, 5, 6].map((back) => new Date(local - back * DAY));
  const first = period === 'weekly' ? days.find((day) => day.getUTCDay() === 1) : days[0];
  return (first ?? new Date(local)).toISOString().slice(0, period === 'monthly' ? 7 : 10);
}

/** The hours of a year in which the offset of a zone changes, by their ends. */
export function changesIn(zone: string, year: number): readonly number[] {
  const days = Array.from({ length: 366 }, (_, day) => Date.UTC(year, 0, 1) + day * DAY);
  const changed = days.filter((at) => offsetOf(zone, at) !== offsetOf(zone, at - DAY));
  return changed.flatMap((end) => {
    const hours = Array.from({ length: 24 }, (_, hour) => end - hour * 60 * MINUTE);
    return hours.filter((at) => offsetOf(zone, at) !== offsetOf(zone, at - 60 * MINUTE));
  });
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetOf(timeZone: string, at: number): number {
  const format =
    formats.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  formats.set(timeZone, format);
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] =
    /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE + Number(seconds) * 1_000;
  return sign === '-' ? -offset : offset;
}
