import { randomBytes } from 'node:crypto';
import type { Surroundings } from '@railyard/conformance';
import type { Runtime } from '@railyard/core';
import { type Reconciled, reconcile } from '@railyard/core/operator';
import type { SpendPolicy } from '@railyard/core/spend';
import { type LocalShop, type LocalStripe, localShop, localStripe } from '@railyard/sandbox';
import { authorizationUrl } from '../../src/authorizations.ts';
import { buyingWith } from '../../src/config/card.ts';
import { openPlayCardholder } from '../../src/rails/cardholder.ts';
import { nodeRuntime } from '../../src/runtime.ts';
import { compose, type Ports, type Server } from '../../src/server.ts';
import { createClock } from '../hosted/clock.ts';
import { type OpenStore, openStore } from '../hosted/open-store.ts';
import { BASE_URL, openShop, type Shop } from '../shop.ts';

/** A server that buys at the shop of the sandbox with cards of its Stripe, all in this process. */
export interface Market extends Shop {
  readonly store: OpenStore;
  readonly stripe: LocalStripe;
  readonly shop: LocalShop;
  readonly runtime: Runtime;
  readonly advance: (ms: number) => void;
  /** What its server reads, writes and asks. */
  readonly around: Surroundings;
  /** Another server on the same records. */
  readonly process: (other: Partial<Ports>) => Server;
  /** One round of the background work, which does not run by itself here. */
  readonly reconcile: () => Promise<Reconciled>;
}

export interface MarketSet {
  /** What every principal may spend unless it has a policy of its own. */
  readonly policy?: SpendPolicy;
  /** What stands between the server and whom it asks. */
  readonly over?: (send: typeof fetch) => typeof fetch;
  readonly ports?: Partial<Ports>;
  /** What everything goes by: a clock of its own, unless something of `ports` shall share it. */
  readonly clock?: ReturnType<typeof createClock>;
}

/** When a market opens. */
export const NOON = Date.UTC(2026, 10, 26, 12);

export async function openMarket(set: MarketSet = {}): Promise<Market> {
  const { policy = {}, over = (send) => send, ports = {} } = set;
  const { advance, ...clock } = set.clock ?? createClock(NOON);
  const store = openStore(clock);
  const stripe = localStripe({
    ...clock,
    seed: 'market',
    authorize: (request) => opened.server.fetch(request),
  });
  const shop = localShop({ ...clock, seed: 'market', acquirer: stripe.issuing.acquirer });
  const { secretKey, webhookSecret } = stripe.facts;
  const account = { secretKey, webhookSecrets: [webhookSecret], profile: null };
  const cardholder = await openPlayCardholder(account, stripe.fetch);
  const runtime = { ...nodeRuntime([{ id: 'one', bytes: randomBytes(32) }]), ...clock };
  const around: Surroundings = {
    store,
    fetch: over((input, init) => {
      const address = input instanceof Request ? input.url : String(input);
      return (address.startsWith(shop.facts.url) ? shop : stripe).fetch(input, init);
    }),
  };
  const opened = await openShop({
    ...around,
    runtime,
    buying: buyingWith(account, cardholder, shop.facts),
    spending: { policy, approver: 'boss@shop.example', linkSecrets: ['a secret of links'] },
    ...ports,
  });
  stripe.issuing.authorizeAt(authorizationUrl(BASE_URL, 'card', 'main'));
  stripe.listen(`${BASE_URL}/webhooks/card/main`);
  return {
    ...opened,
    store,
    stripe,
    shop,
    runtime,
    advance,
    around,
    process: (other) => compose({ ...opened.ports, ...other }),
    reconcile: () => reconcile(opened.server.checkout),
  };
}
