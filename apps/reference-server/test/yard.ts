import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choose, type PaymentView } from '@railyard/core/chooser';
import { type Reconciled, reconcile } from '@railyard/core/operator';
import { type Bystander, bystander, type Hostile, hostile } from '@railyard/sandbox';
import getPort from 'get-port';
import { readConfig } from '../src/config.ts';
import { readSandbox, type SandboxFacts } from '../src/demo/shop.ts';
import { balanceOf } from '../src/demo/wallet.ts';
import { newApiKey, storedKeys } from '../src/keys.ts';
import { listen } from '../src/listen.ts';
import { openPorts } from '../src/ports.ts';
import { saveProducts } from '../src/products.ts';
import { storedSellers } from '../src/sellers.ts';
import { compose, type Server } from '../src/server.ts';

/** A listening server on the sandbox, in a folder of its own. */
export interface Yard {
  readonly facts: SandboxFacts;
  /** API key of another tenant, whose seller `globex` is paid at the same address. */
  readonly otherKey: string;
  /** The seller's key at the local Stripe. */
  readonly stripeKey: string;
  /** Calls of the facilitator so far, by path. */
  readonly facilitatorCalls: string[];
  /** Makes the sandbox misbehave. */
  readonly hostile: Hostile;
  /** Somebody else on the same chain. */
  bystander(): Promise<Bystander>;
  /** Chooses a method as the buyer does on the page of a chooser. */
  choose(chooser: string, method: string): Promise<PaymentView>;
  /** Where each attempt of a cart of the demo stands, oldest first, as `rail state`. */
  attemptsOf(cart: string): Promise<readonly string[]>;
  /** One round of the background work, which does not run by itself here. */
  reconcile(): Promise<Reconciled>;
  merchantBalance(): Promise<bigint>;
  /** Units of USDC that an address holds, read past every fault. */
  usdcOf(address: `0x${string}`): Promise<bigint>;
  stop(): Promise<void>;
}

/** What stands between the network and the server. */
export type Gateway = (pass: Server['fetch']) => Server['fetch'];

/** What the server sends to its providers goes through `over`. */
export async function openYard(
  variables: Readonly<Record<string, string>> = {},
  gateway: Gateway = (pass) => pass,
  over: (send: typeof fetch) => typeof fetch = (send) => send,
): Promise<Yard> {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  const port = await getPort();
  const config = readConfig({
    RAILYARD_FOLDER: folder,
    PORT: String(port),
    LOG_LEVEL: 'silent',
    ...variables,
  });
  const ports = await openPorts(config, 'self');
  const sandbox = ports.sandbox?.facts;
  if (!sandbox) throw new Error('The yard stands on the sandbox.');
  const facilitatorCalls: string[] = [];
  const server = compose({
    ...ports,
    fetch: over(async (input, init) => {
      const url = String(input instanceof Request ? input.url : input);
      if (url.includes('/facilitator')) facilitatorCalls.push(new URL(url).pathname);
      return ports.fetch(input, init);
    }),
  });
  const listener = await listen({ fetch: gateway(server.fetch) }, config);
  const facts = await readSandbox(config.baseUrl);
  const chain = { ...facts.chain, rpc_url: sandbox.chain.anvilUrl };
  const usdcOf = (address: `0x${string}`) => balanceOf({ chain }, address);
  return {
    facts,
    otherKey: await openGlobex(ports.store, facts.merchant.address),
    stripeKey: sandbox.stripe.secretKey,
    facilitatorCalls,
    hostile: hostile(sandbox),
    bystander: () => bystander(sandbox),
    choose: (chooser, method) => choose(server.checkout, chooser, method),
    async attemptsOf(cart) {
      const record = await ports.store.get<Attempted>('cart', `demo:${cart}`);
      return (record?.attempts ?? []).map(({ rail, state }) => `${rail} ${state}`);
    },
    reconcile: () => reconcile(server.checkout),
    merchantBalance: () => usdcOf(facts.merchant.address),
    usdcOf,
    async stop() {
      await listener.close(1_000);
      await server.checkout.idle();
      await ports.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** What is read of the record of a cart. */
interface Attempted {
  readonly attempts: readonly { readonly rail: string; readonly state: string }[];
}

async function openGlobex(store: Parameters<typeof storedKeys>[0], payTo: string): Promise<string> {
  const globex = { handle: 'globex', tenant: 'other' };
  await saveProducts(store, globex, [
    { id: 'var_globe', seller: 'globex', title: 'Globe', unitAmount: 4999, onSale: true },
  ]);
  await storedSellers(store).save({
    ...globex,
    name: 'Globex',
    currency: 'usd',
    coverage: { countries: ['US'], states: null, cities: null },
    deliveryFee: 0,
    purchasable: true,
    storefront: null,
    onSale: true,
    accounts: [{ rail: 'x402', payTo, active: true }],
  });
  const secret = newApiKey('test');
  await storedKeys(store).register(secret, {
    id: 'key_other',
    tenant: 'other',
    scopes: ['checkout:read', 'checkout:write'],
    seller: null,
  });
  return secret;
}
