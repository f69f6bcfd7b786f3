import type { Store } from '@railyard/core';
import { folderOf } from '../config.ts';
import { reopenDatabase } from '../database.ts';

/** Works on the records in the folder that these variables name; a server may have them open meanwhile. */
export async function withRecords<T>(
  variables: NodeJS.ProcessEnv,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = reopenDatabase(folderOf(variables));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
