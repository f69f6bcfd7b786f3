import { createLinks } from '@railyard/rail-handoff';
import { DEMO_TENANT, PRAIRIE } from '../../src/demo-shop.ts';
import { newApiKey, SCOPES, storedKeys } from '../../src/keys.ts';
import { createInbox } from '../../src/mail/inbox.ts';
import { storedCatalogue } from '../../src/products.ts';
import { referringWith } from '../../src/rails/handoff.ts';
import { storedSellers } from '../../src/sellers.ts';
import type { Ports } from '../../src/server.ts';
import { type HostedShop, openHostedShop } from '../hosted/shop.ts';
import { type Given, tokensFor } from '../oauth/endpoints.ts';
import { OAUTH } from '../oauth/shop.ts';
import { createDarkness, type Darkness, operatorKey } from '../operator/darkness.ts';
import { FACTS } from '../sandbox-facts.ts';
import { BASE_URL, VARIANTS } from '../shop.ts';
import { stockShelf } from './shelf.ts';
import { openVictim, VICTIMS_VARIANTS, type Victim } from './victim.ts';

/** A server on the real rails with everything that it can have, where another tenant has been before. */
export interface Stand {
  readonly shop: HostedShop;
  readonly keys: HostedShop['keys'] & Readonly<Record<'decider' | 'operator', string>>;
  readonly providers: Darkness;
  readonly victim: Victim;
  /** What a client has that a person here has allowed everything. */
  readonly allowed: Given;
}

const CATALOGUE = [...VARIANTS, ...VICTIMS_VARIANTS];
/** Where each hand-off leads. */
const STOREFRONTS: Readonly<Record<string, string>> = { cedar: 'cedar.example' };

export async function openStand(set: Partial<Ports> = {}): Promise<Stand> {
  // What the sandbox mails anybody may read, so that the victim's mail is not among it.
  let inbox = createInbox(() => 0);
  const mail = { send: (message: Parameters<typeof inbox.send>[0]) => inbox.send(message) };
  const letters = { received: () => inbox.received() };
  const sandbox = { facts: FACTS, apiKey: 'kfa_test_of_the_sandbox', inbox: letters };
  const links = createLinks({
    secrets: ['a key that the links of hand-offs are signed with'],
    address: `${BASE_URL}/go`,
    async storefrontOf(handle) {
      const host = STOREFRONTS[handle] ?? 'canary7f3a9c.example';
      return { url: `https://${host}/`, hosts: [host] };
    },
    productOf: (id) => CATALOGUE.find((one) => one.id === id)?.link ?? null,
  });
  const { over, ...providers } = createDarkness();
  const ports = {
    catalogueIn: storedCatalogue,
    links,
    referring: referringWith(links),
    sandbox,
    buyers: { secret: 'a secret of this shop', mail },
    oauth: OAUTH,
    ...set,
  };
  const shop = await openHostedShop(ports, over);
  await stockShelf(shop.store, VARIANTS);
  await sellAtTheDemos(shop);
  const mailed = { ...shop, inbox: { ...mail, ...letters } };
  const victim = await openVictim(mailed, providers);
  const allowed = await tokensFor(mailed, SCOPES.join(' '));
  inbox = createInbox(shop.now);
  const keys = { ...shop.keys, decider: await deciderKey(shop), operator: await operatorKey(shop) };
  return { shop, keys, providers, victim, allowed };
}

/** A key of whoever decides about what agents want to pay. */
async function deciderKey({ store }: HostedShop): Promise<string> {
  const secret = newApiKey('test');
  const key = { id: 'key_decider', tenant: 'demo', seller: null, scopes: ['approval:write'] } as const;
  await storedKeys(store).register(secret, key);
  return secret;
}

/** Of the seller of the page behind a guard. */
async function sellAtTheDemos({ store, stripe }: HostedShop): Promise<void> {
  const accounts = [{ rail: 'stripe-mpp', payTo: stripe.facts.profile, active: true }];
  await storedSellers(store).save({
    handle: PRAIRIE,
    name: 'Prairie Supply',
    tenant: DEMO_TENANT,
    currency: 'usd',
    coverage: { countries: ['US'], states: null, cities: null },
    deliveryFee: 500,
    purchasable: true,
    storefront: null,
    onSale: true,
    accounts,
  });
}
