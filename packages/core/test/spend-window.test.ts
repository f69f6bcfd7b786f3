import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Period } from '../src/spend/policy.ts';
import { checkTimeZone, createCalendar, nextWindow, readTimeZone, windowOf } from '../src/spend/window.ts';
import { changesIn, windowByOffset } from './offsets.ts';

const HOUR = 3_600_000;
const dayIn = createCalendar();
const windowAt = (period: Period, zone: string, iso: string): string =>
  windowOf(period, dayIn(zone, Date.parse(iso)));

it.each([
  ['the day that loses an hour', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z', '2026-03-29'],
  ['the day that gains an hour', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z', '2026-10-25'],
])('counts %s in Berlin from midnight to midnight there', (_, first, last, day) => {
  expect(windowAt('daily', 'Europe/Berlin', first)).toBe(day);
  expect(windowAt('daily', 'Europe/Berlin', last)).toBe(day);
  expect(windowOf('daily', dayIn('Europe/Berlin', Date.parse(first) - 1))).not.toBe(day);
  expect(windowOf('daily', dayIn('Europe/Berlin', Date.parse(last) + 1_000))).not.toBe(day);
});

it('begins a week on Monday, also where the year ends within it', () => {
  expect(windowAt('weekly', 'UTC', '2026-12-31T12:00:00Z')).toBe('2026-12-28');
  expect(windowAt('weekly', 'UTC', '2027-01-03T23:59:59Z')).toBe('2026-12-28');
  expect(windowAt('weekly', 'UTC', '2027-01-04T00:00:00Z')).toBe('2027-01-04');
});

it('takes the date of the time zone, not of UTC', () => {
  expect(windowAt('monthly', 'Pacific/Kiritimati', '2026-10-31T10:00:00Z')).toBe('2026-11');
  expect(windowAt('monthly', 'Pacific/Pago_Pago', '2026-11-01T10:59:59Z')).toBe('2026-10');
  // Samoa had no 30 December 2011.
  expect(windowAt('daily', 'Pacific/Apia', '2011-12-30T09:59:59Z')).toBe('2011-12-29');
  expect(windowAt('daily', 'Pacific/Apia', '2011-12-30T10:00:00Z')).toBe('2011-12-31');
});

it('has one window for a budget that never starts anew', () => {
  expect(windowAt('total', 'UTC', '1999-01-01T00:00:00Z')).toBe(
    windowAt('total', 'UTC', '2030-01-01T00:00:00Z'),
  );
  expect(nextWindow('total', dayIn('UTC', 0))).toBeNull();
});

it('names the next window by its first day', () => {
  const day = dayIn('UTC', Date.parse('2026-12-31T12:00:00Z'));
  expect(nextWindow('daily', day)).toBe('2027-01-01');
  expect(nextWindow('weekly', day)).toBe('2027-01-04');
  expect(nextWindow('monthly', day)).toBe('2027-01-01');
});

it('never goes back in time, in any zone since 2011, when the last clock was put back over midnight', () => {
  const zones = Intl.supportedValuesOf('timeZone');
  const moment = fc.integer({ min: Date.UTC(2011, 0, 1), max: Date.UTC(2100, 0, 1) });
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      moment,
      fc.integer({ min: 0, max: 90_000_000 }),
      (zone, at, later) => {
        for (const period of ['daily', 'weekly', 'monthly'] as const) {
          expect(windowOf(period, dayIn(zone, at)) <= windowOf(period, dayIn(zone, at + later))).toBe(true);
        }
      },
    ),
    { numRuns: 300 },
  );
});

it('agrees with what the offsets of a zone say, most of all where they change', () => {
  const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const moment = zones.chain((zone) => {
    const anyTime = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2040, 0, 1) });
    const changes = changesIn(zone, 2026);
    const near = fc
      .tuple(fc.constantFrom(...changes, 0), fc.integer({ min: -26 * HOUR, max: 26 * HOUR }))
      .map(([at, by]) => at + by);
    return fc.tuple(fc.constant(zone), changes.length > 0 ? fc.oneof(near, anyTime) : anyTime);
  });
  fc.assert(
    fc.property(moment, ([zone, at]) => {
      for (const period of ['daily', 'weekly', 'monthly', 'total'] as const)
        expect(windowOf(period, dayIn(zone, at))).toBe(windowByOffset(period, zone, at));
    }),
    { numRuns: 300 },
  );
});

it.each([
  ['Europe/Berlin', '2026-03-29', 23],
  ['Europe/Berlin', '2026-10-25', 25],
  ['Africa/Cairo', '2026-04-24', 23], // it has no midnight: the day begins at 1:00
  ['America/Santiago', '2026-09-06', 23], // nor has this
  ['Asia/Beirut', '2026-03-29', 23], // nor this
  ['America/Santiago', '2026-04-04', 25], // it has midnight twice, and the first is no new day
  ['Australia/Lord_Howe', '2026-04-05', 24.5],
])('has a day in %s on %s that lasts %d hours', (zone, day, hours) => {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const minutes = Array.from({ length: 60 * 60 }, (_, at) => noon + (at - 30 * 60) * 60_000);
  const within = minutes.filter((at) => windowOf('daily', dayIn(zone, at)) === day);
  expect(within).toHaveLength(hours * 60);
  expect(within.at(-1)).toBe((within[0] ?? 0) + (hours * 60 - 1) * 60_000);
});

it.each(['', 'Berlin', 'Mars/Olympus', 'Europe/Berlin ', '+05:00', '-03:30', '+05', '−05:00'])(
  'refuses the time zone "%s"',
  (zone) => {
    expect(readTimeZone(zone)).toBeNull();
    expect(() => checkTimeZone(zone)).toThrow(expect.objectContaining({ code: 'validation' }));
  },
);

it('has one name for all spellings of a time zone', () => {
  for (const zone of ['Europe/Berlin', 'europe/berlin', 'EUROPE/BERLIN'])
    expect(readTimeZone(zone)).toBe('Europe/Berlin');
  expect(readTimeZone('Asia/Kolkata')).toBe(readTimeZone('Asia/Calcutta'));
  expect(readTimeZone('Etc/UTC')).toBe(readTimeZone('UTC'));
});
