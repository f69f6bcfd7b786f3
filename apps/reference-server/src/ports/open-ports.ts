import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { SealingKey } from '@railyard/core/runtime';
import { hostile, type Sandbox } from '@railyard/sandbox';
import type { Config, Providers } from '../config.ts';
import { ORCHARD_TENANT } from '../demo-shop.ts';
import { pooledFetch } from '../fetch.ts';
import { readLimits } from '../limits.ts';
import { findLostKeys } from '../lost-keys.ts';
import { createInbox, type Inbox } from '../mail/inbox.ts';
import { smtpMail } from '../mail/smtp.ts';
import { nodeRuntime } from '../runtime.ts';
import type { SandboxPage } from '../sandbox-facts.ts';
import { openRing } from '../sealing-keys.ts';
import { keepSecret } from '../secret-file.ts';
import type { Ports } from '../server.ts';
import { openSigningSecrets } from '../signing-secrets.ts';
import { findDeployment } from '../stamps.ts';
import { openPlayTenant } from '../tenants/play.ts';
import { storedTenants } from '../tenants.ts';
import { stripeTestCards, type TestCards } from '../test-cards.ts';
import type { FirstKey } from './first-key.ts';
import type { Ground } from './ground.ts';
import type { Outside } from './outside.ts';

/** The real outside world, and the way to close it again. */
export interface OpenPorts extends Ports {
  /** File that holds the API key made at first boot. */
  readonly apiKeyFile: string;
  /** Resolves when the sandbox has ended, which it does with the command that started it; never without one. */
  ended(): Promise<void>;
  close(): Promise<void>;
}

/** What is open by now. */
interface Open extends Ground, Outside, FirstKey {}

/** The ports of a server on what is open. */
export async function portsOn(config: Config, open: Open): Promise<OpenPorts> {
  const { folder, mode, baseUrl, requestsPerMinute } = config;
  const { store, log, catalogue, links, rails, providers, buying, sandbox, apiKeyFile } = open;
  const keys = openRing(config);
  await warnOfLostKeys(open, keys);
  const pooled = pooledFetch();
  const runtime = nodeRuntime(keys);
  const now = (): number => runtime.now();
  const inbox = sandbox && !config.mail ? createInbox(now) : null;
  return {
    store,
    log,
    runtime,
    fetch: pooled.fetch,
    mode,
    baseUrl,
    limits: () => readLimits(store),
    requestsPerMinute,
    catalogue,
    links,
    rails,
    buying,
    buyers: {
      secret: keepSecret(join(folder, 'buyer-secret'), () => randomBytes(32).toString('base64url')),
      mail: config.mail ? smtpMail(config.mail) : inbox,
    },
    spending: {
      ...config.spending,
      linkSecrets: openSigningSecrets(join(folder, 'approval-secrets')),
    },
    oauth: config.oauth && {
      ...config.oauth,
      cookieSecrets: openSigningSecrets(join(folder, 'cookie-secrets')),
    },
    deployment: await findDeployment(store),
    testCards: testCardsOf(config, providers, { send: pooled.fetch, now }),
    timeouts: { rail: config.railTimeout },
    sandbox: sandbox && (await pageOf(sandbox, { ...open, folder, inbox })),
    apiKeyFile,
    ended: () => sandbox?.ended() ?? new Promise(() => {}),
    async close() {
      await pooled.close();
      await store.close();
      await sandbox?.stop();
    },
  };
}

async function warnOfLostKeys(
  { store, log }: Pick<Ground, 'log' | 'store'>,
  keys: readonly SealingKey[],
): Promise<void> {
  for (const { id, payments, accounts, linked } of await findLostKeys(store, keys)) {
    const lost = { sealing_key: id, payments, accounts, linked_accounts: linked };
    log.warn(
      lost,
      'A sealing key is missing: payments sealed under it are only looked up, accounts not used, and linked accounts have to be linked anew.',
    );
  }
}

/** Test cards at the platform's own account, where it grants tokens. */
function testCardsOf(
  { mode }: Config,
  { stripe }: Providers,
  outside: Parameters<typeof stripeTestCards>[1],
): TestCards | null {
  return mode === 'test' && stripe?.profile ? stripeTestCards(stripe, outside) : null;
}

/** What the sandbox tells whoever asks. */
async function pageOf(
  sandbox: Sandbox,
  {
    store,
    apiKey,
    folder,
    inbox,
  }: Pick<Open, 'apiKey' | 'store'> & { readonly folder: string; readonly inbox: Inbox | null },
): Promise<SandboxPage> {
  const key = join(folder, 'play-tenant-key');
  return {
    facts: sandbox,
    apiKey,
    inbox,
    // Whoever asks can read it, so that it exists for play alone.
    playTenant: await openPlayTenant(storedTenants(store), ORCHARD_TENANT, key),
    shopMail: () => hostile(sandbox).shop.inbox(),
  };
}
