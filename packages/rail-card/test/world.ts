import { createHash } from 'node:crypto';
import { type FakeRuntime, fakeRuntime, type Mortal, mortal } from '@railyard/conformance';
import { type Checkout, type CheckoutEvent, createCheckout, isRailError, type Store } from '@railyard/core';
import { createCart, editCart } from '@railyard/core/cart';
import { readPayment, reconcile, ring } from '@railyard/core/operator';
import type { Json, PaymentEvent } from '@railyard/core/rail';
import { createSpendGate, type SpendPolicy } from '@railyard/core/spend';
import { memoryStore } from '@railyard/core/store';
import { type CardRailOptions, cardRail } from '../src/index.ts';
import { OPTIONS, ringOf } from './bench.ts';
import { type Issuing, issuing, type Signed } from './issuing.ts';
import { HOST, type TestMerchant, testMerchant } from './merchant.ts';

const MINUTE = 60_000;
const OWNER = { tenant: 'acme', principal: 'alice' };

/** A platform that buys at a merchant, with all that it does so with. */
export interface World {
  readonly runtime: FakeRuntime;
  readonly store: Store;
  readonly bank: Issuing;
  readonly merchant: TestMerchant;
  readonly events: readonly CheckoutEvent[];
  /** What nobody was told: the log. */
  readonly reports: readonly unknown[];
  /** What reached Stripe and the merchant. */
  readonly calls: readonly string[];
  /** The process that is at work now. */
  readonly checkout: Checkout;
  cart(): Promise<string>;
  /** Buys; resolves with `paid`, or with the code of a problem and the reason. */
  buy(cart: string, key?: string): Promise<string>;
  /** Lets time pass with the background work running once a minute. */
  pass(ms: number): Promise<void>;
  /** Has Stripe ring, as often as it must until it is heard; resolves with what was heard. */
  ring(signed: Signed): Promise<PaymentEvent | null>;
  /** Runs this in a process that dies at its n-th step, and goes on in a new one. False when it did not get that far. */
  dying(at: number, when: 'before' | 'after', work: () => Promise<unknown>): Promise<boolean>;
  record(cart: string): Promise<Stored>;
  /** What the principal has set aside and spent. */
  ledger(): Promise<{ readonly held: number; readonly spent: number }>;
}

/** What the tests look at in the record of a cart. */
export interface Stored {
  readonly order: { readonly reference: string } | null;
  readonly attempts: readonly {
    readonly id: string;
    readonly state: string;
    readonly openCase: string | null;
    readonly settlement: { readonly state: string; readonly reason?: string } | null;
    readonly remembered: Readonly<Record<string, string>>;
  }[];
  readonly refunds: readonly { readonly state: string }[];
}

const POLICY: SpendPolicy = {
  budgets: [{ period: 'total', timeZone: 'UTC', limit: { amount: 100_000, currency: 'usd' } }],
};

export function createWorld(options: Partial<CardRailOptions> = {}, policy = POLICY): World {
  const runtime = fakeRuntime({
    seed: 7,
    hash: (text) => createHash('sha256').update(text).digest('base64url'),
  });
  const store = memoryStore({ now: () => runtime.now() });
  const events: CheckoutEvent[] = [];
  const reports: unknown[] = [];
  const calls: string[] = [];
  const rail = cardRail({ ...OPTIONS, ...options });
  const { counted, run } = realTime(runtime);
  const heard: typeof rail = {
    ...rail,
    webhook: (...call) => counted(async () => rail.webhook?.(...call) ?? null),
  };
  const mounts = [{ rail: heard, account: 'acct_1', active: true }] as const;
  const bank = issuing({ now: () => runtime.now(), decide });
  const merchant = testMerchant(bank);

  async function decide(signed: Signed): Promise<boolean> {
    const answer = await rail.authorize(ringOf(signed), {
      mode: 'test',
      now: () => runtime.now(),
      payment: (event) => readPayment(createdOn({ store, fetch: send }), event),
    });
    return answer?.body.approved ?? false;
  }

  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { host, pathname } = new URL(request.url);
    calls.push(
      `${request.method} ${host === HOST ? HOST : 'stripe'} ${pathname.replace(/(?:key|ic)_\w+/, ':id')}`,
    );
    return counted(() => (host === HOST ? merchant.answer(request) : bank.answer(request)));
  };

  function createdOn({ store: on, fetch: through }: Pick<Mortal, 'fetch' | 'store'>): Checkout {
    return createCheckout({
      store: on,
      runtime,
      mode: 'test',
      rails: () => mounts,
      limits: () => ({ maxItemQuantity: 10, maxCartTotal: { usd: 100_000 } }),
      deliver: async (event) => void events.push(event),
      report: (error) => void reports.push(error),
      fetch: through,
      spend: createSpendGate({ store: on, runtime, policy }),
    });
  }

  let checkout = createdOn({ store, fetch: send });

  const world: World = {
    runtime,
    store,
    bank,
    merchant,
    events,
    reports,
    calls,
    get checkout() {
      return checkout;
    },
    async cart() {
      const call = { ...OWNER, operation: 'cart.create', key: null, body: {} };
      const { cart } = await createCart(checkout, call, { seller: 'seller_1', currency: 'usd' });
      const line = { item: 'item_1', variant: 'P-77', title: 'Tea', quantity: 2, unitAmount: 2_000 };
      await editCart(checkout, call, cart.id, { type: 'add', line });
      await editCart(checkout, call, cart.id, { type: 'tip', tip: 999 });
      return cart.id;
    },
    buy: (cart, key = 'key-1') => run(bought(checkout, cart, key)),
    async pass(ms) {
      for (let passed = 0; passed < ms; passed += MINUTE) {
        await runtime.advance(MINUTE);
        await run(reconcile(checkout));
      }
    },
    ring: (signed) => run(ring(checkout, mounts[0], ringOf(signed))),
    async dying(at, when, work) {
      const victim = mortal({ store, fetch: send }, at, when);
      checkout = createdOn(victim);
      const end = await run(
        Promise.race([work().then(() => 'done' as const), victim.death.then(() => 'dead' as const)]),
      );
      checkout = createdOn({ store, fetch: send });
      return end === 'dead';
    },
    async record(cart) {
      const record = await store.get<Stored>('cart', `acme:${cart}`);
      if (!record) throw new Error('There is no such cart.');
      return record;
    },
    async ledger() {
      const { keys } = await store.list('budget', { tenant: 'acme', limit: 10 });
      const budgets = await Promise.all(keys.map((key) => store.get<{ ledger: Sums }>('budget', key)));
      const ledgers = budgets.flatMap((one) => one?.ledger ?? []);
      return {
        held: sum(ledgers.flatMap(({ held }) => Object.values(held))),
        spent: sum(ledgers.flatMap(({ spent }) => spent)),
      };
    },
  };
  return world;
}

/** Work that takes real time, such as the check of a signature, and work that waits for it. */
interface RealTime {
  readonly counted: <T>(work: () => Promise<T>) => Promise<T>;
  readonly run: <T>(work: Promise<T>) => Promise<T>;
}

/** Turns of the event loop in which nothing happens, until the clock moves. */
const QUIET = 5;

/** Lets the clock move only while nothing is under way that takes real time. */
function realTime(runtime: FakeRuntime): RealTime {
  const underWay = new Set<object>();
  return {
    async counted(work) {
      underWay.add(work);
      return work().finally(() => underWay.delete(work));
    },
    async run(work) {
      const waiting = new Set<object>([work]);
      const end = (): void => void waiting.delete(work);
      work.then(end, end);
      for (let quiet = 0; waiting.size > 0; quiet += 1) {
        await new Promise((resolve) => void setImmediate(resolve));
        if (underWay.size > 0) quiet = 0;
        if (quiet < QUIET || waiting.size === 0) continue;
        await runtime.advance(1_000);
        quiet = 0;
      }
      return work;
    },
  };
}

interface Sums {
  readonly held: Readonly<Record<string, { readonly amount: number }>>;
  readonly spent: readonly { readonly amount: number }[];
}

function sum(all: readonly { readonly amount: number }[]): number {
  return all.reduce((total, { amount }) => total + amount, 0);
}

async function bought(checkout: Checkout, cart: string, key: string): Promise<string> {
  const request = { method: 'POST', url: '/', headers: {}, meta: {}, body: new Uint8Array() };
  const body: Json = {};
  const resource = 'https://shop.example/buy';
  try {
    const outcome = await checkout.pay({
      ...OWNER,
      operation: 'cart.buy',
      cart,
      key,
      body,
      request,
      resource,
      page: 'card',
    });
    return outcome.type;
  } catch (error) {
    if (!isRailError(error)) throw error;
    const { reason } = (error.extras.details ?? {}) as { readonly reason?: string };
    return reason === undefined ? error.code : `${error.code} (${reason})`;
  }
}
