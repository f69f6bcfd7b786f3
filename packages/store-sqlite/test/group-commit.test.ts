import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { cart, type Exec, openStore, put, rowOf, spyOnExec, temporaryFile } from './fixture.ts';

it('commits the updates of one turn of the event loop together', async () => {
  const store = openStore();
  const exec = spyOnExec();
  const writes = [put(store, 'a', 1), Promise.resolve().then(() => put(store, 'b', 2))];
  process.nextTick(() => writes.push(put(store, 'c', 3)));
  await nextTurn();
  await Promise.all(writes);
  expect(await store.get('cart', 'c')).toBe(3);
  expect(commits(exec)).toBe(1);

  await put(store, 'd', 4);
  expect(commits(exec)).toBe(2);
});

it('lets several updates wait for those of the next turns, as long as each brings more', async () => {
  const store = openStore();
  const exec = spyOnExec();
  const writes = [put(store, 'a', 1), put(store, 'b', 2)];
  await nextTurn();
  writes.push(put(store, 'c', 3));
  await nextTurn();
  expect(commits(exec)).toBe(0);
  await nextTurn();
  expect(commits(exec)).toBe(1);
  await Promise.all(writes);
  expect(await store.get('cart', 'c')).toBe(3);
});

it('lets nobody wait longer than four turns, whatever they bring', async () => {
  const store = openStore();
  const exec = spyOnExec();
  const first = put(store, 'a', 0);
  for (let turn = 1; turn <= 4; turn += 1) {
    expect(commits(exec)).toBe(0);
    void put(store, `turn-${turn}`, turn);
    await nextTurn();
  }
  expect(commits(exec)).toBe(1);
  await first;
});

it('lets one update alone wait for nobody', async () => {
  const store = openStore();
  const exec = spyOnExec();
  const write = put(store, 'a', 1);
  await nextTurn();
  expect(commits(exec)).toBe(1);
  await write;
});

it('shows each update what the earlier ones of its group wrote', async () => {
  const store = openStore();
  const exec = spyOnExec();
  const seen = await Promise.all(
    ['first', 'second', 'third'].map((name) =>
      store.update([cart('one')], ([before]) => ({ rows: [rowOf(name)], result: before?.value ?? null })),
    ),
  );
  expect(seen).toEqual([null, 'first', 'second']);
  expect(commits(exec)).toBe(1);
});

it('fails a change that throws alone, and writes nothing of it', async () => {
  const store = openStore();
  const exec = spyOnExec();
  const fault = new Error('planted');
  const outcomes = await Promise.allSettled([
    put(store, 'a', 1),
    store.update([cart('a'), cart('b')], () => {
      throw fault;
    }),
    store.update([cart('a'), cart('b')], () => ({ rows: [rowOf(2), rowOf(undefined)], result: null })),
    put(store, 'c', 3),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(outcomes[1]).toHaveProperty('reason', fault);
  expect(await Promise.all(['a', 'b', 'c'].map((key) => store.get('cart', key)))).toEqual([1, null, 3]);
  expect(commits(exec)).toBe(1);
});

it('rejects the whole group when the commit fails, keeps nothing of it and goes on', async () => {
  const store = openStore();
  let fails = 1;
  spyOnExec((sql) => {
    if (sql === 'COMMIT' && fails-- > 0) throw new Error('disk I/O error');
    return sql;
  });
  const outcomes = await Promise.allSettled([put(store, 'a', 1), put(store, 'b', 2)]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: { code: 'upstream_unavailable', cause: { message: 'disk I/O error' } },
    });
  }
  expect(await store.get('cart', 'a')).toBe(null);

  await put(store, 'a', 3);
  expect(await store.get('cart', 'a')).toBe(3);
});

it('commits what is waiting before it closes', async () => {
  const store = openStore();
  const written = put(store, 'a', 1);
  await store.close();
  await expect(written).resolves.toBe(null);
});

it('rejects every call after it was closed', async () => {
  const store = openStore();
  await store.close();
  await expect(put(store, 'a', 1)).rejects.toThrow('The database could not commit.');
  await expect(store.get('cart', 'a')).rejects.toThrow(/not open|finalized/);
  await expect(store.due('cart', 1)).rejects.toThrow(/not open|finalized/);
});

function commits(exec: Exec): number {
  return exec.mock.calls.filter(([sql]) => sql === 'COMMIT').length;
}

it('fails an update of a damaged record alone', async () => {
  const file = temporaryFile();
  const store = openStore({ file });
  await put(store, 'bad', 1);
  const other = new DatabaseSync(file);
  other.exec(`UPDATE cart SET value = '{"a":' WHERE key = 'bad'`);
  other.close();

  const outcomes = await Promise.allSettled([put(store, 'a', 1), put(store, 'bad', 2), put(store, 'b', 1)]);

  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect([await store.get('cart', 'a'), await store.get('cart', 'b')]).toEqual([1, 1]);
});
