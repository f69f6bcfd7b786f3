import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runLoop } from './loop.ts';

test('40 kills at random moments under load leave every payment taken exactly once or not at all', async () => {
  const folder = newFolder();
  const told: string[] = [];
  const { payments } = await runLoop({
    folder,
    cycles: 40,
    seed: randomInt(1, 1_000_000),
    signal: new AbortController().signal,
    say: (line) => void (line.startsWith('killed ') || told.push(line)),
  });
  // On a failure the folder stays, for a look at the database and the log.
  expect([...told, ...(told.length > 0 ? [folder] : [])]).toEqual([]);
  expect(payments).toBeGreaterThan(40);
  rmSync(folder, { recursive: true });
}, 300_000);

test('a server whose rail reads settled payments as refused is caught', async () => {
  const folder = newFolder();
  const { violations } = await runLoop({
    folder,
    cycles: 4,
    seed: randomInt(1, 1_000_000),
    program: new URL('./hasty-server.ts', import.meta.url),
    signal: new AbortController().signal,
    say: () => {},
  });
  rmSync(folder, { recursive: true });
  const faults = violations.map(({ fault }) => fault);
  expect(faults).toContain('double');
  expect(faults).toContain('told402');
}, 120_000);

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'railyard-kill-'));
}
