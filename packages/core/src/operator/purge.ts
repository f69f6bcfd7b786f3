import type { Space, Store } from '../store.ts';

const BATCH = 50;

/** Deletes the rows of a space whose time is over, by the store's clock. For spaces whose rows end when they are due. */
export async function purge(store: Store, space: Space): Promise<void> {
  for (let full = true; full; ) {
    const keys = await store.due(space, BATCH);
    await Promise.all(
      keys.map((key) =>
        store.update([{ space, key }], ([row], now) => ({
          rows: row && row.due !== null && row.due <= now ? [null] : [],
          result: null,
        })),
      ),
    );
    full = keys.length === BATCH;
  }
}
