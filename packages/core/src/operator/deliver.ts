import { within } from '../checkout/within.ts';
import type { Yard } from '../checkout/yard.ts';
import type { CheckoutEvent, OutboxRecord } from '../record.ts';
import { deliveryDue } from '../schedule.ts';
import type { Key, Row } from '../store.ts';

/** How many events of a cart the platform took, and whether it turned one down. */
export interface Delivered {
  readonly events: number;
  readonly failed: number;
}

/** Hands the events of a cart to the platform, in order. From the first that it does not take they stay, for later. */
export async function deliver(yard: Yard, outbox: Key): Promise<Delivered> {
  const waiting = await yard.store.get<OutboxRecord>(outbox.space, outbox.key);
  const taken: string[] = [];
  let kept: CheckoutEvent | null = null;
  for (const event of eventsIn(waiting)) {
    const isTaken = await within(yard, async () => {
      await yard.deliver?.(event);
      return true;
    });
    if (!isTaken) {
      kept = event;
      break;
    }
    taken.push(event.id);
  }
  await yard.store.update([outbox], ([row], now) => ({
    rows: [row ? left(row, taken, kept, now) : undefined],
    result: null,
  }));
  return { events: taken.length, failed: kept ? 1 : 0 };
}

/** Nothing is handed out that no version of ours has written. */
function eventsIn(waiting: OutboxRecord | null): OutboxRecord {
  const isWhole = (waiting ?? []).every(({ id, type }) => typeof id === 'string' && typeof type === 'string');
  if (!isWhole) throw new TypeError('These are no events.');
  return waiting ?? [];
}

/** What stays: null when nothing does. */
function left(row: Row, taken: readonly string[], kept: CheckoutEvent | null, now: number): Row | null {
  const events = (row.value as OutboxRecord).filter(({ id }) => !taken.includes(id));
  const [next] = events;
  if (!next) return null;
  // Another round may have delivered it meanwhile.
  return { ...row, value: events, due: next.id === kept?.id ? deliveryDue(next, now) : next.at };
}
