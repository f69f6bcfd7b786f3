import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenOptions, type OpenStore, testStore, type Written } from '@railyard/conformance';
import { describe, it } from 'vitest';
import { sqliteStore } from '../src/index.ts';
import { runChild } from './fixture.ts';

testStore({ describe, it }, 'disk', (options) => {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  const file = join(folder, 'store.db');
  return {
    ...handleOn(file, options),
    reopen: (again) => handleOn(file, again),
    killWriting: (records, after) => killWriting(file, records, after),
    discard: () => rmSync(folder, { recursive: true }),
  };
});

function handleOn(file: string, options: OpenOptions): OpenStore {
  const store = sqliteStore({ file, ...options });
  return { store, close: () => store.close() };
}

async function killWriting(file: string, records: readonly Written[], after: number): Promise<void> {
  const killed = runChild('./killed.ts', file, JSON.stringify(records), String(after));
  const [code, signal] = (await once(killed, 'exit')) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`The writer was not killed: it ended with ${code}.`);
}
