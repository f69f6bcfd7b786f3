import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openStore, put, rowOf, temporaryFile } from './fixture.ts';

it('calls itself durable on disk', () => {
  expect(openStore().durability).toBe('disk');
});

it('shows operators the columns of a record in plain SQL', async () => {
  const file = temporaryFile();
  const store = openStore({ file, now: () => 1_700_000_000_000 });
  await store.update([{ space: 'request', key: 'r1' }], () => ({
    rows: [{ value: { status: 200 }, tenant: 'deli', state: 'completed', due: 1_700_000_060_000 }],
    result: null,
  }));
  const found = query(
    file,
    `SELECT key, tenant, state, datetime(due / 1000, 'unixepoch') AS due, updated_at, value ->> 'status' AS status
     FROM request WHERE tenant = 'deli'`,
  );
  expect(found).toEqual([
    {
      key: 'r1',
      tenant: 'deli',
      state: 'completed',
      due: '2023-11-14 22:14:20',
      updated_at: 1_700_000_000_000,
      status: 200,
    },
  ]);
});

it.each([
  ['what is due', 'INDEX cart.overdue', 'SELECT key FROM cart WHERE due <= 5 ORDER BY due, rowid LIMIT 9'],
  [
    'a page of a tenant',
    'COVERING INDEX cart.tenant',
    "SELECT key FROM cart WHERE tenant = 't' AND key > 'k' ORDER BY key LIMIT 9",
  ],
  [
    'a page of open cases',
    'COVERING INDEX cart.case',
    "SELECT key FROM cart WHERE tenant = 't' AND state = 'case' AND key > 'k' ORDER BY key LIMIT 9",
  ],
])('finds %s in an index, without sorting', (_, index, sql) => {
  const file = temporaryFile();
  openStore({ file });
  const plan = query(file, `EXPLAIN QUERY PLAN ${sql}`).map(({ detail }) => detail);
  expect(plan).toEqual([expect.stringContaining(`USING ${index} `)]);
});

it('replaces the index of what is due that an earlier release made', async () => {
  const file = temporaryFile();
  await openStore({ file }).close();
  const db = new DatabaseSync(file);
  db.exec('DROP INDEX "cart.overdue"; CREATE INDEX "cart.due" ON cart (due, key) WHERE due IS NOT NULL');
  db.close();
  openStore({ file });
  expect(query(file, "SELECT name FROM sqlite_schema WHERE tbl_name = 'cart' AND sql LIKE '%(due%'")).toEqual(
    [{ name: 'cart.overdue' }],
  );
});

it('lists a space that has no index by tenant all the same', async () => {
  const store = openStore();
  for (const key of ['p2', 'p1'])
    await store.update([{ space: 'proof', key }], () => ({ rows: [rowOf(key)], result: null }));
  expect(await store.list('proof', { tenant: rowOf('').tenant, limit: 1 })).toEqual({
    keys: ['p1'],
    next: 'p1',
  });
});

it('lists a record that has moved to another tenant there alone', async () => {
  const store = openStore();
  for (const tenant of ['t1', 't2']) {
    await store.update([{ space: 'cart', key: 'c1' }], () => ({
      rows: [{ ...rowOf('v'), tenant }],
      result: null,
    }));
  }
  expect((await store.list('cart', { tenant: 't1', limit: 9 })).keys).toEqual([]);
  expect((await store.list('cart', { tenant: 't2', limit: 9 })).keys).toEqual(['c1']);
});

it('keeps the spaces that the application names, each in a table of that name', async () => {
  const file = temporaryFile();
  const store = openStore({ file, spaces: ['buyer', 'api_key'] });
  await store.update([{ space: 'api_key', key: 'k1' }], () => ({ rows: [rowOf('hash')], result: null }));
  expect(await store.get('api_key', 'k1')).toBe('hash');
  expect(query(file, 'SELECT key FROM api_key')).toEqual([{ key: 'k1' }]);
});

it('refuses a space that it was not opened with', async () => {
  const store = openStore();
  const refusal = { code: 'configuration', message: expect.stringContaining('no space "buyer"') as string };
  await expect(store.get('buyer', 'b1')).rejects.toMatchObject(refusal);
  await expect(store.due('buyer', 1)).rejects.toMatchObject(refusal);
  await expect(store.list('buyer', { tenant: 't1', limit: 1 })).rejects.toMatchObject(refusal);
  const update = store.update([{ space: 'buyer', key: 'b1' }], () => ({ rows: [], result: null }));
  await expect(update).rejects.toMatchObject(refusal);
});

it.each(['', 'Buyer', 'buyer; DROP TABLE cart', 'meta', 'sqlite_x', 'b2b'])(
  'refuses %j as the name of a space',
  (space) => {
    expect(() => openStore({ spaces: [space] })).toThrow(`"${space}" cannot name a space`);
  },
);

it('keeps the first stamp of a name and hands it to whoever stamps later', async () => {
  const file = temporaryFile();
  const store = openStore({ file });
  expect(await store.stamp('chain', 'genesis-1')).toBe('genesis-1');
  expect(await store.stamp('chain', 'genesis-1')).toBe('genesis-1');
  await put(store, 'one', 1);
  await store.close();

  const again = openStore({ file });
  expect(await again.stamp('chain', 'genesis-2')).toBe('genesis-1');
  expect(await again.stamp('mode', 'test')).toBe('test');
});

function query(file: string, sql: string): readonly Record<string, unknown>[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}
