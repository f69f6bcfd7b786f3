import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { WebhookFault } from '../faults/kinds.ts';
import { type Answering, fetchOver } from '../provider/answer.ts';
import type { Deliver } from '../provider/outbox.ts';
import { createTold } from '../provider/told.ts';
import { type CheckoutVisit, visitPage } from './buyer.ts';
import { createDoor } from './door.ts';
import { refused } from './errors.ts';
import type { CoinbaseFacts } from './facts.ts';
import { expireDue, type Happening, shown } from './happening.ts';
import type {
  AskedCoinbase,
  CheckoutAction,
  CoinbaseCall,
  CoinbaseFault,
  CoinbaseOrder,
  RefundOutcome,
} from './kinds.ts';
import type { Checkout, CheckoutEvent } from './objects.ts';
import { emptyState } from './open.ts';
import { createCoinbaseOutbox } from './outbox.ts';
import { finishRefund } from './refunds.ts';
import { secretsOf } from './secrets.ts';
import { createServing } from './serve.ts';
import type { State } from './state.ts';

/** Where Coinbase's own sandbox is. */
const URL_OF_SANDBOX = 'https://business.coinbase.com/sandbox/api/v1';

/** What the world is to a local Coinbase that runs in the process of its caller. */
export interface LocalCoinbaseOptions {
  /** Milliseconds since 1970; the system's clock unless given. */
  readonly now?: () => number;
  /** How a fault `delay` waits; it waits so many milliseconds unless given. */
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** What ids and keys are drawn from: the same seed, the same ids in the same order. A random one unless given. */
  readonly seed?: string;
  /** Where payment pages are; `https://payments.coinbase.com` unless given. */
  readonly origin?: string;
}

/** A strict Coinbase without a network or timers: what it answers follows from what it was asked, told and lent. */
export interface LocalCoinbase {
  readonly facts: CoinbaseFacts;
  /**
   * Answers a request as Coinbase's API and its pages would, at whatever host. Rejects as `fetch` does when the connection breaks.
   * Needs no `this`, so it can be given to whatever takes a `fetch`.
   */
  readonly fetch: (input: Request | string | URL, init?: RequestInit) => Promise<Response>;

  /** Spoils the next calls of this kind. */
  fault(call: CoinbaseCall, fault: CoinbaseFault): void;
  /** Spoils the next deliveries of webhooks. */
  webhooks(fault: WebhookFault): void;
  /** What was asked since the last reset, oldest first: the last 10,000 calls. */
  calls(): readonly AskedCoinbase[];
  /** Honest again, and never asked anything. What happened to money stays. */
  reset(): void;

  /** Acts on the page of a checkout as its buyer. Throws when the page does not offer that. */
  visit(checkout: string, action: CheckoutAction): CheckoutVisit;
  /** Has a refund that is `PENDING` arrive or fail. */
  finishRefund(refund: string, outcome: RefundOutcome): void;

  /** All checkouts, oldest first, with their refunds. */
  checkouts(): readonly Checkout[];
  /** All events, oldest first. */
  events(): readonly CheckoutEvent[];

  /** Has all events sent to a URL, signed with the `webhookSecret` of the facts. Once for a URL. */
  listen(url: string): void;
  /**
   * Sends the webhooks that are due, in their order, and says how many. What fails is due again later: 1, 10, 60 and
   * 600 s after the try before.
   */
  readonly deliver: Deliver;
  /** How many webhooks are due, or being sent. */
  dueWebhooks(): number;
}

/** A local Coinbase to which nothing has happened yet, in this process. */
export function localCoinbase(options: LocalCoinbaseOptions = {}): LocalCoinbase {
  const { now = Date.now, sleep = (ms) => wait(ms), seed = randomUUID() } = options;
  const { origin = 'https://payments.coinbase.com' } = options;
  const world = { state: emptyState(seed), url: URL_OF_SANDBOX, now, sleep, origin, save: async () => {} };
  const { serve, page, ...coinbase } = openCoinbase(world);
  return { ...coinbase, fetch: fetchOver({ serve, page }, '/payment-links/') };
}

/** A local Coinbase as its own process sees it. */
export interface OpenCoinbase extends Omit<LocalCoinbase, 'fetch'>, Answering {}

/** What a local Coinbase goes on from. */
export interface CoinbaseWorld extends Required<Omit<LocalCoinbaseOptions, 'seed'>> {
  readonly state: State;
  /** The API's address. */
  readonly url: string;
  readonly save: () => Promise<void>;
}

/** Goes on with a local Coinbase. */
export function openCoinbase({ state, url, origin, now, sleep, save }: CoinbaseWorld): OpenCoinbase {
  const told = createTold<CoinbaseOrder, AskedCoinbase>();
  const { facts, keys } = secretsOf(state.seed);
  const outbox = createCoinbaseOutbox(state, facts.webhookSecret, told.webhooks, now, save);
  const happening = (): Happening => {
    const current = { state, now: now(), origin, publish: outbox.publish };
    expireDue(current);
    return current;
  };
  return {
    facts: { url, ...facts },
    serve: createServing({ state, keys, now, happening, save }, told, sleep),
    page: createDoor(happening, save),
    fault: (call, fault) => told.orders.add({ ...fault, call }),
    webhooks: (fault) => told.webhooks.add(fault),
    calls: () => told.calls(),
    reset() {
      told.clear();
      outbox.release();
    },
    visit: (checkout, action) => visitPage(happening(), checkout, action),
    finishRefund: (refund, outcome) => finishRefund(happening(), refund, outcome),
    checkouts: () => Array.from(happening().state.checkouts.values(), (held) => shown(held, origin)),
    events: () => [...happening().state.events.values()],
    listen(endpoint) {
      if (!/^https?:/.test(endpoint) || !URL.canParse(endpoint))
        throw refused(`"${endpoint}" is no address.`);
      state.endpoints.set(endpoint, endpoint);
    },
    deliver(send) {
      happening();
      return outbox.deliver(send);
    },
    dueWebhooks() {
      happening();
      return outbox.due();
    },
  };
}
