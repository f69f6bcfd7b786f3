import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkMounts, RailError } from '@railyard/core';
import { type Sandbox, type SandboxOptions, startSandbox } from '@railyard/sandbox';
import { type SqliteStore, sqliteStore } from '@railyard/store-sqlite';
import { fixedCatalogue } from './catalogue.ts';
import type { Config, X402Provider } from './config.ts';
import { DEMO_SELLERS, DEMO_VARIANTS } from './demo-shop.ts';
import { pooledFetch } from './fetch.ts';
import { createLogger } from './http/log.ts';
import { KEY_SPACE, newApiKey } from './keys.ts';
import { type RailsOf, x402Rails } from './rails.ts';
import { nodeRuntime } from './runtime.ts';
import { openSealingKeys } from './sealing-keys.ts';
import { keepSecret } from './secret-file.ts';
import { seed } from './seed.ts';
import { payingTo, SELLER_SPACE } from './sellers.ts';
import type { Ports } from './server.ts';
import { checkChain, findLostKey } from './stamps.ts';

/** The real outside world, and the way to close it again. */
export interface OpenPorts extends Ports {
  /** File that holds the API key made at first boot. */
  readonly apiKeyFile: string;
  /** Resolves when the sandbox has ended, which it does with the command that started it; never without one. */
  ended(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the provider, the database and the keys of a configuration. Without a provider it starts the sandbox, which
 * lasts as long as the command that this process is part of.
 */
export async function openPorts(
  config: Config,
  owner: SandboxOptions['owner'] = 'command',
): Promise<OpenPorts> {
  const { folder } = config;
  makeFolder(folder);
  if (config.x402) return openStore(config, config.x402, null);

  const sandbox = await startSandbox({ folder, owner });
  try {
    return await openStore(config, providerOf(sandbox), sandbox);
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new RailError(
      'configuration',
      `There can be no folder "${folder}". Set RAILYARD_FOLDER to another one.`,
      { cause },
    );
  }
}

function providerOf({ chain, facilitatorUrl, merchant }: Sandbox): X402Provider {
  return {
    network: 'base-sepolia',
    payTo: merchant.address,
    facilitator: [facilitatorUrl],
    rpcUrl: chain.rpcUrl,
    refundKey: merchant.privateKey,
  };
}

async function openStore(
  config: Config,
  provider: X402Provider,
  sandbox: Sandbox | null,
): Promise<OpenPorts> {
  const { folder, mode } = config;
  const store = sqliteStore({ file: join(folder, 'railyard.db'), spaces: [SELLER_SPACE, KEY_SPACE] });
  try {
    await checkChain(store, folder, sandbox ? `sandbox ${sandbox.chain.instance}` : provider.network);
    const rails = x402Rails(provider);
    // At boot, and before an address that cannot be paid reaches the store.
    checkMounts(rails({ accounts: payingTo([], provider.payTo) }), mode);
    const apiKeyFile = join(folder, 'api-key');
    const apiKey = keepSecret(apiKeyFile, () => newApiKey(mode));
    await seed(store, { apiKey, payTo: provider.payTo, sellers: mode === 'live' ? [] : DEMO_SELLERS });
    return await withStore(config, { store, rails, sandbox, apiKey, apiKeyFile });
  } catch (error) {
    await store.close();
    throw error;
  }
}

interface Opened {
  readonly store: SqliteStore;
  readonly rails: RailsOf;
  readonly sandbox: Sandbox | null;
  readonly apiKey: string;
  readonly apiKeyFile: string;
}

async function withStore(config: Config, opened: Opened): Promise<OpenPorts> {
  const { store, rails, sandbox, apiKey, apiKeyFile } = opened;
  const log = createLogger(config.logLevel);
  const keys = openSealingKeys(join(config.folder, 'sealing-keys'));
  const lost = await findLostKey(store, keys);
  if (lost !== null) {
    log.warn({ sealing_key: lost }, 'A sealing key is missing: payments sealed under it are only looked up.');
  }
  const pooled = pooledFetch();
  return {
    store,
    log,
    runtime: nodeRuntime(keys),
    fetch: pooled.fetch,
    mode: config.mode,
    baseUrl: config.baseUrl,
    limits: () => config.limits,
    // What the demo sells is not for real money.
    catalogue: fixedCatalogue(config.mode === 'live' ? [] : DEMO_VARIANTS),
    rails,
    timeouts: { rail: config.railTimeout },
    sandbox: sandbox && { facts: sandbox, apiKey },
    apiKeyFile,
    ended: () => sandbox?.ended() ?? new Promise(() => {}),
    async close() {
      await pooled.close();
      await store.close();
      await sandbox?.stop();
    },
  };
}
