import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hostile, type ShopTrick, startSandbox } from '@railyard/sandbox';
import getPort from 'get-port';
import { openDatabase } from '../../../src/database.ts';
import { readSandbox } from '../../../src/demo/shop.ts';
import type { ServerProcess } from '../../server-process.ts';
import { mortalServer } from '../mortal.ts';
import { LIMIT, type Market, PRODUCT, type Shopper } from './shoppers.ts';
import { someAtATime } from './some-at-a-time.ts';

/** A purchase that goes as far as `before` or `after` one of its steps, `before call stripe POST cards 1`. */
export interface Held {
  readonly shopper: Shopper;
  readonly at: string;
}

/** Where a server lives several times, on the sandbox and in the folder that outlive it. */
export interface Stage {
  readonly market: Market;
  /** The steps of a purchase that nobody holds, in order, each with its number among those of its name. */
  stepsOf(shopper: Shopper, trick: ShopTrick | null): Promise<readonly string[]>;
  /**
   * Lets purchases go on until each is held at its step or has been answered, and kills the server then. The shop does
   * something of its own with their orders, where it is told to. Gives the names of the shoppers whose purchases were
   * held. Another life begins.
   */
  killAt(purchases: readonly Held[], trick: ShopTrick | null): Promise<ReadonlySet<string>>;
  /** Kills the server; in its next life the background work goes on. */
  goOn(): Promise<void>;
  close(): Promise<void>;
}

/** How long one call of the engine's waits. */
const RAIL_TIMEOUT = 4_000;
/** How long an attempt stays in the hands of a worker that has died: three such calls, and a second. */
export const LEASE = 3 * RAIL_TIMEOUT + 1_000;

export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  const port = await getPort();
  const server = await mortalServer(folder, port);
  const begin = (background: 'off' | 'on'): Promise<ServerProcess> =>
    server.begin({
      RAIL_TIMEOUT_MS: String(RAIL_TIMEOUT),
      SPEND_BUDGETS: `total:usd=${LIMIT}`,
      SPEND_APPROVAL_ABOVE: 'usd=100',
      BACKGROUND: background,
    });
  let life = await begin('off');
  const { base_url: address, agentcard } = await readSandbox(`http://127.0.0.1:${port}`);
  if (!agentcard) throw new Error('The sandbox has a shop.');
  const store = openDatabase(folder);
  const sandbox = hostile(await startSandbox({ folder }));
  await sandbox.shop.stock(PRODUCT, 10_000);

  async function end(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    life.child.kill(signal);
    await life.ended;
  }
  // Only who ends well leaves the compiled code behind.
  await end('SIGTERM');
  life = await begin('off');

  return {
    market: { folder, address, merchant: agentcard.merchant, store, hostile: sandbox },
    async stepsOf(shopper, trick) {
      if (trick) await sandbox.shop.trick(trick);
      const before = life.output().length;
      await shopper.buy('nowhere');
      const told = life.output().slice(before);
      return numbered([...told.matchAll(/^STEP \d+ (.*)$/gm)].map(([, step = '']) => step));
    },
    async killAt(purchases, trick) {
      if (trick) for (const _ of purchases) await sandbox.shop.trick(trick);
      await someAtATime(purchases, (one) => untilHeld(life, one));
      await end();
      await sandbox.reset();
      const told = life.output().matchAll(/^HELD (\w+) /gm);
      life = await begin('off');
      return new Set([...told].map(([, name = '']) => name));
    },
    async goOn() {
      await end();
      life = await begin('on');
    },
    async close() {
      await end();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function numbered(steps: readonly string[]): readonly string[] {
  return steps.map((step, at) => `${step} ${steps.slice(0, at + 1).filter((one) => one === step).length}`);
}

/** Resolves once a purchase is held, or has been answered after all. */
async function untilHeld(life: ServerProcess, { shopper, at }: Held): Promise<void> {
  const answered = shopper.buy(at).then(() => true);
  answered.catch(() => {}); // what is held dies with the server
  while (!life.output().includes(`HELD ${shopper.name} `))
    if (await Promise.race([answered, delay(5, false)])) return;
}
