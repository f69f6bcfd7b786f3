import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Life, readLife } from './life.ts';

/** Where a sandbox keeps what it owns, in a folder of its own inside the caller's. */
export interface Folder {
  readonly path: string;
  readonly chain: string;
  readonly wallets: string;
  readonly stripe: string;
  readonly coinbase: string;
  readonly shop: string;
  readonly running: string;
  readonly lock: string;
  readonly log: string;
}

/** How to reach the sandbox that runs in a folder. Secret: who has the token can hold or release it. */
export interface Running extends Life {
  readonly url: string;
  readonly token: string;
}

export function openFolder(parent: string): Folder {
  const path = join(resolve(parent), 'sandbox');
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return {
    path,
    chain: join(path, 'chain.json'),
    wallets: join(path, 'wallets.json'),
    stripe: join(path, 'stripe.jsonl'),
    coinbase: join(path, 'coinbase.jsonl'),
    shop: join(path, 'shop.jsonl'),
    running: join(path, 'running.json'),
    lock: join(path, 'lock'),
    log: join(path, 'log'),
  };
}

/** The endpoint that was written last; null when none was, or when the file is damaged. It may be of a dead sandbox. */
export function readRunning(folder: Folder): Running | null {
  const value: unknown = readJson(folder.running);
  if (typeof value !== 'object' || value === null) return null;
  const { pid, began, url, token } = value as Partial<Running>;
  const whole = typeof pid === 'number' && typeof url === 'string' && typeof token === 'string';
  return whole ? { pid, began: began ?? null, url, token } : null;
}

export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Writes a file whole or not at all, readable by its owner only. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, content, { mode: 0o600 });
  await rename(draft, file);
}

/** Says where this process can be reached. */
export async function writeRunning(folder: Folder, url: string, token: string): Promise<void> {
  const running: Running = { pid: process.pid, began: readLife(process.pid)?.began ?? null, url, token };
  await writeWhole(folder.running, JSON.stringify(running));
}

/** Removes the endpoint, unless another sandbox has written its own since. */
export function removeRunning(folder: Folder, token: string): void {
  if (readRunning(folder)?.token === token) rmSync(folder.running, { force: true });
}
