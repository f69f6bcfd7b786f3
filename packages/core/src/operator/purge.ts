import type { Space, Store } from '../store.ts';
import { eachDue, stopped } from './due.ts';

/**
 * Deletes the rows of a space whose time is over, by the store's clock. For spaces whose rows end when they are due. One
 * that cannot be deleted is told to `report`, and the others go.
 */
export async function purge(store: Store, space: Space, report?: (error: unknown) => void): Promise<void> {
  await eachDue(store, space, async (key) => {
    try {
      await store.update([key], ([row], now) => ({
        rows: row && row.due !== null && row.due <= now ? [null] : [],
        result: null,
      }));
    } catch (error) {
      report?.(stopped(key, error));
    }
  });
}
