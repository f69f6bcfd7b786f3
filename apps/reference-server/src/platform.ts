import {
  answering,
  type Checkout,
  type CheckoutEvent,
  createCheckout,
  type Mount,
  type Store,
} from '@railyard/core';
import { caseIdOf } from '@railyard/core/operator';
import type { Logger } from 'pino';
import { type Activations, storedActivations } from './activations.ts';
import { type Buyers, storedBuyers } from './buyers.ts';
import { admitDelivery } from './coverage.ts';
import { hearSale, holdGoods } from './inventory/sales.ts';
import { storedInventory } from './inventory/stored.ts';
import { type ApiKeys, type Callers, storedKeys } from './keys.ts';
import { admitAtMerchant, createMerchants, type Merchants } from './merchants.ts';
import { createOauth, type Oauth } from './oauth.ts';
import { type Quotes, storedQuotes } from './quotes.ts';
import type { Rails } from './rails.ts';
import { createRates, type Rates } from './rates.ts';
import { named, report } from './report.ts';
import { hashText, newId } from './runtime.ts';
import { indexedSearch } from './search/indexed.ts';
import type { Search } from './search.ts';
import { type Sellers, storedSellers } from './sellers.ts';
import type { Ports } from './server.ts';
import { type Shipments, storedShipments } from './shipments.ts';
import { sellersShipping } from './shipping.ts';
import { createSpending, type Spending } from './spending.ts';
import { hearPaid } from './surfaces/comos/saga/finish.ts';
import type { Surface } from './surfaces/comos/surface.ts';
import { storedTenants, type Tenants } from './tenants.ts';

/** What stands behind every surface: the records, and the checkout that works on them. */
export interface Platform {
  readonly store: Store;
  readonly sellers: Sellers;
  /** Whoever has an API key, or an access token. */
  readonly callers: Callers;
  /** Null where API keys are all that there is. */
  readonly oauth: Oauth | null;
  readonly quotes: Quotes;
  readonly activations: Activations;
  readonly rates: Rates;
  readonly buyers: Buyers;
  readonly shipments: Shipments;
  readonly spending: Spending;
  readonly search: Search;
  readonly tenants: Tenants;
  readonly comos: Surface;
  /** Null where the platform buys nowhere. */
  readonly merchants: Merchants | null;
  readonly checkout: Checkout;
}

export function createPlatform(ports: Ports): Platform {
  const { runtime, log, mode, limits } = ports;
  const now = (): number => runtime.now();
  const store = answering(ports.store);
  const sellers = storedSellers(store);
  const activations = storedActivations(store, mode);
  const { catalogue } = ports;
  const inventory = ports.inventory ?? storedInventory(store, catalogue);
  const admit = admitDelivery(sellers, catalogue);
  const buyers = storedBuyers(store, { ...ports, ...ports.buyers });
  const spending = createSpending(ports.store, ports.spending ?? null, {
    ...ports,
    ...ports.buyers,
    sellers,
    later: () => ({ checkout, callers, merchants }),
  });
  const merchants = ports.buying ? createMerchants(ports.buying, { store, runtime, mode }) : null;
  const checkout: Checkout = createCheckout({
    store: ports.store,
    runtime,
    mode,
    deployment: ports.deployment,
    fetch: ports.fetch,
    limits,
    rails: (seller) => merchants?.railsAt(seller) ?? railsOf(ports.rails, sellers, seller),
    async admit(purchase, { tenant }) {
      if (merchants?.find(purchase.seller)) return admitAtMerchant(purchase);
      const { purchasable } = await admit(purchase);
      if (purchasable) await holdGoods(inventory, tenant, purchase, now()); // nothing is sold to who is handed over
    },
    spend: spending.gate,
    async deliver(event) {
      announce(log, event);
      await hearSale(comos, event);
      await activations.hear(event);
      await buyers.hear(checkout, event);
      await hearPaid(comos, event);
    },
    report: (err) => report(log, err),
    ...(ports.timeouts && { timeouts: ports.timeouts }),
  });
  const search = ports.search ?? indexedSearch({ catalogue, sellers, now });
  const comos = comosOn(ports, { store, sellers, search, inventory, checkout });
  const oauth = ports.oauth ? createOauth(store, ports.oauth, { ...ports, buyers }) : null;
  const callers = callersOf(storedKeys(store), oauth);
  return {
    store,
    sellers,
    callers,
    oauth,
    activations,
    rates: createRates(ports.requestsPerMinute ?? 0, now),
    quotes: storedQuotes(store, {
      now,
      report: (err) =>
        log.warn({ failure: named(err) }, 'A quote was not kept; who pays on it has to send the API key.'),
    }),
    buyers,
    shipments: storedShipments(store),
    spending,
    search,
    tenants: storedTenants(store),
    comos,
    merchants,
    checkout,
  };
}

/** The tools of ComOS, on what stands behind every surface. */
function comosOn(
  { runtime, log, mode, baseUrl, catalogue, ...ports }: Ports,
  behind: Pick<Surface, 'checkout' | 'inventory' | 'search' | 'sellers' | 'store'>,
): Surface {
  return {
    ...behind,
    catalogue,
    mode,
    baseUrl,
    shipping: ports.shipping ?? sellersShipping,
    mail: ports.buyers.mail,
    testCards: mode === 'test' ? (ports.testCards ?? null) : null,
    now: () => runtime.now(),
    hash: hashText,
    newId: () => newId(runtime),
    report: (err) => report(log, err),
  };
}

/** A key is looked for where keys are, and all else among tokens. */
function callersOf(keys: ApiKeys, oauth: Oauth | null): Callers {
  return {
    async find(secret) {
      const key = secret.startsWith('kfa_') ? await keys.find(secret) : null;
      return key ?? oauth?.callers.find(secret) ?? null;
    },
    async findById(id) {
      const key = await keys.findById(id);
      if (key) return { ...key, isRevoked: key.revokedAt !== null };
      return oauth?.callers.findById(id) ?? null;
    },
  };
}

async function railsOf(rails: Rails, sellers: Sellers, handle: string): Promise<readonly Mount[]> {
  const seller = await sellers.find(handle);
  return seller ? await rails.of(seller) : [];
}

const EVENT = 'The checkout reports an event.';

/** Events go to the log; the ones that a person has to look at, as warnings. */
function announce(log: Logger, event: CheckoutEvent): void {
  const level = event.type === 'order.paid' || event.type === 'refund.refunded' ? 'info' : 'warn';
  log[level]({ event, ...(event.type === 'case.opened' && { see: caseCommand(event) }) }, EVENT);
}

/** What shows its evidence, and how it is ruled on. */
function caseCommand(event: CheckoutEvent): string {
  return `railyard case show ${caseIdOf(event)} --tenant ${event.tenant}`;
}
