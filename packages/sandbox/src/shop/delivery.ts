import { checkQuery } from './body.ts';
import { conflict } from './errors.ts';
import type { DeliveryTime } from './objects.ts';
import { timeOf, type Work } from './work.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FIRST_HOUR = 8;
const LAST_HOUR = 20;
const SLOT_HOURS = 2;
const DAYS = 3;

/** When the shop can deliver: as soon as it can, and in the slots of today and the next two days, by UTC. */
export function listDeliveryTimes({ now, query }: Work): object {
  checkQuery(query, []);
  return { delivery_times: [asap(now), ...slots(now)] };
}

/** A delivery time that can be had; throws for any other. */
export function deliveryTimeOf(now: number, id: string): DeliveryTime {
  const found = id === 'asap' ? asap(now) : slots(now).find((slot) => slot.id === id);
  if (found) return found;
  throw conflict('delivery_time_unavailable', 'The shop does not deliver at that time.');
}

function asap(now: number): DeliveryTime {
  return { id: 'asap', from: timeOf(now + 30 * MINUTE), to: timeOf(now + 50 * MINUTE), fee: 399 };
}

function slots(now: number): readonly DeliveryTime[] {
  const midnight = now - (now % DAY);
  const days = Array.from({ length: DAYS }, (_, day) => midnight + day * DAY);
  const hours = Array.from(
    { length: (LAST_HOUR - FIRST_HOUR) / SLOT_HOURS },
    (_, at) => FIRST_HOUR + at * SLOT_HOURS,
  );
  return days
    .flatMap((day) => hours.map((hour) => day + hour * HOUR))
    .filter((begins) => begins >= now + HOUR)
    .map((begins) => ({
      id: `slot_${timeOf(begins).slice(0, 13)}`,
      from: timeOf(begins),
      to: timeOf(begins + SLOT_HOURS * HOUR),
      fee: 199,
    }));
}
