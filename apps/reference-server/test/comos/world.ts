import { randomBytes } from 'node:crypto';
import type { Store } from '@railyard/core';
import { type LocalStripe, localStripe } from '@railyard/sandbox';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { fixedCatalogue, type Variant } from '../../src/catalogue.ts';
import { createLogger } from '../../src/http/log.ts';
import { createInbox, type Inbox } from '../../src/mail/inbox.ts';
import { mppKind } from '../../src/rails/mpp.ts';
import { returnTo } from '../../src/rails/return-url.ts';
import { stripeLinkKind } from '../../src/rails/stripe-link.ts';
import { createRails } from '../../src/rails.ts';
import { nodeRuntime } from '../../src/runtime.ts';
import { storedSellers } from '../../src/sellers.ts';
import { compose, type Ports, type Server } from '../../src/server.ts';
import { storedTenants } from '../../src/tenants.ts';
import { stripeTestCards } from '../../src/test-cards.ts';
import { createClock } from '../hosted/clock.ts';
import { type OpenStore, openStore } from '../hosted/open-store.ts';
import { ACME, BASE_URL } from '../shop.ts';
import { BASKET, COURSE, openShopper, PRESS, type Shopper } from './agent.ts';

/** Two tenants on one server in this process, with a strict Stripe and a clock that stands still. */
export interface World {
  readonly store: OpenStore;
  readonly stripe: LocalStripe;
  readonly inbox: Inbox;
  readonly logged: readonly string[];
  readonly now: () => number;
  readonly advance: (ms: number) => void;
  /** What is for sale, which a test may change. */
  readonly variants: Variant[];
  /** A server on these records, for as long as a test wants one; what is given stands in place of the usual. */
  serve(ports?: Partial<Ports>): Server;
  /** A user of a tenant, at the server or at any other that is given. */
  shopper(user: string, tenant?: string, server?: Pick<Server, 'fetch'>): Promise<Shopper>;
  /** A token with these claims, of this tenant's key unless it says otherwise. */
  token(claims: Claims): Promise<string>;
  /** One round of the background work. */
  round(): Promise<void>;
  /** Sends the webhooks that are due. */
  ring(): Promise<number>;
}

export interface Claims {
  readonly tenant: string;
  readonly sub: string;
  /** Whose key signs: the tenant's. */
  readonly signedBy?: string;
  /** What stands in the token itself: the tenant. */
  readonly tenant_id?: string;
  /** Seconds from now. */
  readonly expiresIn?: number | null;
  readonly kid?: string;
}

export const PLACE = { globe: '66f0a1b2c3d4e5f607182940' } as const;

/** Of the seller in the tenant `demo`, three; of the one in `other`, one. */
const VARIANTS: readonly Variant[] = [
  { id: PRESS, seller: 'acme', title: 'Apple press', unitAmount: 12_900, stock: 2 },
  { id: BASKET, seller: 'acme', title: 'Picking basket', unitAmount: 3_400, stock: 500 },
  { id: COURSE, seller: 'acme', title: 'Pruning course', unitAmount: 1_900, digital: true },
  { id: 'var_stove', seller: 'acme', title: 'Stove', unitAmount: 4_499 },
  { id: PLACE.globe, seller: 'globex', title: 'Globe', unitAmount: 4_499 },
];

const OPTIONS = [
  { carrier: 'ups', service: 'ground', title: 'UPS Ground', price: 700, days: [3, 5] },
  { carrier: 'ups', service: 'next_day', title: 'UPS Next Day', price: 2_400, days: [1, 1] },
] as const;

const TENANTS = ['demo', 'other'] as const;

export async function openWorld(set: Partial<Ports> = {}): Promise<World> {
  const clock = createClock(Date.parse('2026-11-26T12:00:00Z'));
  const store = openStore(clock);
  const stripe = localStripe({ ...clock, seed: 'comos' });
  const inbox = createInbox(clock.now);
  const logged: string[] = [];
  const variants = [...VARIANTS];
  const usual: Ports = {
    ...outside(stripe, clock.now),
    store,
    runtime: { ...nodeRuntime([{ id: 'one', bytes: new Uint8Array(randomBytes(32)) }]), ...clock },
    log: createLogger('debug', { write: (line) => void logged.push(line) }),
    catalogue: {
      variant: (id) => fixedCatalogue(variants).variant(id),
      variantsOf: (id) => fixedCatalogue(variants).variantsOf(id),
    },
    buyers: { secret: 'a secret of this shop', mail: inbox },
    ...set,
  };
  await openSellers(store, stripe);
  const keys = await openTenants(store);
  const serve = (ports: Partial<Ports> = {}): Server => compose({ ...usual, ...ports });
  const server = serve();
  const token = (claims: Claims) => signed(keys, claims, clock.now());
  stripe.listen(`${BASE_URL}/webhooks/stripe-checkout/main`);
  return {
    store,
    stripe,
    inbox,
    logged,
    now: clock.now,
    advance: clock.advance,
    variants,
    serve,
    token,
    async shopper(user, tenant = 'demo', at = server) {
      const who = { tenant_id: tenant, auth_token: await token({ tenant, sub: user }) };
      return openShopper(new URL(`${BASE_URL}/comos/mcp`), who, (url, init) =>
        at.fetch(new Request(url, init)),
      );
    },
    async round() {
      const { background } = serve();
      background.start();
      await background.stop();
    },
    ring: () => stripe.deliver(server.fetch),
  };
}

function outside(stripe: LocalStripe, now: () => number) {
  const { secretKey, profile, webhookSecret } = stripe.facts;
  const account = { secretKey, profile, webhookSecrets: [webhookSecret] };
  const returnUrl = returnTo('https://shop.test');
  const tokens = { ...account, realm: 'kifly', secrets: ['a key that challenges are signed with'] };
  return {
    fetch: stripe.fetch,
    mode: 'test',
    baseUrl: BASE_URL,
    limits: () => ({ maxItemQuantity: 20, maxCartTotal: { usd: 200_000 } }),
    rails: createRails({
      kinds: [stripeLinkKind(account, returnUrl), mppKind(tokens)],
      referring: null,
      cards: null,
      accounts: null,
    }),
    links: null,
    deployment: 'shop',
    sandbox: null,
    testCards: stripeTestCards(account, { send: stripe.fetch, now }),
  } as const;
}

async function openSellers(store: Store, { facts }: LocalStripe): Promise<void> {
  const accounts = [
    { rail: 'stripe-checkout', payTo: 'main', active: true },
    { rail: 'stripe-mpp', payTo: facts.profile, active: true },
  ];
  const sellers = storedSellers(store);
  await sellers.save({ ...ACME, accounts, deliveryOptions: OPTIONS });
  await sellers.save({ ...ACME, handle: 'globex', name: 'Globex', tenant: 'other', accounts });
}

type Keys = ReadonlyMap<string, CryptoKey>;

async function openTenants(store: Store): Promise<Keys> {
  const pairs = await Promise.all(
    TENANTS.map(async (tenant) => {
      const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
      const { crv, x, y } = await exportJWK(publicKey);
      const key = { kid: tenant, alg: 'ES256', kty: 'EC', crv, x, y } as const;
      await storedTenants(store).saveTokenKeys(tenant, [key]);
      return [tenant, privateKey] as const;
    }),
  );
  return new Map(pairs);
}

function signed(keys: Keys, claims: Claims, now: number): Promise<string> {
  const { tenant, sub, signedBy = tenant, tenant_id = tenant, expiresIn = 3_600, kid = signedBy } = claims;
  const key = keys.get(signedBy);
  if (!key) throw new Error(`Nobody signs for "${signedBy}".`);
  const jwt = new SignJWT({ tenant_id }).setProtectedHeader({ alg: 'ES256', kid }).setSubject(sub);
  if (expiresIn !== null) jwt.setExpirationTime(Math.floor(now / 1_000) + expiresIn);
  return jwt.sign(key);
}

/** The id of the page at an address. */
export function sessionIn(url: unknown): string {
  return /cs_\w+/.exec(String(url))?.[0] ?? '';
}

/** What of a variant is set aside, and what is sold. */
export async function goneOf(
  { store }: Pick<World, 'store'>,
  variant: string,
  seller = 'acme',
): Promise<unknown> {
  const shelf = await store.get<Record<string, unknown>>('inventory', `of:${seller}`);
  return shelf?.[variant] ?? { held: 0, sold: 0 };
}
