import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { sqliteStore } from '../src/index.ts';
import { openStore, put, runChild, temporaryFile } from './fixture.ts';

it('keeps every write that a process acknowledged before it was killed', async () => {
  const file = temporaryFile();
  const writer = runChild('./writer.ts', file, '1000000');
  const acknowledged: string[] = [];
  for await (const group of createInterface(writer.stdout)) {
    acknowledged.push(group);
    if (acknowledged.length === 100) writer.kill('SIGKILL');
  }

  expect(acknowledged.length).toBeGreaterThanOrEqual(100);
  const store = openStore({ file });
  for (const group of acknowledged) {
    for (const member of [0, 1, 2, 3]) {
      expect(await store.get('cart', `${group}.${member}`)).toEqual({ group: Number(group) });
    }
  }
});

it('loses no increment of two processes that race on one counter', async () => {
  const file = temporaryFile();
  const counters = [runChild('./counter.ts', file, '100'), runChild('./counter.ts', file, '100')];
  const exits = counters.map((counter) => once(counter, 'exit'));
  await Promise.all(counters.map(({ stdout }, index) => Promise.race([once(stdout, 'data'), exits[index]])));
  for (const { stdin } of counters) stdin.write('go\n');

  expect(await Promise.all(exits)).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(await openStore({ file }).get('cart', 'counter')).toBe(200);
});

it('keeps everything when it is closed and opened again', async () => {
  const file = temporaryFile();
  const store = sqliteStore({ file });
  await put(store, 'one', { total: 4999 });
  await store.close();

  expect(await openStore({ file }).get('cart', 'one')).toEqual({ total: 4999 });
});
