import { setTimeout as sleep } from 'node:timers/promises';
import { createJournal } from '../provider/journal.ts';
import { readStored } from '../provider/stored.ts';
import type { Save } from '../save.ts';
import { movePages } from './checkout/moved.ts';
import { closeRequests } from './issuing/closed.ts';
import { askInTime, type OpenStripe, openStripe } from './local.ts';
import { emptyState } from './open.ts';
import { TABLES } from './state.ts';

/** A Stripe that is kept in a file, and what writes there what has changed. */
export interface StoredStripe {
  readonly stripe: OpenStripe;
  readonly save: Save;
}

/** Goes on with the Stripe in a file, or begins one there; its pages are at `origin`. Throws when the file is damaged. */
export async function readStripe(file: string, origin: string): Promise<StoredStripe> {
  const journal = createJournal(TABLES, emptyState);
  const { state, save } = await readStored(file, journal, (found) => {
    movePages(found, origin);
    closeRequests(found);
  });
  const world = {
    state,
    now: Date.now,
    sleep: (ms: number) => sleep(ms),
    origin,
    authorize: askInTime,
    save,
  };
  return { stripe: openStripe(world), save };
}
