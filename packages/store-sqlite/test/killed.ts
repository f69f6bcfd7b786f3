// Begins an update of some records, and kills itself once so many of them are written and none is committed.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Key, Row } from '@railyard/core/store';
import { sqliteStore } from '../src/index.ts';

const [file = '', records = '[]', after = '0'] = process.argv.slice(2);
const written = JSON.parse(records) as readonly { readonly key: Key; readonly row: Row }[];

const prepare = Object.getOwnPropertyDescriptor(DatabaseSync.prototype, 'prepare')
  ?.value as DatabaseSync['prepare'];
let runs = 0;
DatabaseSync.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql);
  if (!/^(?:INSERT INTO|UPDATE) "cart"/.test(sql)) return statement;
  const run = statement.run.bind(statement) as (...values: unknown[]) => ReturnType<StatementSync['run']>;
  statement.run = (...values: unknown[]) => {
    const changes = run(...values);
    runs += 1;
    if (runs === Number(after)) process.kill(process.pid, 'SIGKILL');
    return changes;
  };
  return statement;
};

const store = sqliteStore({ file });
await store.update(
  written.map(({ key }) => key),
  () => ({ rows: written.map(({ row }) => row), result: null }),
);
