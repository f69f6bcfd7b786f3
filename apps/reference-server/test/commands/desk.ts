import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@railyard/core';
import { runCommand } from '../../src/commands.ts';
import { openDatabase } from '../../src/database.ts';
import { startLimits } from '../../src/limits.ts';
import { nodeRuntime } from '../../src/runtime.ts';
import type { Ports } from '../../src/server.ts';
import { openShop, type Shop } from '../shop.ts';

/** An operator at the command line, and a server on the same database. */
export interface Desk {
  readonly folder: string;
  readonly shop: Shop;
  /** Runs a command in this process; resolves with what it said. */
  run(...args: readonly string[]): Promise<string>;
  /** The same with other variables than those of the folder. */
  runWith(variables: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<string>;
  /** Lets time pass for the server. */
  pass(seconds: number): void;
  close(): Promise<void>;
}

/** `ports` may be made of the store and the clock of the server. */
export async function openDesk(
  ports: (store: Store, now: () => number) => Partial<Ports> = () => ({}),
): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  let passed = 0;
  const now = (): number => Date.now() + passed;
  const store = openDatabase(folder, now);
  const runtime = { ...nodeRuntime([{ id: 'one', bytes: new Uint8Array(randomBytes(32)) }]), now };
  await startLimits(store, { maxItemQuantity: 20, maxCartTotal: { usd: 200_000 } });
  const shop = await openShop({ store, runtime, ...ports(store, now) });

  return {
    folder,
    shop,
    runWith,
    run: (...args) => runWith({ RAILYARD_FOLDER: folder }, ...args),
    pass: (seconds) => void (passed += seconds * 1_000),
    async close() {
      await shop.server.idle();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function runWith(variables: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<string> {
  const said: string[] = [];
  await runCommand(args, { variables, say: (text) => void said.push(text) });
  return said.join('\n');
}
