import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choose } from '@railyard/core/chooser';
import { reconcile } from '@railyard/core/operator';
import { createLinks } from '@railyard/rail-handoff';
import { type MountedAccounts, mountedAccounts } from '../../src/accounts/mounted.ts';
import { accountCommand } from '../../src/commands/account.ts';
import { readConfig } from '../../src/config.ts';
import { openDatabase } from '../../src/database.ts';
import { createLogger } from '../../src/http/log.ts';
import { railsFor } from '../../src/rails/configured.ts';
import { nodeRuntime } from '../../src/runtime.ts';
import { liveRing, openRing, SEALING_KEYS } from '../../src/sealing-keys.ts';
import { type Account, storedSellers } from '../../src/sellers.ts';
import { openShop, type Shop } from '../shop.ts';
import { type Merchant, openProviders, type Providers } from './providers.ts';

/** A shop on the real rails and a database, whose sellers have accounts of their own in the store. */
export interface AccountShop extends Shop, Pick<Providers, 'north' | 'south'> {
  readonly folder: string;
  /** Runs `railyard account …` as another process would, with this text as the secrets. */
  readonly account: (words: string, secrets?: string) => Promise<string>;
  /** Has the clock of the server move on by a second: then a change by others is seen. */
  readonly second: () => void;
  /** Has the server know no more of accounts than one that has just started. */
  readonly restart: () => void;
  /** One round of the background work. */
  readonly reconcile: () => Promise<unknown>;
  /** Sends the webhooks that are due. */
  readonly ring: () => Promise<void>;
  /** What becomes of a call to a provider. */
  readonly over: (change: (send: typeof fetch) => typeof fetch) => void;
  readonly close: () => Promise<void>;
}

const BASE_URL = 'https://shop.test';

/** The secrets of a merchant at Stripe, as an operator writes them down. */
export function stripeSecrets({ stripe: { facts }, stripeKey }: Merchant): string {
  return `STRIPE_SECRET_KEY=${stripeKey()}\nSTRIPE_PROFILE=${facts.profile}\nSTRIPE_WEBHOOK_SECRET=${facts.webhookSecret}\n`;
}

/** The same at Coinbase. */
export function coinbaseSecrets({ coinbase: { facts } }: Merchant): string {
  return `COINBASE_KEY_ID=${facts.keyId}\nCOINBASE_KEY_SECRET=${facts.keySecret}\nCOINBASE_WEBHOOK_SECRET=${facts.webhookSecret}\n`;
}

/** The accounts of a seller who is paid under this name. */
export function paidAs(name: string): readonly Account[] {
  return ['stripe-checkout', 'coinbase', 'stripe-mpp'].map((rail) => ({ rail, payTo: name, active: true }));
}

/** `acme` is paid on the accounts of north, and `west` on those of south. */
export async function openAccountShop(): Promise<AccountShop> {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const { north, south, fetch: reach } = openProviders(now);
  let send = reach;
  const store = openDatabase(folder, now);
  const config = readConfig({ RAILYARD_FOLDER: folder, RAILYARD_SANDBOX: 'off', BASE_URL });
  const keys = openRing(config);
  const logged: string[] = [];
  const log = createLogger('debug', { write: (line) => void logged.push(line) });
  const ring = liveRing(config);
  const mount = (): MountedAccounts => mountedAccounts({ store, ring, mode: 'test', now, log });
  let mounted = mount();
  const accounts: MountedAccounts = { find: (...call) => mounted.find(...call) };
  const links = createLinks({
    secrets: ['a secret that links of hand-offs are signed with'],
    address: `${BASE_URL}/go`,
    storefrontOf: async () => null,
    productOf: async () => null,
  });
  const rails = railsFor(config, { x402: null, stripe: null, coinbase: null }, { links, accounts });
  const runtime = { ...nodeRuntime(keys), now };
  const ports = { store, runtime, rails, log, fetch: ((...call) => send(...call)) as typeof fetch };
  const shop = await openShop(ports, paidAs('north'));
  const west = await storedSellers(store).find('west');
  const everywhere = { countries: ['US'], states: null, cities: null };
  if (west) await storedSellers(store).save({ ...west, coverage: everywhere, accounts: paidAs('south') });

  const account: AccountShop['account'] = async (words, secrets) => {
    const said: string[] = [];
    const given = secrets === undefined ? [] : ['--variable', 'SECRETS'];
    const variables = { RAILYARD_FOLDER: folder, ...(secrets !== undefined && { SECRETS: secrets }) };
    const say = (text: string) => void said.push(text);
    await accountCommand({ args: [...words.split(' '), ...given], variables, say }, reach);
    return said.join('\n');
  };
  for (const [name, merchant] of Object.entries({ north, south })) {
    await account(`add stripe ${name}`, stripeSecrets(merchant));
    await account(`add coinbase ${name}`, coinbaseSecrets(merchant));
    for (const rail of ['stripe-checkout', 'stripe-mpp'])
      merchant.stripe.listen(`${BASE_URL}/webhooks/${rail}/${name}`);
    merchant.coinbase.listen(`${BASE_URL}/webhooks/coinbase/${name}`);
  }
  return {
    ...shop,
    logged,
    north,
    south,
    folder,
    account,
    second() {
      ahead += 1_000;
    },
    restart() {
      mounted = mount();
    },
    reconcile: () => reconcile(shop.server.checkout),
    async ring() {
      for (const { stripe, coinbase } of [north, south]) {
        await stripe.deliver(shop.server.fetch);
        await coinbase.deliver(shop.server.fetch);
      }
    },
    over(change) {
      send = change(reach);
    },
    async close() {
      await shop.server.idle();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export const SELLERS = {
  acme: { seller: 'acme', variant: 'var_stove' },
  west: { seller: 'west', variant: 'var_roast' },
} as const;

/** A page of a rail that is open at its provider for a cart of a seller; `session` is the provider's id of it. */
export async function openPage(
  shop: AccountShop,
  seller: keyof typeof SELLERS,
  rail: 'stripe-checkout' | 'coinbase',
): Promise<{ readonly cart: string; readonly session: string }> {
  const cart = await shop.readyCart({}, SELLERS[seller]);
  const answer = await shop.call('POST', '/api/agent/payment-link', {
    body: { cart_id: cart, payment_rail: rail },
  });
  if (answer.status !== 200) throw new Error(answer.text);
  const session = String(answer.body.session_id);
  if (rail === 'stripe-checkout') return { cart, session };
  const { page } = await choose(shop.server.checkout, session, 'usdc-on-base');
  return { cart, session: page?.reference ?? '' };
}

/** What a checkout without a payment answers. */
export async function asked(shop: AccountShop, cart: string): Promise<readonly unknown[]> {
  const { status, body } = await shop.call('POST', `/api/agent/cart/${cart}/checkout`);
  return [status, body.error];
}

/** Puts a new sealing key on top of the ring, and gives its name. */
export function addSealingKey(folder: string): string {
  const file = join(folder, SEALING_KEYS);
  writeFileSync(file, `newer:${Buffer.alloc(32, 7).toString('base64url')}\n${readFileSync(file, 'utf8')}`);
  return 'newer';
}
