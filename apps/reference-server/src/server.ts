import { OpenAPIHono } from '@hono/zod-openapi';
import {
  type Awaitable,
  answering,
  type Checkout,
  type CheckoutEvent,
  type CheckoutOptions,
  createCheckout,
  isRailError,
  type Mode,
  type PlatformLimits,
  type Runtime,
  type Store,
} from '@railyard/core';
import { problemAnswer } from '@railyard/core/http';
import { reconcile } from '@railyard/core/operator';
import type { Logger } from 'pino';
import { type Background, createBackground } from './background.ts';
import type { Catalogue } from './catalogue.ts';
import { requireKey } from './http/auth.ts';
import { limitBody, readBody } from './http/body.ts';
import { addDocument } from './http/document.ts';
import { type Connection, type Environment, environmentOf } from './http/environment.ts';
import { addHealth } from './http/health.ts';
import { requireIdempotencyKey } from './http/idempotency.ts';
import { logError, logRequests } from './http/log.ts';
import { refuseTheRest } from './http/not-found.ts';
import { respond } from './http/respond.ts';
import { type ApiKeys, KEY_SPACE, storedKeys } from './keys.ts';
import type { RailsOf } from './rails.ts';
import { remembering } from './remembering.ts';
import { addSandbox, type SandboxPage } from './sandbox-facts.ts';
import { SELLER_SPACE, type Sellers, storedSellers } from './sellers.ts';
import { admitDelivery } from './surfaces/kifly/coverage.ts';
import { addKifly } from './surfaces/kifly/index.ts';
import type { Guards } from './surfaces/kifly/surface.ts';

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
  readonly catalogue: Catalogue;
  readonly rails: RailsOf;
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
  /** From now on `/readyz` says no, so that a balancer sends requests elsewhere. */
  retire(): void;
}

/** Composes store, rails, checkout, surfaces and background work. Starts nothing. */
export function compose(ports: Ports): Server {
  const { runtime, log, mode, baseUrl, catalogue, limits } = ports;
  const store = answering(ports.store);
  const known = remembering(store, [SELLER_SPACE, KEY_SPACE], () => runtime.now());
  const sellers = storedSellers(known);
  const checkout = createCheckout({
    store: ports.store,
    runtime,
    mode,
    fetch: ports.fetch,
    limits,
    rails: (seller) => railsOf(ports.rails, sellers, seller),
    admit: admitDelivery(sellers),
    deliver: async (event) => announce(log, event),
    report: (err) =>
      log.warn({ failure: named(err) }, 'A rail failed; what it was asked for counts as unknown.'),
    ...(ports.timeouts && { timeouts: ports.timeouts }),
  });

  const app = new OpenAPIHono<Environment>();
  app.onError((error, c) => {
    logError(log, c, error);
    return respond(c, problemAnswer(error));
  });

  let retired = false;
  addHealth(app, async () => !retired && (await answers(store)));
  addDocument(app, baseUrl);
  addKifly(app, {
    checkout,
    sellers,
    catalogue,
    limits,
    baseUrl,
    newId: () => Buffer.from(runtime.random(12)).toString('hex'),
    guards: guardsOf(storedKeys(known)),
    log: (c, error) => logError(log, c, error),
  });
  if (ports.sandbox && mode === 'test') addSandbox(app, ports.sandbox, { catalogue, baseUrl });
  refuseTheRest(app);

  const answer = logRequests(log, app.fetch);
  return {
    fetch: (request, connection = {}) => answer(request, environmentOf(request, connection)),
    checkout,
    background: createBackground(() => reconcile(checkout), log, ports.reconcileEvery ?? 2_000),
    retire() {
      retired = true;
    },
  };
}

async function railsOf(rails: RailsOf, sellers: Sellers, handle: string): Promise<ReturnType<RailsOf>> {
  const seller = await sellers.find(handle);
  return seller ? rails(seller) : [];
}

/** The order in which a request is refused: who, may they, how much, under which key, in which form. */
function guardsOf(keys: ApiKeys): Guards {
  return {
    read: [requireKey(keys, 'checkout:read')],
    write: [requireKey(keys, 'checkout:write'), limitBody, requireIdempotencyKey, readBody],
  };
}

async function answers(store: Store): Promise<boolean> {
  try {
    await store.get('cart', 'readiness');
    return true;
  } catch {
    return false;
  }
}

/** What failed, without its words: a provider's could hold what only the payer may know. */
function named(err: unknown): string {
  return isRailError(err) ? err.code : err instanceof Error ? err.name : typeof err;
}

/** Events go to the log; the ones that a person has to look at, as warnings. */
function announce(log: Logger, event: CheckoutEvent): void {
  const level = event.type === 'order.paid' || event.type === 'refund.refunded' ? 'info' : 'warn';
  log[level]({ event }, 'The checkout reports an event.');
}
