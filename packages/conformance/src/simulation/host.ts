import {
  type Checkout,
  type CheckoutEvent,
  createCheckout,
  type Mount,
  type Runtime,
  type Store,
} from '@railyard/core';
import { reconcile } from '@railyard/core/operator';
import { type Approval, createSpendGate, type SpendGate, type SpendOptions } from '@railyard/core/spend';
import type { Surroundings } from '../fakes/mortal.ts';
import type { Random } from '../fakes/random.ts';
import type { HostPlan, Mishap, SpendingPlan } from './plan.ts';

const MINUTE = 60_000;
const LIMITS = { maxItemQuantity: 10, maxCartTotal: { usd: 100_000 } };

/** A machine of the platform. Its engine may die and come back as another one, or freeze and go on hours later. */
export interface Host {
  readonly name: string;
  /** The engine that runs now; null while the machine is down. */
  engine(): Engine | null;
  /** Nothing more happens to it, and it has no background work of its own any more. */
  retire(): void;
  /** How often its engine died. */
  crashes(): number;
  /** Its calls of the store and the provider so far, but for looks that found nothing due. */
  calls(): number;
}

export interface Engine {
  readonly checkout: Checkout;
  readonly death: Promise<void>;
}

/** What a machine stands in. */
export interface Place extends Surroundings {
  readonly runtime: Runtime;
  readonly mounts: readonly Mount[];
  readonly spending: SpendingPlan | null;
  ask(approval: Approval): void;
  readonly random: Random;
  deliver(event: CheckoutEvent): void;
  tell(line: string): void;
}

interface Life {
  dead: boolean;
  die(): void;
}

/** Made anew each time: one for all would keep whoever ever waited for it. */
function forever(): Promise<never> {
  return new Promise(() => {});
}

export function createHost(
  place: Place,
  {
    name,
    skew,
    sweepEvery,
    mishaps,
  }: HostPlan & { readonly name: string; readonly mishaps: readonly Mishap[] },
): Host {
  const { runtime, random } = place;
  const tell = (line: string): void => place.tell(line);
  const born = runtime.now();
  const plannedAt = new Map(mishaps.map((mishap) => [mishap.call, mishap]));
  let calls = 0;
  let crashes = 0;
  let awakeAt = 0;
  let retired = false;
  let running: Engine | null = boot();

  /** What is left of a machine that is dead never goes on, and a frozen one goes on when it wakes. */
  async function alive<T>(life: Life, value: T): Promise<T> {
    while (!life.dead && runtime.now() < awakeAt) await runtime.sleep(awakeAt - runtime.now());
    return life.dead ? forever() : value;
  }

  function strike(life: Life, { what, ms, call }: Mishap, when: Mishap['when']): void {
    tell(`${name}: ${what} for ${ms} ms, ${when} its call ${call}`);
    if (what === 'freeze') awakeAt = runtime.now() + ms;
    if (what === 'crash') {
      life.die();
      crashes += 1;
      running = null;
      void rise(ms);
    }
  }

  async function rise(ms: number): Promise<void> {
    await runtime.sleep(ms);
    running = boot();
    tell(`${name} is up again`);
  }

  async function step<T>(life: Life, kind: 'store' | 'send', run: () => Promise<T>): Promise<T> {
    if (life.dead) return forever();
    calls += 1;
    const mishap = plannedAt.get(calls);
    // The engine has just looked whether it may still send: a machine that froze in between is beyond our promise.
    const early = mishap?.when === 'before' && !(kind === 'send' && mishap.what === 'freeze');
    if (mishap && early) strike(life, mishap, 'before');
    if (kind === 'store') await moment();
    await alive(life, null);
    const fails = mishap?.what === 'store_error' && kind === 'store';
    if (fails && early) throw new Error('The store is away.');
    const after = (): void => {
      if (mishap && !early && !retired) strike(life, mishap, 'after');
    };
    const value = await run().catch(async (error: unknown) => {
      after();
      await alive(life, null);
      throw error;
    });
    after();
    if (fails && !early) throw new Error('The store has lost its answer.');
    await moment();
    return alive(life, value);
  }

  /** Calls take some time, so that they overlap in many ways. */
  async function moment(): Promise<void> {
    if (random.chance(0.4)) await runtime.sleep(random.below(40));
  }

  function boot(): Engine {
    let die: (() => void) | undefined;
    const death = new Promise<void>((resolve) => {
      die = resolve;
    });
    const life: Life = {
      dead: false,
      die() {
        life.dead = true;
        die?.();
      },
    };
    const { fetch, spending } = place;
    const ports = { store: storeIn(life), runtime: runtimeIn(life) };
    const checkout = createCheckout({
      ...ports,
      ...(spending && { spend: gateIn(life, ports, spending) }),
      mode: 'test',
      rails: () => place.mounts,
      limits: () => LIMITS,
      deliver: (event) => step(life, 'send', async () => place.deliver(event)),
      fetch: (...asked) => step(life, 'send', () => fetch(...asked)),
      timeouts: { rail: 20_000, copy: 20_000 },
    });
    void sweep(life, checkout);
    return { checkout, death };
  }

  function storeIn(life: Life): Store {
    const { store } = place;
    return {
      durability: store.durability,
      get: <T>(...asked: Parameters<typeof store.get>) => step(life, 'store', () => store.get<T>(...asked)),
      update: (keys, change) => step(life, 'store', () => store.update(keys, change)),
      // Most looks find nothing: they take no time, and are no call at which something happens to the machine. What
      // is due may be another's by the time that a call has taken.
      async due(...asked) {
        await alive(life, null);
        const keys = await store.due(...asked);
        return keys.length === 0 ? alive(life, keys) : step(life, 'store', () => store.due(...asked));
      },
      list: (...asked) => step(life, 'store', () => store.list(...asked)),
    };
  }

  function runtimeIn(life: Life): Runtime {
    return {
      ...runtime,
      now: () => runtime.now() + skew,
      sleep: (ms, signal) => runtime.sleep(ms, signal).then(() => alive(life, undefined)),
    };
  }

  function gateIn(
    life: Life,
    ports: Pick<SpendOptions, 'runtime' | 'store'>,
    { budget, asks }: SpendingPlan,
  ): SpendGate {
    const limit = { amount: budget, currency: 'usd' };
    return createSpendGate({
      ...ports,
      policy: {
        budgets: [{ period: 'total', limit, timeZone: 'UTC' }],
        ...(asks && { approvalAbove: [] }),
      },
      ask: (approval) => step(life, 'send', async () => place.ask(approval)),
    });
  }

  async function sweep(life: Life, checkout: Checkout): Promise<void> {
    for (;;) {
      if (retired) return;
      const young = runtime.now() - born < 30 * MINUTE;
      await runtime.sleep(young ? sweepEvery : 60 * MINUTE);
      await alive(life, null);
      await reconcile(checkout).catch(() => {});
    }
  }

  return {
    name,
    engine: () => running,
    retire() {
      retired = true;
      plannedAt.clear();
    },
    crashes: () => crashes,
    calls: () => calls,
  };
}
