import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkMounts, RailError } from '@railyard/core';
import type { Links } from '@railyard/rail-handoff';
import { hostile, type Sandbox, type SandboxOptions, startSandbox } from '@railyard/sandbox';
import type { SqliteStore } from '@railyard/store-sqlite';
import type { Logger } from 'pino';
import { mountedAccounts } from './accounts/mounted.ts';
import { authorizationUrl } from './authorizations.ts';
import type { Catalogue } from './catalogue.ts';
import { type BuyingSettings, buyingWith } from './config/card.ts';
import type { Config, Providers } from './config.ts';
import { openDatabase } from './database.ts';
import { DEMO_SEED, DEMO_TENANT, ORCHARD_TENANT } from './demo-shop.ts';
import { pooledFetch } from './fetch.ts';
import { createLogger } from './http/log.ts';
import { AGENT_SCOPES, keyIdOf, newApiKey, storedKeys } from './keys.ts';
import { LIMITS_SPACE, readLimits, seeded, startLimits } from './limits.ts';
import { findLostKeys } from './lost-keys.ts';
import { createInbox } from './mail/inbox.ts';
import { smtpMail } from './mail/smtp.ts';
import { startShops } from './merchants/bought-at.ts';
import { CORNER_MARKET } from './merchants.ts';
import { readOwnAccounts, startOwnAccounts } from './own-accounts.ts';
import { PRODUCT_SPACE, storedCatalogue } from './products.ts';
import { CARD_RAIL, OWN_ISSUER } from './rails/card.ts';
import { openPlayCardholder } from './rails/cardholder.ts';
import { accountsOf, railsFor } from './rails/configured.ts';
import type { Rails } from './rails.ts';
import { referralLinks } from './referrals/links.ts';
import { remembering } from './remembering.ts';
import { nodeRuntime } from './runtime.ts';
import { liveRing, openRing } from './sealing-keys.ts';
import { keepSecret } from './secret-file.ts';
import { applySeed } from './seed/apply.ts';
import { limitsIn, placesIn, readSeed, type Seed, seedFile } from './seed/file.ts';
import { storedSellers } from './sellers.ts';
import type { Ports } from './server.ts';
import { openSigningSecrets } from './signing-secrets.ts';
import { startPolicy } from './spending/platform.ts';
import { checkRailsNamed } from './spending/rails-named.ts';
import { checkChain, checkMode, findDeployment } from './stamps.ts';
import { openPlayTenant } from './tenants/play.ts';
import { storedTenants } from './tenants.ts';
import { stripeTestCards, type TestCards } from './test-cards.ts';

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
  if (config.providers)
    return openStore(config, { providers: config.providers, buying: config.buying, sandbox: null });

  const sandbox = await startSandbox({ folder, owner });
  try {
    await listenToSandbox(sandbox, config.baseUrl);
    const providers = providersOf(sandbox);
    return await openStore(config, { providers, buying: await playBuying(providers, sandbox), sandbox });
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
  await yard.listen(`${baseUrl}/webhooks/${CARD_RAIL}/${OWN_ISSUER}`);
  await yard.issuing.authorizeAt(authorizationUrl(baseUrl, CARD_RAIL, OWN_ISSUER));
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

/** Cards of the sandbox's Stripe, to buy at its shop. */
async function playBuying({ stripe }: Providers, { shop }: Sandbox): Promise<BuyingSettings | null> {
  return stripe && buyingWith(stripe, await openPlayCardholder(stripe, fetch), shop);
}

/** The outside world before its records are open. */
interface Outside {
  readonly providers: Providers;
  readonly buying: BuyingSettings | null;
  readonly sandbox: Sandbox | null;
}

async function openStore(config: Config, { providers, buying, sandbox }: Outside): Promise<OpenPorts> {
  const { folder, mode } = config;
  const seed = config.seedFile === null ? null : readSeed(config.seedFile);
  const store = openDatabase(folder);
  const log = createLogger(config.logLevel);
  try {
    await checkMode(store, folder, mode);
    const chain = sandbox ? `sandbox ${sandbox.chain.instance}` : providers.x402?.network;
    if (chain !== undefined) await checkChain(store, folder, chain);
    const catalogue = storedCatalogue(remembering(store, [PRODUCT_SPACE], Date.now));
    const links = referralLinks({
      secrets: openSigningSecrets(join(folder, 'referral-secrets')),
      baseUrl: config.baseUrl,
      sellers: storedSellers(store),
      catalogue,
    });
    const accounts = mountedAccounts({ store, ring: liveRing(config), mode, now: Date.now, log });
    const rails = railsFor(config, providers, { links, accounts });
    // At boot, and before an account that cannot be paid reaches the store.
    checkMounts(rails.platform, mode);
    checkRailsNamed(config.spending.policy.rails, rails.platform);
    const apiKeyFile = join(folder, 'api-key');
    const apiKey = keepSecret(apiKeyFile, () => newApiKey(mode));
    await storedKeys(store).register(apiKey, {
      id: keyIdOf(apiKey),
      tenant: DEMO_TENANT,
      scopes: AGENT_SCOPES,
      seller: null,
    });
    await plant(config, { store, rails, providers, seed });
    await startPolicy(store, config.spending.policy);
    const shops = buying ? [CORNER_MARKET] : [];
    for (const slug of shops) await checkNoSeller(store, slug);
    await startShops(store, shops);
    return await withStore(config, {
      store,
      log,
      catalogue,
      links,
      rails,
      providers,
      buying,
      sandbox,
      apiKey,
      apiKeyFile,
    });
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** A cart's seller is one name: at a merchant elsewhere, or of a seller here. */
async function checkNoSeller(store: SqliteStore, merchant: string): Promise<void> {
  if ((await storedSellers(store).find(merchant)) === null) return;
  throw new RailError(
    'configuration',
    `A seller is called "${merchant}", as the merchant is where the platform buys. Take STRIPE_ISSUING_CARDHOLDER and CORNER_MARKET_URL out, or name the seller otherwise.`,
  );
}

interface Planting {
  readonly store: SqliteStore;
  readonly rails: Rails;
  readonly providers: Providers;
  readonly seed: Seed | null;
}

/** Applies what the platform begins with: on play money the demo's shop, what the operator has written down, and caps. */
async function plant(
  { folder, mode, seedFile: file, limits }: Config,
  { store, rails: { checkAccount }, providers, seed }: Planting,
): Promise<void> {
  const own = { now: accountsOf(providers), before: await readOwnAccounts(store) };
  const ground = { store, folder, mode, own, checkAccount };
  // What the demo sells is not for real money.
  if (mode === 'test')
    await applySeed({ ...ground, placeOf: placesIn('the demo') }, seedFile.parse(DEMO_SEED));
  if (seed && file !== null) await applySeed({ ...ground, placeOf: placesIn(file) }, seed);
  await startOwnAccounts(store, own.now);
  // Last: a seed that is refused leaves the caps, too.
  await startLimits(store, seed ? seeded(limits, limitsIn(seed)) : limits);
}

interface Opened {
  readonly store: SqliteStore;
  readonly log: Logger;
  readonly catalogue: Catalogue;
  readonly links: Links;
  readonly rails: Rails;
  readonly providers: Providers;
  readonly buying: BuyingSettings | null;
  readonly sandbox: Sandbox | null;
  readonly apiKey: string;
  readonly apiKeyFile: string;
}

async function withStore(config: Config, opened: Opened): Promise<OpenPorts> {
  const { store, log, catalogue, links, rails, providers, buying, sandbox, apiKey, apiKeyFile } = opened;
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
  const tenants = storedTenants(store);
  const playTenant =
    sandbox && (await openPlayTenant(tenants, ORCHARD_TENANT, join(config.folder, 'play-tenant-key')));
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
    buying,
    buyers: {
      secret: keepSecret(join(config.folder, 'buyer-secret'), () => randomBytes(32).toString('base64url')),
      mail: config.mail ? smtpMail(config.mail) : inbox,
    },
    spending: {
      ...config.spending,
      linkSecrets: openSigningSecrets(join(config.folder, 'approval-secrets')),
    },
    oauth: config.oauth && {
      ...config.oauth,
      cookieSecrets: openSigningSecrets(join(config.folder, 'cookie-secrets')),
    },
    deployment: await findDeployment(store),
    testCards: testCardsOf(config, providers, { send: pooled.fetch, now: () => runtime.now() }),
    timeouts: { rail: config.railTimeout },
    sandbox: sandbox && {
      facts: sandbox,
      apiKey,
      inbox,
      playTenant,
      shopMail: () => hostile(sandbox).shop.inbox(),
    },
    apiKeyFile,
    ended: () => sandbox?.ended() ?? new Promise(() => {}),
    async close() {
      await pooled.close();
      await store.close();
      await sandbox?.stop();
    },
  };
}

/** Test cards at the platform's own account, where it grants tokens. */
function testCardsOf(
  { mode }: Config,
  { stripe }: Providers,
  outside: Parameters<typeof stripeTestCards>[1],
): TestCards | null {
  return mode === 'test' && stripe?.profile ? stripeTestCards(stripe, outside) : null;
}
