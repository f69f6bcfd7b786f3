import {
  answering,
  type Checkout,
  type CheckoutEvent,
  createCheckout,
  isRailError,
  type Mount,
  type Store,
} from '@railyard/core';
import { caseIdOf } from '@railyard/core/operator';
import type { Logger } from 'pino';
import { type Activations, storedActivations } from './activations.ts';
import { type Buyers, storedBuyers } from './buyers.ts';
import { type Callers, KEY_SPACE, storedKeys } from './keys.ts';
import { createOauth, type Oauth } from './oauth.ts';
import { type Quotes, storedQuotes } from './quotes.ts';
import type { Rails } from './rails.ts';
import { createRates, type Rates } from './rates.ts';
import { remembering } from './remembering.ts';
import { SELLER_SPACE, type Sellers, storedSellers } from './sellers.ts';
import type { Ports } from './server.ts';
import { type Shipments, storedShipments } from './shipments.ts';
import { createSpending, type Spending } from './spending.ts';
import { admitDelivery } from './surfaces/kifly/coverage.ts';

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
  readonly checkout: Checkout;
}

export function createPlatform(ports: Ports): Platform {
  const { runtime, log, mode, limits } = ports;
  const now = (): number => runtime.now();
  const store = answering(ports.store);
  const known = remembering(store, [SELLER_SPACE, KEY_SPACE], now);
  const sellers = storedSellers(known);
  const activations = storedActivations(store, mode);
  const buyers = storedBuyers(store, { ...ports, ...ports.buyers });
  const spending = createSpending(ports.store, ports.spending ?? null, {
    ...ports,
    ...ports.buyers,
    sellers,
    later: () => ({ checkout, callers }),
  });
  const checkout: Checkout = createCheckout({
    store: ports.store,
    runtime,
    mode,
    deployment: ports.deployment,
    fetch: ports.fetch,
    limits,
    rails: (seller) => railsOf(ports.rails, sellers, seller),
    admit: admitDelivery(sellers),
    spend: spending.gate,
    async deliver(event) {
      announce(log, event);
      await activations.hear(event);
      await buyers.hear(checkout, event);
    },
    report: (err) => report(log, err),
    ...(ports.timeouts && { timeouts: ports.timeouts }),
  });
  const oauth = ports.oauth ? createOauth(store, ports.oauth, { ...ports, buyers }) : null;
  const callers = callersOf(storedKeys(store, known), oauth);
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
    checkout,
  };
}

/** A key is looked for where keys are, and all else among tokens. */
function callersOf(keys: Callers, oauth: Oauth | null): Callers {
  if (!oauth) return keys;
  const { callers } = oauth;
  return {
    async find(secret) {
      const key = secret.startsWith('kfa_') ? await keys.find(secret) : null;
      return key ?? callers.find(secret);
    },
    findById: async (id) => (await keys.findById(id)) ?? callers.findById(id),
  };
}

async function railsOf(rails: Rails, sellers: Sellers, handle: string): Promise<readonly Mount[]> {
  const seller = await sellers.find(handle);
  return seller ? await rails.of(seller) : [];
}

function report(log: Logger, err: unknown): void {
  if (isRailError(err) && err.code === 'payment_unknown') {
    log.error(
      { payment: err.extras.details },
      'A provider rang about a payment of ours that no record knows.',
    );
    return;
  }
  log.warn({ failure: named(err) }, 'A rail failed; what it was asked for counts as unknown.');
}

/** What failed, without its words: a provider's could hold what only the payer may know. */
function named(err: unknown): string {
  return isRailError(err) ? err.code : err instanceof Error ? err.name : typeof err;
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
