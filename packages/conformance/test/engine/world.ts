import { createHash } from 'node:crypto';
import {
  type Checkout,
  type CheckoutEvent,
  type CheckoutOptions,
  createCheckout,
  type Mount,
  type Store,
} from '@railyard/core';
import type { PaymentRail } from '@railyard/core/rail';
import { createSpendGate, type SpendOptions } from '@railyard/core/spend';
import { memoryStore, type Space } from '@railyard/core/store';
import {
  type FakeProvider,
  type FakeRuntime,
  fakeProvider,
  fakeRuntime,
  hostedRail,
  keyedRail,
  nonceRail,
} from '../../src/index.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A platform with one engine, and the world it works in. */
export interface World {
  readonly runtime: FakeRuntime;
  readonly provider: FakeProvider;
  readonly store: Store;
  readonly checkout: Checkout;
  readonly events: readonly CheckoutEvent[];
  /** Another engine in the same world: another process, or the next one after a crash. */
  engine(options?: Partial<CheckoutOptions>): World;
}

export interface WorldOptions extends Partial<CheckoutOptions> {
  readonly mounts?: readonly Mount[];
  /** What a gate on spending is made of; without it there is none. */
  readonly spending?: Omit<SpendOptions, 'runtime' | 'store'>;
}

export function createWorld({ mounts: mounted, spending, ...options }: WorldOptions = {}): World {
  const runtime = fakeRuntime({
    seed: 7,
    hash: (text) => createHash('sha256').update(text).digest('base64url'),
  });
  const provider = fakeProvider(runtime);
  const store = memoryStore({ now: () => runtime.now() });
  const events: CheckoutEvent[] = [];
  const mounts = mounted ?? [mount(keyedRail()), mount(nonceRail()), mount(hostedRail())];
  const usual: CheckoutOptions = {
    store,
    runtime,
    mode: 'test',
    rails: () => mounts,
    limits: () => ({ maxItemQuantity: 10, maxCartTotal: { usd: 100_000 } }),
    deliver: async (event) => void events.push(event),
    fetch: provider.fetch,
    timeouts: { rail: 20_000, copy: 20_000 },
    ...(spending && { spend: createSpendGate({ store, runtime, ...spending }) }),
    ...options,
  };
  const worldOf = (set: CheckoutOptions): World => ({
    runtime,
    provider,
    store: set.store,
    events,
    checkout: createCheckout(set),
    engine: (more) => worldOf({ ...set, ...more }),
  });
  return worldOf(usual);
}

export function mount(rail: PaymentRail, set: Partial<Mount> = {}): Mount {
  return { rail, account: 'acct_1', active: true, ...set };
}

/** Something to wait for that the test opens. */
export class Gate {
  readonly opened: Promise<void>;
  #resolve: (() => void) | undefined;

  constructor() {
    this.opened = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  open(): void {
    this.#resolve?.();
  }
}

/** A store before whose n-th update something else happens, between what the engine has read and what it writes. */
export function interrupted(store: Store, at: number, act: () => Promise<unknown>): Store {
  let updates = 0;
  return {
    ...store,
    async update(keys, change) {
      updates += 1;
      if (updates === at) await act();
      return store.update(keys, change);
    },
  };
}

/** The runtime of a process that never wakes once it waits for time to pass. */
export function standingStill({ runtime }: World): FakeRuntime {
  return { ...runtime, sleep: () => new Promise<void>(() => {}) };
}

/** A store that takes its time to answer what it has read of one space. */
export function slowReads({ store, runtime }: World, slow: Space, ms: number): Store {
  return {
    ...store,
    async get<T>(space: string, key: string) {
      const value = await store.get<T>(space, key);
      if (space === slow) await runtime.sleep(ms);
      return value;
    },
  };
}
