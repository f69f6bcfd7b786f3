import { DatabaseSync } from 'node:sqlite';
import { createCheckout } from '@railyard/core';
import { reconcile } from '@railyard/core/operator';
import { webRuntime } from '@railyard/core/runtime';
import { expect, it } from 'vitest';
import { openStore, rowOf, temporaryFile } from './fixture.ts';

const SPACES = ['request', 'proof', 'cart', 'outbox'];

it.each([1, 60])('the work goes on past %i records of each space that a disk has damaged', async (many) => {
  const file = temporaryFile();
  const store = openStore({ file });
  const keys = Array.from({ length: many }, (_, at) => `broken_${at}`);
  for (const space of SPACES) {
    for (const key of keys)
      await store.update([{ space, key }], () => ({ rows: [{ ...rowOf({}), due: 1 }], result: null }));
    const whole = { ...rowOf([]), due: 2 };
    await store.update([{ space, key: 'whole' }], () => ({ rows: [whole], result: null }));
  }
  const disk = new DatabaseSync(file);
  for (const space of SPACES) disk.exec(`UPDATE "${space}" SET value = '{"half' WHERE key LIKE 'broken%'`);
  disk.close();
  const reports: unknown[] = [];
  const checkout = createCheckout({
    store,
    report: (error) => reports.push(error),
    runtime: webRuntime([{ id: 'one', bytes: new Uint8Array(32) }]),
    mode: 'test',
    rails: () => [],
    limits: () => ({ maxItemQuantity: 1, maxCartTotal: {} }),
    fetch,
  });

  await reconcile(checkout);

  const left = await Promise.all(SPACES.map((space) => store.due(space, 1_000)));
  expect(left.map((found) => found.includes('whole'))).toEqual([false, false, true, false]);
  expect(left.map((found) => found.filter((key) => key !== 'whole').length)).toEqual(SPACES.map(() => many));
  for (const space of SPACES)
    expect(reports.map(String)).toContain(
      `RailError: The work on "broken_0" of the space "${space}" has stopped. It stays due.`,
    );
});
