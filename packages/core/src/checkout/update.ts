import type { CartRecord, OutboxRecord } from '../record.ts';
import type { Change, Key, Row } from '../store.ts';
import { outboxKey } from './keys.ts';
import type { Yard } from './yard.ts';

/**
 * One write of a cart, whose key and row come first, and of what changes with it. A cart is written nowhere else, only
 * dropped: so what it tells the platform goes to the outbox in the same write.
 */
export function updateCart<R>(
  { store }: Pick<Yard, 'store'>,
  keys: readonly [Key, ...Key[]],
  change: (rows: readonly (Row | null)[], now: number) => Change<R>,
): Promise<R> {
  return store.update([...keys, outboxKey(keys[0])], (before, now) => {
    const { rows, result } = change(before.slice(0, -1), now);
    const [cart, ...others] = rows;
    const record = cart?.value as CartRecord | undefined;
    if (!cart || !record?.outbox.length) return { rows, result };
    const kept = { ...cart, value: { ...record, outbox: [] } };
    const untouched = Array<undefined>(keys.length - rows.length).fill(undefined);
    return { rows: [kept, ...others, ...untouched, posted(before.at(-1), record)], result };
  });
}

/** The outbox with the events of one more write, each once. */
function posted(row: Row | null | undefined, { cart: { tenant }, outbox }: CartRecord): Row<OutboxRecord> {
  const waiting = (row?.value ?? []) as OutboxRecord;
  const events = [...waiting, ...outbox.filter(({ id }) => !waiting.some((one) => one.id === id))];
  return { value: events, tenant, state: 'waiting', due: row?.due ?? events[0]?.at ?? null };
}
