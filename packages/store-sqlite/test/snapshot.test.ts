import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createSnapshot } from '../src/snapshot.ts';
import { openStore, put, temporaryFile } from './fixture.ts';

it('shows all reads of one turn the same state, and the next turn what another process has written', async () => {
  const file = temporaryFile();
  const store = openStore({ file });
  await put(store, 'one', 1);
  const other = new DatabaseSync(file);

  const before = store.get('cart', 'one');
  other.exec(`UPDATE cart SET value = '2'`);
  other.close();
  expect(await Promise.all([before, store.get('cart', 'one')])).toEqual([1, 1]);
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
  expect(snapshot.read(() => 1)).toBe(1);
  db.exec('ROLLBACK');
  snapshot.end();
  expect(snapshot.read(() => db.isTransaction)).toBe(true);
});
