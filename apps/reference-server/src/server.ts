import type {
  Awaitable,
  Checkout,
  CheckoutOptions,
  Mode,
  PlatformLimits,
  Runtime,
  Store,
} from '@railyard/core';
import { type Reconciled, reconcile } from '@railyard/core/operator';
import type { Links } from '@railyard/rail-handoff';
import type { Logger } from 'pino';
import { type Background, createBackground } from './background.ts';
import type { BuyerPorts } from './buyers.ts';
import type { Catalogue } from './catalogue.ts';
import type { BuyingSettings } from './config/card.ts';
import { type Connection, environmentOf } from './http/environment.ts';
import { logRequests } from './http/log.ts';
import { isBeingPaid } from './inventory/sales.ts';
import type { Inventory } from './inventory.ts';
import type { OauthPorts } from './oauth.ts';
import { createPlatform, type Platform } from './platform.ts';
import { purgeAll } from './purge.ts';
import type { Rails } from './rails.ts';
import { report } from './report.ts';
import { createRoutes } from './routes.ts';
import type { SandboxPage } from './sandbox-facts.ts';
import type { Search } from './search.ts';
import type { Shipping } from './shipping.ts';
import type { SpendingPorts } from './spending.ts';
import type { Conversation } from './surfaces/agentcard/conversation.ts';
import { tendSagas } from './surfaces/comos/saga/tend.ts';
import type { TestCards } from './test-cards.ts';

/** The outside world of the server. All that it reads, writes and sends goes through here. */
export interface Ports {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly fetch: typeof fetch;
  readonly log: Logger;
  readonly mode: Mode;
  /** Where clients reach the server, without a slash at the end. */
  readonly baseUrl: string;
  readonly limits: () => Awaitable<PlatformLimits>;
  /** How many requests an API key may make, kept in this process; 0, or left out: any number. */
  readonly requestsPerMinute?: number;
  readonly catalogue: Catalogue;
  /** Finds products; left out, an index of the catalogue that this process keeps. */
  readonly search?: Search;
  readonly rails: Rails;
  /** Follows the links of hand-offs; null where nobody is referred. */
  readonly links: Pick<Links, 'follow'> | null;
  readonly buyers: BuyerPorts;
  /** The goods that there are; left out, what the catalogue has in stock, counted in the store. */
  readonly inventory?: Inventory;
  /** The ways to deliver; left out, those that sellers offer. */
  readonly shipping?: Shipping;
  /** Charges test cards; null, or left out, where nobody does. */
  readonly testCards?: TestCards | null;
  /** Lets people allow clients something; null, or left out, where API keys are all that there is. */
  readonly oauth?: OauthPorts | null;
  /** What may be spent, and by which links people decide; null, or left out: everything, and by none. */
  readonly spending?: SpendingPorts | null;
  /** What the platform buys with at other merchants, and where; null, or left out, where it does not. */
  readonly buying?: BuyingSettings | null;
  /** The language model behind the tool `buy`; null, or left out, where there is none, and no such tool. */
  readonly conversation?: Conversation | null;
  /** A lasting name of this installation: objects at the providers bear it. */
  readonly deployment: string;
  readonly timeouts?: CheckoutOptions['timeouts'];
  /** Milliseconds between rounds of the background work: 2,000. */
  readonly reconcileEvery?: number;
  /** What `GET /sandbox` tells; null where there is none. */
  readonly sandbox: SandboxPage | null;
}

/** The composed server, not yet listening. */
export interface Server {
  readonly fetch: (request: Request, connection?: Connection) => Promise<Response>;
  readonly checkout: Checkout;
  readonly background: Background;
  /** Resolves when nothing is in this process's hands any more. */
  idle(): Promise<void>;
  /** From now on `/readyz` says no, so that a balancer sends requests elsewhere. */
  retire(): void;
}

/** Composes store, rails, checkout, surfaces and background work. Starts nothing. */
export function compose(ports: Ports): Server {
  const platform = createPlatform(ports);
  const { checkout, quotes } = platform;
  let retired = false;
  const app = createRoutes(ports, platform, () => retired);

  const answer = logRequests(ports.log, app.fetch);
  return {
    fetch: (request, connection = {}) => answer(request, environmentOf(request, connection)),
    checkout,
    background: createBackground(
      () => work(platform, (err) => report(ports.log, err)),
      ports.log,
      ports.reconcileEvery ?? 2_000,
    ),
    async idle() {
      await Promise.all([checkout.idle(), quotes.idle()]);
    },
    retire() {
      retired = true;
    },
  };
}

async function work(
  { checkout, store, comos }: Platform,
  tell: (error: unknown) => void,
): Promise<Reconciled> {
  const done = await reconcile(checkout);
  await tendSagas(comos);
  await comos.inventory.lapse((cart) => isBeingPaid(store, cart));
  await purgeAll(store, tell);
  return done;
}
