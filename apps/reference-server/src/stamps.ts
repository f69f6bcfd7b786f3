import { randomUUID } from 'node:crypto';
import { type Mode, RailError } from '@railyard/core';
import type { SqliteStore } from '@railyard/store-sqlite';

type Stamps = Pick<SqliteStore, 'stamp'>;

/** Refuses a database that was written for another chain: its payments mean nothing here. */
export async function checkChain(store: Stamps, folder: string, chain: string): Promise<void> {
  const kept = await store.stamp('chain', chain);
  if (kept === chain) return;
  throw new RailError(
    'configuration',
    `The database in "${folder}" belongs to the chain "${kept}", and this is "${chain}". Set RAILYARD_FOLDER to another folder, or delete this one to start anew.`,
  );
}

/** Refuses a database of the other mode: what is sold for play money is not for real money. */
export async function checkMode(store: Stamps, folder: string, mode: Mode): Promise<void> {
  const kept = await store.stamp('mode', mode);
  if (kept === mode) return;
  throw new RailError(
    'configuration',
    `The database in "${folder}" is of the mode "${kept}", and RAILYARD_MODE is "${mode}". Set RAILYARD_FOLDER to another folder.`,
  );
}

/** The name of this installation, which lasts as long as its database. */
export function findDeployment(store: Stamps): Promise<string> {
  return store.stamp('deployment', randomUUID());
}
