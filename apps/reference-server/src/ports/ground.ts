import { join } from 'node:path';
import { checkMounts } from '@railyard/core';
import type { Links } from '@railyard/rail-handoff';
import type { SqliteStore } from '@railyard/store-sqlite';
import type { Logger } from 'pino';
import { mountedAccounts } from '../accounts/mounted.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Config } from '../config.ts';
import { createLogger } from '../http/log.ts';
import { storedCatalogue } from '../products.ts';
import { railsFor } from '../rails/configured.ts';
import type { Rails } from '../rails.ts';
import { referralLinks } from '../referrals/links.ts';
import { liveRing } from '../sealing-keys.ts';
import { storedSellers } from '../sellers.ts';
import { openSigningSecrets } from '../signing-secrets.ts';
import { checkRailsNamed } from '../spending/rails-named.ts';
import { checkChain, checkMode } from '../stamps.ts';
import type { Outside } from './outside.ts';

/** What a server stands on: its database, and the rails over that and its providers. */
export interface Ground {
  readonly store: SqliteStore;
  readonly log: Logger;
  readonly catalogue: Catalogue;
  readonly links: Links;
  readonly rails: Rails;
}

/**
 * Puts the rails of a configuration on its database. Throws `configuration` for a database of another mode or chain, and
 * for rails that cannot be.
 */
export async function openGround(
  config: Config,
  { providers, sandbox }: Outside,
  store: SqliteStore,
): Promise<Ground> {
  const { folder, mode, baseUrl, spending } = config;
  await checkMode(store, folder, mode);
  const chain = sandbox ? `sandbox ${sandbox.chain.instance}` : providers.x402?.network;
  if (chain !== undefined) await checkChain(store, folder, chain);

  const log = createLogger(config.logLevel);
  const catalogue = storedCatalogue(store);
  const secrets = openSigningSecrets(join(folder, 'referral-secrets'));
  const links = referralLinks({ secrets, baseUrl, sellers: storedSellers(store), catalogue });
  const accounts = mountedAccounts({ store, ring: liveRing(config), mode, now: Date.now, log });
  const rails = railsFor(config, providers, { links, accounts });
  checkMounts(rails.platform, mode);
  checkRailsNamed(spending.policy.rails, rails.platform);
  return { store, log, catalogue, links, rails };
}
