import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createSnapshot } from '../src/snapshot.ts';
import { cart, openStore, put, spyOnExec, temporaryFile } from './fixture.ts';

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

it('gives the same frozen value for as long as nobody has written it', async () => {
  const { file, store } = await filledStore({ lines: [{ quantity: 1 }] });
  const read = async () => (await store.get('cart', 'one')) as { readonly lines: readonly object[] };
  const first = await read();
  expect(Object.isFrozen(first.lines[0])).toBe(true);
  await put(store, 'two', 2);
  expect(await read()).toBe(first);
  await put(store, 'one', first);
  expect(await read()).not.toBe(first);
  const second = await read();
  writeElsewhere(file, 2);
  await nextTurn();
  expect(await read()).toBe(2);
  expect(second).toEqual(first);
});

it('forgets what it has read when it is deleted, and when it is written again', async () => {
  const { store } = await filledStore();
  expect(await store.get('cart', 'one')).toBe(1);
  await store.update([cart('one')], () => ({ rows: [null], result: null }));
  expect(await store.get('cart', 'one')).toBeNull();
  await put(store, 'one', 3);
  expect(await store.get('cart', 'one')).toBe(3);
});

it('reads a record anew after a commit that failed', async () => {
  const { store } = await filledStore();
  expect(await store.get('cart', 'one')).toBe(1);
  const exec = spyOnExec((sql) => {
    if (sql === 'COMMIT') throw new Error('disk I/O error');
    return sql;
  });
  await expect(put(store, 'one', 2)).rejects.toThrow('could not commit');
  exec.mockRestore();
  expect(await store.get('cart', 'one')).toBe(1);
});

it('answers nothing once it is closed, not even what it has read', async () => {
  const { store } = await filledStore();
  expect(await store.get('cart', 'one')).toBe(1);
  await store.close();
  await expect(store.get('cart', 'one')).rejects.toThrow('finalized');
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
  const snapshot = createSnapshot(db, () => undefined);
  const first = snapshot.read(() => 1);
  snapshot.flush();
  db.exec('ROLLBACK');
  snapshot.end();
  const second = snapshot.read(() => db.isTransaction);
  snapshot.flush();
  expect(await Promise.all([first, second])).toEqual([1, true]);
});

async function filledStore(value: unknown = 1) {
  const file = temporaryFile();
  const store = openStore({ file });
  await put(store, 'one', value);
  return { file, store };
}

function writeElsewhere(file: string, value: number): void {
  const other = new DatabaseSync(file);
  other.exec(`UPDATE cart SET value = '${value}'`);
  other.close();
}
