import { RailError } from '@railyard/core';
import type { SqliteStore } from '@railyard/store-sqlite';
import type { Config } from '../config.ts';
import { DEMO_SEED } from '../demo-shop.ts';
import { seeded, startLimits } from '../limits.ts';
import { startBoughtAt } from '../merchants/bought-at.ts';
import { CORNER_MARKET } from '../merchants/names.ts';
import { readOwnAccounts, startOwnAccounts } from '../own-accounts.ts';
import { accountsOf } from '../rails/configured.ts';
import { applySeed } from '../seed/apply.ts';
import { limitsIn, placesIn, type Seed, seedFile } from '../seed/file.ts';
import { storedSellers } from '../sellers.ts';
import { startPolicy } from '../spending/platform.ts';
import type { Ground } from './ground.ts';
import type { Outside } from './outside.ts';

/**
 * Records what the platform begins with: on play money the demo's shop, what the operator has written down, caps and
 * policy, and where it is paid and buys.
 */
export async function plant(
  config: Config,
  { store, rails: { checkAccount } }: Pick<Ground, 'rails' | 'store'>,
  { outside, seed }: { readonly outside: Outside; readonly seed: Seed | null },
): Promise<void> {
  const { folder, mode, seedFile: file, limits, spending } = config;
  const own = { now: accountsOf(outside.providers), before: await readOwnAccounts(store) };
  const ground = { store, folder, mode, own, checkAccount };
  // What the demo sells is not for real money.
  if (mode === 'test')
    await applySeed({ ...ground, placeOf: placesIn('the demo') }, seedFile.parse(DEMO_SEED));
  if (seed && file !== null) await applySeed({ ...ground, placeOf: placesIn(file) }, seed);
  await startOwnAccounts(store, own.now);
  // Last: a seed that is refused leaves the caps, too.
  await startLimits(store, seed ? seeded(limits, limitsIn(seed)) : limits);
  await startPolicy(store, spending.policy);
  await plantBoughtAt(store, outside.buying ? [CORNER_MARKET] : []);
}

async function plantBoughtAt(store: SqliteStore, slugs: readonly string[]): Promise<void> {
  for (const slug of slugs) await checkNoSeller(store, slug);
  await startBoughtAt(store, slugs);
}

/** A cart's seller is one name: at a merchant elsewhere, or of a seller here. */
async function checkNoSeller(store: SqliteStore, merchant: string): Promise<void> {
  if ((await storedSellers(store).find(merchant)) === null) return;
  throw new RailError(
    'configuration',
    `A seller is called "${merchant}", as the merchant is where the platform buys. Take STRIPE_ISSUING_CARDHOLDER and CORNER_MARKET_URL out, or name the seller otherwise.`,
  );
}
