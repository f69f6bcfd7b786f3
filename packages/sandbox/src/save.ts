import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { ChainClient } from './client.ts';
import { writeWhole } from './folder.ts';

/** Resolves when all that was on the chain at the call is on disk. */
export type Save = () => Promise<void>;

/** Writes a chain's state to its file, whole. Anvil's own dump is not: a kill leaves half a file. */
export function createSave(client: ChainClient, file: string): Save {
  return shared(async () => {
    const dump = await client.dumpState();
    await writeWhole(file, await promisify(gunzip)(Buffer.from(dump.slice(2), 'hex')));
  });
}

/** Runs `work` alone, and once for all who ask while it runs: their run begins after they asked. */
export function shared(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | null = null;

  return () => {
    waiting ??= running
      .catch(() => {})
      .then(() => {
        waiting = null;
        running = work();
        return running;
      });
    return waiting;
  };
}
