import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createSnapshot } from '../src/snapshot.ts';
import { openStore, put, temporaryFile } from './fixture.ts';

it('shows who asks in one turn what was written before it ended', async () => {
  const { file, store } = await filledStore();
  const read = store.get('cart', 'one');
  writeElsewhere(file, 2);
  expect(await Promise.all([read, store.get('cart', 'one')])).toEqual([2, 2]);
});

it('shows all reads of one request the same state, and the next turn what another process has written', async () => {
  const { file, store } = await filledStore();
  const first = store.get('cart', 'one');
  const second = first.then(() => {
    writeElsewhere(file, 2);
    return store.get('cart', 'one');
  });
  expect(await Promise.all([first, second])).toEqual([1, 1]);
  await nextTurn();
  expect(await store.get('cart', 'one')).toBe(2);
});

it('shows a read that follows an update what it wrote, in the same turn too', async () => {
  const store = openStore();
  await put(store, 'one', 1);
  const read = store.get('cart', 'one');
  const written = put(store, 'one', 2).then(() => store.get('cart', 'one'));
  expect(await Promise.all([read, written])).toEqual([1, 2]);
});

it('keeps a stamp and closes although reads are under way', async () => {
  const store = openStore();
  const read = store.get('cart', 'one');
  const stamped = store.stamp('chain', 'a');
  const again = store.get('cart', 'one');
  await store.close();
  expect(await Promise.all([read, stamped, again])).toEqual([null, 'a', null]);
});

it('survives that SQLite ends a read by itself', async () => {
  const db = new DatabaseSync(temporaryFile());
  const snapshot = createSnapshot(db);
  const first = snapshot.read(() => 1);
  snapshot.flush();
  db.exec('ROLLBACK');
  snapshot.end();
  const second = snapshot.read(() => db.isTransaction);
  snapshot.flush();
  expect(await Promise.all([first, second])).toEqual([1, true]);
});

async function filledStore() {
  const file = temporaryFile();
  const store = openStore({ file });
  await put(store, 'one', 1);
  return { file, store };
}

function writeElsewhere(file: string, value: number): void {
  const other = new DatabaseSync(file);
  other.exec(`UPDATE cart SET value = '${value}'`);
  other.close();
}
