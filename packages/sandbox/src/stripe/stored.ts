import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeWhole } from '../folder.ts';
import { type Save, shared } from '../save.ts';
import { parseLines, takeLine } from './journal.ts';
import { type OpenStripe, openStripe } from './local.ts';
import { emptyState } from './open.ts';

/** A Stripe that is kept in a file, and what writes there what has changed. */
export interface StoredStripe {
  readonly stripe: OpenStripe;
  readonly save: Save;
}

/** Goes on with the Stripe in a file, or begins one there. Throws when the file is damaged. */
export async function readStripe(file: string): Promise<StoredStripe> {
  const state = existsSync(file) ? parseLines(readFileSync(file, 'utf8')) : emptyState(randomUUID());
  if (state === null) throw new Error(`${file} is damaged: delete its folder to start anew.`);
  await writeWhole(file, takeLine(state));
  // Held open: by another name, or in a folder of the same name, it would be another sandbox's.
  const journal = await open(file, 'a');
  const save = shared(() => journal.appendFile(takeLine(state)));
  return { stripe: openStripe({ state, now: Date.now, sleep: (ms) => sleep(ms), save }), save };
}
