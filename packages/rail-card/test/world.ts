import { createHash } from 'node:crypto';
import { type FakeRuntime, fakeRuntime } from '@railyard/conformance';
import { type Checkout, isRailError, type Store } from '@railyard/core';
import { createCart, editCart } from '@railyard/core/cart';
import { reconcile, ring } from '@railyard/core/operator';
import type { PaymentEvent } from '@railyard/core/rail';
import type { SpendPolicy } from '@railyard/core/spend';
import type { CardRailOptions } from '../src/index.ts';
import { ringOf } from './bench.ts';
import type { Signed } from './issuing.ts';
import { createPlatform, dying, type Platform } from './platform.ts';
import { realTime } from './real-time.ts';

const MINUTE = 60_000;
const OWNER = { tenant: 'acme', principal: 'alice' };

/** A platform that buys at a merchant, and the time in which it does. */
export interface World extends Omit<Platform, 'fetch' | 'mount' | 'start'> {
  readonly runtime: FakeRuntime;
  readonly checkout: Checkout;
  cart(): Promise<string>;
  /** Buys; resolves with `paid`, or with the code of a problem and the reason. */
  buy(cart: string, key?: string): Promise<string>;
  /** The same in a process that dies at its n-th step. False when it did not get that far. */
  buyDying(at: number, when: 'before' | 'after', cart: string): Promise<boolean>;
  /** Lets time pass with the background work running once a minute. */
  pass(ms: number): Promise<void>;
  /** Has Stripe ring; resolves with what was heard. */
  ring(signed: Signed): Promise<PaymentEvent | null>;
  /** The same to a process that dies at its n-th step. False when it did not get that far. */
  ringDying(at: number, when: 'before' | 'after', signed: Signed): Promise<boolean>;
  record(cart: string): Promise<Stored>;
  /** What the principal has set aside and spent. */
  ledger(): Promise<{ readonly held: number; readonly spent: number }>;
}

/** What the tests look at in the record of a cart. */
export interface Stored {
  readonly order: { readonly id: string; readonly reference: string } | null;
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
  const { counted, run } = realTime(runtime);
  const platform = createPlatform({ runtime, counted, run, options, policy });
  const { store } = platform;
  const checkout = platform.start(platform);
  return {
    ...platform,
    runtime,
    checkout,
    cart: () => cartIn(checkout),
    buy: (cart, key = 'key-1') => run(bought(checkout, cart, key)),
    async buyDying(at, when, cart) {
      const end = await run(dying(platform, [at, when], (victim) => bought(victim, cart, 'key-1')));
      return end === 'dead';
    },
    async pass(ms) {
      for (let passed = 0; passed < ms; passed += MINUTE) {
        await runtime.advance(MINUTE);
        await run(reconcile(checkout));
      }
    },
    ring: (signed) => run(ring(checkout, platform.mount, ringOf(signed))),
    async ringDying(at, when, signed) {
      const rung = (victim: Checkout): Promise<unknown> => ring(victim, platform.mount, ringOf(signed));
      return (await run(dying(platform, [at, when], rung))) === 'dead';
    },
    async record(cart) {
      const record = await store.get<Stored>('cart', `acme:${cart}`);
      if (!record) throw new Error('There is no such cart.');
      return record;
    },
    ledger: () => ledgerIn(store),
  };
}

/** A cart of two teas and a tip: 49.99 usd. */
async function cartIn(checkout: Checkout): Promise<string> {
  const call = { ...OWNER, operation: 'cart.create', key: null, body: {} };
  const { cart } = await createCart(checkout, call, { seller: 'seller_1', currency: 'usd' });
  const line = { item: 'item_1', variant: 'P-77', title: 'Tea', quantity: 2, unitAmount: 2_000 };
  await editCart(checkout, call, cart.id, { type: 'add', line });
  await editCart(checkout, call, cart.id, { type: 'tip', tip: 999 });
  return cart.id;
}

async function ledgerIn(store: Store): ReturnType<World['ledger']> {
  const { keys } = await store.list('budget', { tenant: 'acme', limit: 10 });
  const budgets = await Promise.all(keys.map((key) => store.get<{ ledger: Sums }>('budget', key)));
  const ledgers = budgets.flatMap((one) => one?.ledger ?? []);
  return {
    held: sum(ledgers.flatMap(({ held }) => Object.values(held))),
    spent: sum(ledgers.flatMap(({ spent }) => spent)),
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
  const resource = 'https://shop.example/buy';
  try {
    const outcome = await checkout.pay({
      ...OWNER,
      operation: 'cart.buy',
      cart,
      key,
      body: {},
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
