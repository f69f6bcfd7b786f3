import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { fetchApi, type Serve } from '../provider/answer.ts';
import { createTold } from '../provider/told.ts';
import type { Acquirer } from '../stripe/issuing/acquirer.ts';
import { createBooks } from './books.ts';
import { invalid } from './errors.ts';
import type { ShopFacts } from './facts.ts';
import type { AskedShop, ShopCall, ShopFault, ShopTrick, ToldShop } from './kinds.ts';
import type { ShopMail, ShopOrder } from './objects.ts';
import { emptyState, factsOf } from './open.ts';
import { productOf, setPrice } from './products.ts';
import { progressOrder, type SettleOutcome, settleOrder } from './progress.ts';
import { createServing } from './serve.ts';
import type { State } from './state.ts';
import type { Running } from './work.ts';

/** What the world is to a local shop that runs in the process of its caller. */
export interface LocalShopOptions {
  /** The shop's bank: `localStripe().issuing.acquirer`. */
  readonly acquirer: Acquirer;
  /** Milliseconds since 1970; the system's clock unless given. */
  readonly now?: () => number;
  /** How the faults `delay` and `late` wait; they wait so many milliseconds unless given. */
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** What ids and keys are drawn from: the same seed, the same ids in the same order. A random one unless given. */
  readonly seed?: string;
}

/** A merchant without a network or timers: what it answers follows from what it was asked, told and lent. */
export interface LocalShop {
  readonly facts: ShopFacts;
  /** Answers a request as the shop's API would. Rejects as `fetch` does when the connection breaks. Needs no `this`. */
  readonly fetch: (input: Request | string | URL, init?: RequestInit) => Promise<Response>;

  /** Spoils the next calls of this kind. `cannot_tell` is for `orders.find` alone. */
  fault(call: ShopCall, fault: ShopFault): void;
  /** Has something happen to the next order that is placed. */
  trick(trick: ShopTrick): void;
  /** Sets what a product costs from now on, in cents. */
  price(product: string, cents: number): void;
  /** Sets how many of a product there are. */
  stock(product: string, count: number): void;
  /**
   * Loses, for so many milliseconds, which order has which key: who looks for a key is told that nothing is certain, and
   * an order that is placed again with its key is placed again.
   */
  loseIndex(ms: number): void;
  /** Ends the wait for the payment of an order that is `confirming`. */
  settle(order: string, outcome: SettleOutcome): Promise<void>;
  /** Sends an order on its way, which takes its money, or has it arrive. */
  progress(order: string): Promise<void>;
  /** What was asked since the last reset, oldest first: the last 10,000 calls. */
  calls(): readonly AskedShop[];
  /** Honest again, and never asked anything. What was ordered stays. */
  reset(): void;

  /** All orders, oldest first, of every customer. */
  orders(): readonly ShopOrder[];
  /** The letters that the shop has sent, oldest first. */
  inbox(): readonly ShopMail[];
}

/** A local shop in which nothing was bought yet, in this process. */
export function localShop(options: LocalShopOptions): LocalShop {
  const { acquirer, now = Date.now, sleep = (ms) => wait(ms), seed = randomUUID() } = options;
  const url = 'https://corner-market.test/shop/v1';
  const world = { state: emptyState(seed), url, acquirer, now, sleep, save: async () => {} };
  const { serve, ...shop } = openShop(world);
  return { ...shop, fetch: fetchApi(serve) };
}

/** A local shop as its own process sees it. */
export interface OpenShop extends Omit<LocalShop, 'fetch'> {
  readonly serve: Serve;
}

/** What a local shop goes on from. */
export interface ShopWorld extends Required<Omit<LocalShopOptions, 'seed'>> {
  readonly state: State;
  /** The API's address. */
  readonly url: string;
  readonly save: () => Promise<void>;
}

/** Goes on with a local shop. */
export function openShop({ state, url, acquirer, now, sleep, save }: ShopWorld): OpenShop {
  const told = createTold<ToldShop, AskedShop>();
  const books = createBooks();
  const { apiKey, ...facts } = factsOf(state.seed);
  const running = (): Running => ({ state, now: now(), acquirer, books });
  return {
    facts: { url, apiKey, ...facts },
    serve: createServing({ state, apiKey, books, acquirer, now, save }, told, sleep),
    fault(call, fault) {
      if (fault.fault === 'cannot_tell' && call !== 'orders.find')
        throw invalid(`"cannot_tell" is no fault of "${call}".`);
      told.orders.add({ ...fault, call });
    },
    trick: (trick) => books.tricks.add(trick),
    price: (product, cents) => setPrice(state, product, cents),
    stock(product, count) {
      productOf(state, product).stock = count;
    },
    loseIndex(ms) {
      books.indexLostUntil = now() + ms;
    },
    settle: (order, outcome) => settleOrder(running(), order, outcome),
    progress: (order) => progressOrder(running(), order),
    calls: () => told.calls(),
    reset() {
      told.clear();
      books.clear();
    },
    orders: () => Array.from(state.orders.values(), ({ object }) => object),
    inbox: () => [...state.mails.values()],
  };
}
