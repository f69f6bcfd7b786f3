import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalChain } from './chain.ts';
import { type Folder, readRunning } from './folder.ts';
import type { Owners } from './owners.ts';

const WATCH_MS = 200;

/** Why a sandbox ends: no owner left, told to, its folder deleted or taken over, or its chain gone. */
export type End = 'unowned' | 'signal' | 'deleted' | 'chain';

export interface Watched {
  readonly folder: Folder;
  readonly token: string;
  readonly owners: Owners;
  readonly chain: LocalChain;
  readonly signal: AbortSignal;
}

/** Resolves when there is a reason to end. */
export async function untilEnd(watched: Watched): Promise<End> {
  for (;;) {
    const end = readEnd(watched);
    if (end) return end;
    await sleep(WATCH_MS, undefined, { signal: watched.signal }).catch(() => {});
  }
}

function readEnd({ folder, token, owners, chain, signal }: Watched): End | null {
  if (chain.anvil.hasEnded()) return 'chain';
  // Nothing may be written there any more: it can be another sandbox's by now.
  if (readRunning(folder)?.token !== token) return 'deleted';
  if (signal.aborted) return 'signal';
  return owners.haveGone() ? 'unowned' : null;
}
