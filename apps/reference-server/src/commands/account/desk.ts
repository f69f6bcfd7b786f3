import type { Mode } from '@railyard/core';
import type { AccountDesk } from '../../accounts/stored.ts';
import { mistake } from '../../config/fields.ts';
import { readPlace } from '../../config/place.ts';
import { folderOf } from '../../config.ts';
import { hasSealed } from '../../lost-keys.ts';
import { nodeRuntime } from '../../runtime.ts';
import { hasRing, openRing } from '../../sealing-keys.ts';
import { withRecords } from '../records.ts';

/** What an action works with. */
export interface Work {
  readonly desk: AccountDesk;
  readonly mode: Mode;
  /** The sealing key that seals. */
  readonly newest: string;
}

/** Opens the accounts in the folder that these variables name; providers are asked through this `fetch`. */
export function withDesk(
  variables: NodeJS.ProcessEnv,
  send: typeof fetch,
  work: (work: Work) => Promise<void>,
): Promise<void> {
  const { mode, sealingKeys, stripeUrl, coinbaseUrl } = readPlace(variables);
  const ringPlace = { folder: folderOf(variables), sealingKeys };
  return withRecords(variables, async (store) => {
    if (!hasRing(ringPlace) && (await hasSealed(store))) throw mistake(NO_RING);
    const ring = openRing(ringPlace);
    const desk = { store, runtime: nodeRuntime(ring), reach: { stripeUrl, coinbaseUrl, fetch: send } };
    return work({ desk, mode, newest: ring[0].id });
  });
}

const NO_RING =
  'The sealing keys of this database are not here. Set SEALING_KEYS as the server has it, or restore the file sealing-keys.';
