import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Key, Row } from '@railyard/core/store';
import { type MockInstance, onTestFinished, vi } from 'vitest';
import { type SqliteStore, type SqliteStoreOptions, sqliteStore } from '../src/index.ts';

/** The path of a database that does not exist yet, in a folder that goes with the test. */
export function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'store.db');
}

export function openStore(options: Partial<SqliteStoreOptions> = {}): SqliteStore {
  const store = sqliteStore({ file: temporaryFile(), ...options });
  onTestFinished(() => store.close().catch(() => undefined));
  return store;
}

export function cart(key: string): Key {
  return { space: 'cart', key };
}

export function rowOf(value: unknown): Row {
  return { value, tenant: 't1', state: 'open', due: null };
}

export function put(store: SqliteStore, key: string, value: unknown): Promise<null> {
  return store.update([cart(key)], () => ({ rows: [rowOf(value)], result: null }));
}

/** Runs a program of this folder in a process of its own, which ends with the test at the latest. */
export function runChild(
  program: string,
  ...args: readonly string[]
): ChildProcessByStdio<Writable, Readable, null> {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@railyard/source', path, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

export type Exec = MockInstance<DatabaseSync['exec']>;

/** Watches what every connection executes. `edit` may put another statement in the place of one, or throw for it. */
export function spyOnExec(edit: (sql: string) => string = (sql) => sql): Exec {
  const exec = Object.getOwnPropertyDescriptor(DatabaseSync.prototype, 'exec')?.value as DatabaseSync['exec'];
  const spy = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
    exec.call(this, edit(sql));
  });
  onTestFinished(() => spy.mockRestore());
  return spy;
}
