import { setTimeout as sleep } from 'node:timers/promises';
import { createJournal } from '../provider/journal.ts';
import { readStored } from '../provider/stored.ts';
import type { Save } from '../save.ts';
import type { Acquirer } from '../stripe/issuing/acquirer.ts';
import { type OpenShop, openShop } from './local.ts';
import { emptyState } from './open.ts';
import { TABLES } from './state.ts';

/** A shop that is kept in a file, and what writes there what has changed. */
export interface StoredShop {
  readonly shop: OpenShop;
  readonly save: Save;
}

/** Goes on with the shop in a file, or opens one there, for a sandbox at this address. Throws when the file is damaged. */
export async function readShop(file: string, origin: string, acquirer: Acquirer): Promise<StoredShop> {
  const journal = createJournal(TABLES, emptyState);
  const { state, save } = await readStored(file, journal, () => {});
  const url = `${origin}/shop/v1`;
  const shop = openShop({ state, url, acquirer, now: Date.now, sleep: (ms) => sleep(ms), save });
  return { shop, save };
}
