import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkMounts, RailError } from '@railyard/core';
import type { Links } from '@railyard/rail-handoff';
import { hostile, type Sandbox, type SandboxOptions, startSandbox } from '@railyard/sandbox';
import type { SqliteStore } from '@railyard/store-sqlite';
import type { Logger } from 'pino';
import { mountedAccounts } from './accounts/mounted.ts';
import { type Catalogue, fixedCatalogue } from './catalogue.ts';
import type { Config, Providers } from './config.ts';
import { openDatabase } from './database.ts';
import { DEMO_SELLERS, DEMO_VARIANTS, PRAIRIE } from './demo-shop.ts';
import { pooledFetch } from './fetch.ts';
import { createLogger } from './http/log.ts';
import { newApiKey } from './keys.ts';
import { LIMITS_SPACE, readLimits, startLimits } from './limits.ts';
import { findLostKeys } from './lost-keys.ts';
import { createInbox } from './mail/inbox.ts';
import { smtpMail } from './mail/smtp.ts';
import { accountsOf, railsFor } from './rails/configured.ts';
import type { Rails } from './rails.ts';
import { referralLinks } from './referrals/links.ts';
import { remembering } from './remembering.ts';
import { nodeRuntime } from './runtime.ts';
import { liveRing, openRing } from './sealing-keys.ts';
import { keepSecret } from './secret-file.ts';
import { seed } from './seed.ts';
import { payingTo, storedSellers } from './sellers.ts';
import type { Ports } from './server.ts';
import { openSigningSecrets } from './signing-secrets.ts';
import { checkChain, findDeployment } from './stamps.ts';

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
  if (config.providers) return openStore(config, config.providers, null);

  const sandbox = await startSandbox({ folder, owner });
  try {
    await listenToSandbox(sandbox, config.baseUrl);
    return await openStore(config, providersOf(sandbox), sandbox);
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

/** Has the sandbox's providers ring at this server. */
async function listenToSandbox(sandbox: Sandbox, baseUrl: string): Promise<void> {
  const yard = hostile(sandbox);
  await yard.listen(`${baseUrl}/webhooks/stripe-mpp/${sandbox.stripe.profile}`);
  await yard.listen(`${baseUrl}/webhooks/stripe-checkout/main`);
  await yard.coinbase.listen(`${baseUrl}/webhooks/coinbase/main`);
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

function providersOf({ chain, facilitatorUrl, merchant, stripe, coinbase }: Sandbox): Providers {
  return {
    x402: {
      network: 'base-sepolia',
      payTo: merchant.address,
      facilitator: [facilitatorUrl],
      rpcUrl: chain.rpcUrl,
      refundKey: merchant.privateKey,
    },
    stripe: {
      secretKey: stripe.secretKey,
      profile: stripe.profile,
      webhookSecrets: [stripe.webhookSecret],
      apiUrl: stripe.url,
    },
    coinbase: {
      keyId: coinbase.keyId,
      keySecret: coinbase.keySecret,
      webhookSecrets: [coinbase.webhookSecret],
      apiUrl: coinbase.url,
    },
  };
}

async function openStore(config: Config, providers: Providers, sandbox: Sandbox | null): Promise<OpenPorts> {
  const { folder, mode } = config;
  const store = openDatabase(folder);
  const log = createLogger(config.logLevel);
  try {
    const chain = sandbox ? `sandbox ${sandbox.chain.instance}` : providers.x402?.network;
    if (chain !== undefined) await checkChain(store, folder, chain);
    // What the demo sells is not for real money.
    const catalogue = fixedCatalogue(mode === 'live' ? [] : DEMO_VARIANTS);
    const links = referralLinks({
      secrets: openSigningSecrets(join(folder, 'referral-secrets')),
      baseUrl: config.baseUrl,
      sellers: storedSellers(store),
      catalogue,
    });
    const own = mountedAccounts({
      store,
      ring: liveRing(config),
      mode,
      now: Date.now,
      log,
    });
    const rails = railsFor(config, providers, { links, accounts: own });
    const accounts = accountsOf(providers);
    // At boot, and before an account that cannot be paid reaches the store.
    checkMounts(await rails.of({ ...PRAIRIE, accounts: payingTo([], accounts) }), mode);
    const apiKeyFile = join(folder, 'api-key');
    const apiKey = keepSecret(apiKeyFile, () => newApiKey(mode));
    await startLimits(store, config.limits);
    await seed(store, { apiKey, accounts, sellers: mode === 'live' ? [] : DEMO_SELLERS });
    return await withStore(config, { store, log, catalogue, links, rails, sandbox, apiKey, apiKeyFile });
  } catch (error) {
    await store.close();
    throw error;
  }
}

interface Opened {
  readonly store: SqliteStore;
  readonly log: Logger;
  readonly catalogue: Catalogue;
  readonly links: Links;
  readonly rails: Rails;
  readonly sandbox: Sandbox | null;
  readonly apiKey: string;
  readonly apiKeyFile: string;
}

async function withStore(config: Config, opened: Opened): Promise<OpenPorts> {
  const { store, log, catalogue, links, rails, sandbox, apiKey, apiKeyFile } = opened;
  const keys = openRing(config);
  for (const { id, payments, accounts } of await findLostKeys(store, keys)) {
    const lost = { sealing_key: id, payments, accounts };
    log.warn(
      lost,
      'A sealing key is missing: payments sealed under it are only looked up, accounts not used.',
    );
  }
  const pooled = pooledFetch();
  const runtime = nodeRuntime(keys);
  const known = remembering(store, [LIMITS_SPACE], () => runtime.now());
  // Whoever asks can read it, so that it exists for play alone.
  const inbox = sandbox && !config.mail ? createInbox(() => runtime.now()) : null;
  return {
    store,
    log,
    runtime,
    fetch: pooled.fetch,
    mode: config.mode,
    baseUrl: config.baseUrl,
    limits: () => readLimits(known),
    requestsPerMinute: config.requestsPerMinute,
    catalogue,
    links,
    rails,
    buyers: {
      secret: keepSecret(join(config.folder, 'buyer-secret'), () => randomBytes(32).toString('base64url')),
      mail: config.mail ? smtpMail(config.mail) : inbox,
    },
    oauth: config.oauth && {
      ...config.oauth,
      cookieSecrets: openSigningSecrets(join(config.folder, 'cookie-secrets')),
    },
    deployment: await findDeployment(store),
    timeouts: { rail: config.railTimeout },
    sandbox: sandbox && { facts: sandbox, apiKey, inbox },
    apiKeyFile,
    ended: () => sandbox?.ended() ?? new Promise(() => {}),
    async close() {
      await pooled.close();
      await store.close();
      await sandbox?.stop();
    },
  };
}
