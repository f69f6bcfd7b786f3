import { randomBytes, randomUUID } from 'node:crypto';
import { type Store } from '@railyard/core';
import { memoryStore } from '@railyard/core/store';
import { fixedCatalogue, type Variant } from '../src/catalogue.ts';
import { ADDRESS } from '../src/demo/shop.ts';
import { createLogger } from '../src/http/log.ts';
import { type ApiKey, newApiKey, storedKeys } from '../src/keys.ts';
import { createInbox, type Inbox } from '../src/mail/inbox.ts';
import { mppKind } from '../src/rails/mpp.ts';
import { x402Kind } from '../src/rails/x402.ts';
import { createRails, type Rails, type RailsOf } from '../src/rails.ts';
import { nodeRuntime } from '../src/runtime.ts';
import { type Account, type Seller, storedSellers } from '../src/sellers.ts';
import { compose, type Ports, type Server } from '../src/server.ts';
import { type FakeProvider, fakePageRail, fakeProvider, fakeRail } from './fake-rail.ts';

export const BASE_URL = 'http://shop.test';
export const PAY_TO = '0x00000000000000000000000000000000000000AA';

const seller = {
  tenant: 'demo',
  currency: 'usd',
  coverage: { countries: ['US'], states: null, cities: null },
  deliveryFee: 500,
  purchasable: true,
  storefront: null,
  onSale: true,
} as const;
const ACCOUNTS: readonly Account[] = [{ rail: 'x402', payTo: PAY_TO, active: true }];

/** The first of the sellers, before it is known where it is paid. */
export const ACME: Omit<Seller, 'accounts'> = { ...seller, handle: 'acme', name: 'Acme' };

const SELLERS: readonly (Omit<Seller, 'accounts'> & Partial<Seller>)[] = [
  ACME,
  {
    ...seller,
    handle: 'west',
    name: 'West',
    coverage: { countries: ['US'], states: ['CA', 'OR'], cities: null },
  },
  { ...seller, handle: 'closed', name: 'Closed', accounts: [] },
  {
    ...seller,
    handle: 'cedar',
    name: 'Cedar',
    purchasable: false,
    storefront: { url: 'https://cedar.example/', hosts: ['cedar.example'] },
  },
  { ...seller, handle: 'globex', name: 'Globex', tenant: 'other' },
];

export const VARIANTS: readonly Variant[] = [
  { id: 'var_stove', seller: 'acme', title: 'Stove', unitAmount: 4499 },
  { id: 'var_mug', seller: 'acme', title: 'Mug', unitAmount: 1400 },
  { id: 'var_roast', seller: 'west', title: 'Roast', unitAmount: 1650 },
  { id: 'var_vase', seller: 'closed', title: 'Vase', unitAmount: 4499 },
  { id: 'var_book', seller: 'cedar', title: 'Book', unitAmount: 2400, link: 'https://cedar.example/book' },
  { id: 'var_globe', seller: 'globex', title: 'Globe', unitAmount: 4499 },
];

/** API keys by what they may do. */
interface Keys {
  readonly network: string;
  /** Another principal of the same tenant. */
  readonly neighbour: string;
  readonly acmeOnly: string;
  readonly readOnly: string;
  readonly writeOnly: string;
  readonly otherTenant: string;
}

export interface Call {
  readonly apiKey?: string | null;
  /** The idempotency key; null for none, a fresh one unless given. */
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** What an answer is made of: a test reads any member of it. */
export interface Members extends Record<string, unknown> {
  readonly error?: string;
  readonly details?: Record<string, unknown>;
}

/** An answer of the server. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Members;
}

export interface Shop {
  readonly server: Server;
  /** What it was composed of. */
  readonly ports: Ports;
  readonly store: Store;
  readonly keys: Keys;
  readonly provider: FakeProvider;
  /** The mail that was sent. */
  readonly inbox: Inbox;
  /** Every line that was logged. */
  readonly logged: string[];
  readonly call: (method: string, path: string, call?: Call) => Promise<Reply>;
  /** A cart of $49.99 that is ready to be paid. */
  readonly readyCart: (
    call?: Call,
    at?: { readonly seller: string; readonly variant: string },
  ) => Promise<string>;
}

/** x402 with a facilitator that nobody reaches. */
export const X402_KIND = x402Kind({
  network: 'base-sepolia',
  facilitator: ['http://facilitator.test'],
  payTo: PAY_TO,
});

/** The real rails of a platform that has set up x402 alone. */
export const X402_RAILS = createRails({
  kinds: [X402_KIND, mppKind(null)],
  referring: null,
  cards: null,
  accounts: null,
});

/** Rails that are these for a seller, and take no webhooks. */
export function railsFrom(of: RailsOf): Rails {
  return { of, platform: [], at: () => null, checkAccount: () => {}, cards: null };
}

/** A server in this process, with a memory store and a fake rail unless other ports are given. */
export async function openShop(ports: Partial<Ports> = {}, paid = ACCOUNTS): Promise<Shop> {
  const store = ports.store ?? memoryStore();
  const provider = fakeProvider();
  const rail = fakeRail(provider);
  const page = fakePageRail();
  const inbox = createInbox(() => ports.runtime?.now() ?? Date.now());
  const logged: string[] = [];
  const log = createLogger('debug', { write: (line) => void logged.push(line) });
  const whole: Ports = {
    store,
    runtime: nodeRuntime([{ id: 'one', bytes: new Uint8Array(randomBytes(32)) }]),
    fetch,
    log,
    mode: 'test',
    baseUrl: BASE_URL,
    limits: () => ({ maxItemQuantity: 20, maxCartTotal: { usd: 200_000 } }),
    catalogue: fixedCatalogue(VARIANTS),
    rails: railsFrom(({ accounts }) =>
      [rail, page].map((one) => ({ rail: one, account: 'one', active: accounts.length > 0 })),
    ),
    links: null,
    buyers: { secret: 'a secret of this shop', mail: inbox },
    deployment: 'shop',
    sandbox: null,
    ...ports,
  };
  const server = compose(whole);
  for (const one of SELLERS) await storedSellers(store).save({ accounts: paid, ...one });
  const keys = await issueKeys(store);
  const call = callTo(server, keys.network);
  return { server, ports: whole, store, keys, provider, inbox, logged, call, readyCart: readyCartWith(call) };
}

async function issueKeys(store: Store): Promise<Keys> {
  const issue = async (key: Partial<ApiKey> & { readonly id: string }): Promise<string> => {
    const secret = newApiKey('test');
    const scopes = ['checkout:read', 'checkout:write', 'buyer:write'] as const;
    await storedKeys(store).register(secret, { tenant: 'demo', seller: null, scopes, ...key });
    return secret;
  };
  return {
    network: await issue({ id: 'key_network' }),
    neighbour: await issue({ id: 'key_neighbour' }),
    acmeOnly: await issue({ id: 'key_acme', seller: 'acme' }),
    readOnly: await issue({ id: 'key_read', scopes: ['checkout:read'] }),
    writeOnly: await issue({ id: 'key_write', scopes: ['checkout:write'] }),
    otherTenant: await issue({ id: 'key_other', tenant: 'other' }),
  };
}

/** Calls a server, with this API key unless another is given. */
export function callTo(server: Pick<Server, 'fetch'>, defaultKey: string): Shop['call'] {
  return async (method, path, { apiKey = defaultKey, key = randomUUID(), headers = {}, body } = {}) => {
    const response = await server.fetch(
      new Request(`${BASE_URL}${path}`, {
        method,
        headers: {
          ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
          ...(key !== null && { 'idempotency-key': key }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: JSON.parse(text) as Reply['body'],
    };
  };
}

function readyCartWith(call: Shop['call']): Shop['readyCart'] {
  return async (options = {}, { seller: handle, variant } = { seller: 'acme', variant: 'var_stove' }) => {
    const made = await call('POST', '/api/agent/cart', { ...options, body: { seller_handle: handle } });
    const id = String(made.body.cart_id);
    await call('POST', `/api/agent/cart/${id}/items`, { ...options, body: { variant_id: variant } });
    await call('PUT', `/api/agent/cart/${id}/shipping-address`, { ...options, body: ADDRESS });
    return id;
  };
}

/** Pays for a cart with a token of the fake rail. */
export function payFor({ call }: Shop, cart: string, token: string, key = 'k'): Promise<Reply> {
  return call('POST', `/api/agent/cart/${cart}/checkout`, { key, headers: { 'x-fake': token } });
}
