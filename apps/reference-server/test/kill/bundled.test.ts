import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProcess } from '../server-process.ts';
import { bundled } from './bundled.ts';

test('a program in one file finds who signed with the native module, as the server does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  const program = await bundled(new URL('./native.ts', import.meta.url), folder);
  const life = startProcess({ NODE_COMPILE_CACHE: join(folder, 'compiled') }, [], program);
  expect(await life.ended).toBe(0);
  expect(life.output()).toBe('native\n');
  rmSync(folder, { recursive: true });
});
