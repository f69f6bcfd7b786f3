import { setTimeout as sleep } from 'node:timers/promises';
import { createJournal } from '../provider/journal.ts';
import { readStored } from '../provider/stored.ts';
import type { Save } from '../save.ts';
import { type OpenCoinbase, openCoinbase } from './local.ts';
import { movePages } from './moved.ts';
import { emptyState } from './open.ts';
import { TABLES } from './state.ts';

/** A Coinbase that is kept in a file, and what writes there what has changed. */
export interface StoredCoinbase {
  readonly coinbase: OpenCoinbase;
  readonly save: Save;
}

/**
 * Goes on with the Coinbase in a file, or begins one there, for a sandbox at this address. Throws when the file is
 * damaged.
 */
export async function readCoinbase(file: string, origin: string): Promise<StoredCoinbase> {
  const journal = createJournal(TABLES, emptyState);
  const { state, save } = await readStored(file, journal, (found) => movePages(found, origin));
  const url = `${origin}/coinbase/api/v1`;
  const coinbase = openCoinbase({ state, url, origin, now: Date.now, sleep: (ms) => sleep(ms), save });
  return { coinbase, save };
}
