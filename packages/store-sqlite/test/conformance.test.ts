import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testStore } from '@railyard/conformance';
import { describe, it } from 'vitest';
import { sqliteStore } from '../src/index.ts';

testStore({ describe, it }, (options) => {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  const store = sqliteStore({ file: join(folder, 'store.db'), ...options });
  return {
    store,
    async close() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
