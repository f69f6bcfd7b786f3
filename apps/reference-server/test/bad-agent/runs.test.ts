import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { playRuns } from './runs.ts';
import { isClean, NOTHING, tellOf, withRun } from './summary.ts';

test('an agent that does all that it should not pays once at most, and never for a changed cart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-agent-'));
  const seed = randomInt(1, 1_000_000);
  const wrong: string[] = [];
  let sum = NOTHING;
  await playRuns({
    folder,
    seed,
    numbers: [1, 2, 3],
    worlds: 1,
    signal: new AbortController().signal,
    onRun(done) {
      sum = withRun(sum, done);
      if (!isClean(done)) wrong.push(`seed ${seed}, ${tellOf(done)}`);
    },
  });
  // On a failure the folder stays, for a look at the database and the log.
  expect([...wrong, ...(wrong.length > 0 ? [folder] : [])]).toEqual([]);
  expect(sum.tally.carts).toBeGreaterThanOrEqual(3);
  rmSync(folder, { recursive: true });
}, 180_000);
