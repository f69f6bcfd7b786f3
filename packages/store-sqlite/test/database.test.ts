import { existsSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { sqliteStore } from '../src/index.ts';
import { migrate } from '../src/migrations.ts';
import { type Exec, openStore, put, spyOnExec, temporaryFile } from './fixture.ts';

describe('the connection', () => {
  it('is in WAL mode and syncs in full', () => {
    const exec = spyOnExec();
    openStore();
    const db = connectionOf(exec);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
  });

  it('is refused and closed when it does not sync in full', () => {
    const exec = spyOnExec((sql) => sql.replace('synchronous = FULL', 'synchronous = NORMAL'));
    expect(() => openStore()).toThrow(/could lose commits: .*synchronous=1, not wal and 2\./);
    expect(() => connectionOf(exec).exec('SELECT 1')).toThrow('database is not open');
  });

  it('waits for another that is opening the same new file', () => {
    const file = temporaryFile();
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE one (a); BEGIN IMMEDIATE');
    let attempts = 0;
    spyOnExec((sql) => {
      if (sql.endsWith('WAL') && ++attempts === 3) other.close();
      return sql;
    });
    openStore({ file });
    expect(attempts).toBe(3);
  });

  it('is refused for a database that is in no file', () => {
    expect(() => sqliteStore({ file: ':memory:' })).toThrow(
      /journal_mode=memory.* Keep it in a file on a local disk\./,
    );
  });

  it('is refused with a sentence for what is not a database', () => {
    const file = temporaryFile();
    expect(() => sqliteStore({ file: `${file}/missing/store.db` })).toThrow(
      `Cannot open the database "${file}/missing/store.db": unable to open database file.`,
    );
    writeFileSync(file, 'not a database, but long enough to be read as one'.repeat(50));
    expect(() => sqliteStore({ file })).toThrow(
      `Cannot open the database "${file}": file is not a database.`,
    );
  });

  it('leaves nothing in the write-ahead log when it is closed', async () => {
    const file = temporaryFile();
    const store = sqliteStore({ file });
    await put(store, 'one', 1);
    expect(existsSync(`${file}-wal`)).toBe(true);
    await store.close();
    expect(existsSync(`${file}-wal`)).toBe(false);
  });
});

describe('the schema', () => {
  it('is refused when a later release has written it', () => {
    const file = temporaryFile();
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => sqliteStore({ file })).toThrow(/has schema version 99, and this release knows 1\. Upgrade/);
  });

  it('is raised by the migrations that it has not had, in their order', () => {
    const db = new DatabaseSync(':memory:');
    const first = 'CREATE TABLE one (a)';
    migrate(db, 'x', [first]);
    migrate(db, 'x', [first, 'ALTER TABLE one ADD COLUMN b', 'ALTER TABLE one RENAME COLUMN b TO c']);
    expect(db.prepare('SELECT name FROM pragma_table_info(?)').all('one')).toEqual([
      { name: 'a' },
      { name: 'c' },
    ]);
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 3 });
  });

  it('keeps nothing of a migration that fails', () => {
    const db = new DatabaseSync(':memory:');
    expect(() => migrate(db, 'x', ['CREATE TABLE one (a)', 'CREATE TABLE two (a); nonsense'])).toThrow(
      'nonsense',
    );
    expect(db.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'one' }]);
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
  });
});

function connectionOf(exec: Exec): DatabaseSync {
  return exec.mock.contexts[0] as DatabaseSync;
}
