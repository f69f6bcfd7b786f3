import type { Store } from '@railyard/core';
import type { Answer } from '@railyard/core/http';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type FakePlatform, type Fault, mortal, type Operation } from '../../src/index.ts';
import { begin, cartOf, editCall, nonce, pass, recordOf, signed, token } from './calls.ts';
import { faultsAtRest } from './invariants.ts';
import { createWorld, HOUR, MINUTE, type World } from './world.ts';

const SECOND = 1_000;
const TIP = { type: 'tip', tip: 100 } as const;

const NONCES = ['n1', 'n2', 'refused1'];
const TOKENS = ['tok_a', 'tok_b', 'tok_declined', 'tok_pending'];

const fault = fc.oneof<fc.Arbitrary<Fault>[]>(
  fc.constantFrom(
    { type: 'lost_request' },
    { type: 'lost_reply' },
    { type: 'error_after' },
    { type: 'hang' },
  ),
  fc.record({
    type: fc.constantFrom('slow_request' as const, 'slow_reply' as const),
    ms: fc.constantFrom(5_000, 60_000),
  }),
);
const OPERATIONS: readonly Operation[] = [
  'charge',
  'find_charge',
  'submit',
  'read_chain',
  'open_page',
  'find_page',
  'close_page',
  'refund',
];

/** One thing that happens: a call, a fault, somebody else's act, or time passing. */
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      key: fc.constantFrom('key-1', 'key-1', 'key-2', null),
      credential: fc.constantFrom(null, ...NONCES, ...TOKENS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('page' as const), key: fc.constantFrom('key-1', 'key-3') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('edit' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      operation: fc.constantFrom(...OPERATIONS),
      fault,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('visit' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('land' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reconcile' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('crash' as const), at: fc.integer({ min: 1, max: 12 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(10, 200, 3 * SECOND, 25 * SECOND, 90 * SECOND, HOUR),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** A store each of whose calls takes some time, so that calls overlap in many ways. */
function slow(store: Store, platform: FakePlatform): Store {
  const pause = () => platform.sleep((platform.random(1)[0] ?? 0) % 40);
  return {
    durability: store.durability,
    get: <T>(...call: Parameters<Store['get']>) => pause().then(() => store.get<T>(...call)),
    update: (keys, change) => pause().then(() => store.update(keys, change)),
    due: (...call) => pause().then(() => store.due(...call)),
    list: (...call) => pause().then(() => store.list(...call)),
  };
}

interface Told {
  readonly from: number;
  readonly to: number;
  readonly answer: Answer;
}

async function live(steps: readonly Step[]): Promise<readonly string[]> {
  const world = createWorld();
  const cart = await cartOf(world);
  const { platform, provider } = world;
  const store = slow(world.store, platform);
  const old = signed(world, { nonce: 'refused1', validBefore: platform.now() + 3 * HOUR });
  const told: Told[] = [];
  const calls: Promise<unknown>[] = [];
  let engine: World = world.engine({ store });
  let clock = 0;

  function call(ask: Omit<Parameters<typeof begin>[1], 'cart'>): void {
    const from = (clock += 1);
    calls.push(
      begin(engine, { cart, ...ask }).then((answer) => void told.push({ from, to: (clock += 1), answer })),
    );
  }

  for (const one of steps) {
    switch (one.do) {
      case 'pay': {
        const { key, credential } = one;
        if (credential === null) call({ key });
        else if (TOKENS.includes(credential)) call({ key, headers: token(credential) });
        else call({ key, headers: nonce({ ...old, nonce: credential }) });
        break;
      }
      case 'page':
        call({ key: one.key, page: 'hosted' });
        break;
      case 'edit':
        calls.push(engine.checkout.editCart(editCall(TIP, { key: 'edit-1' }), cart, TIP).catch(() => {}));
        break;
      case 'fault':
        provider.fault(one.operation, one.fault);
        break;
      case 'visit':
        for (const page of ['page_1', 'page_2', 'page_3']) provider.visit(page);
        break;
      case 'land':
        if (provider.calls.some(({ body }) => body.includes('refused1'))) provider.land(old);
        break;
      case 'reconcile':
        calls.push(engine.checkout.reconcile());
        break;
      case 'crash': {
        const doom = mortal({ store, fetch: provider.fetch }, one.at, one.at % 2 === 0 ? 'before' : 'after');
        const doomed = world.engine({ store: doom.store, fetch: doom.fetch });
        void doom.death.finally(() => {
          if (engine === doomed) engine = world.engine({ store });
        });
        engine = doomed;
        break;
      }
      case 'wait':
        await platform.advance(one.ms);
        break;
    }
  }
  await rest(world, cart);
  return [...(await faultsAtRest(world, cart)), ...faultsIn(told)];
}

/** Faults stop, the provider decides what is pending, and the background work runs for two days. */
async function rest(world: World, cart: string): Promise<void> {
  await pass(world, 5 * MINUTE);
  for (const { id, state } of (await recordOf(world, cart)).attempts)
    if (state === 'pending') world.provider.finish(id, 'succeeded');
  for (let hours = 0; hours < 48; hours += 1) {
    await world.platform.advance(HOUR);
    await world.platform.run(world.checkout.reconcile());
  }
}

function faultsIn(told: readonly Told[]): readonly string[] {
  const orders = told.filter(({ answer }) => answer.status === 200 && answer.body.status === 'paid');
  const bodies = new Set(orders.map(({ answer }) => JSON.stringify(answer.body)));
  const first = Math.min(...orders.map(({ to }) => to));
  const misled = told.filter(({ from, answer }) => answer.status === 402 && from > first);
  const wrong = told.filter(({ answer }) => answer.status === 500);
  return [
    ...(bodies.size > 1 ? ['two different answers about one order'] : []),
    ...misled.map(({ answer }) => `402 after the order: ${JSON.stringify(answer.body)}`),
    ...wrong.map(({ answer }) => JSON.stringify(answer.body)),
  ];
}

it('holds its promises in whatever order calls, faults, crashes and other people’s acts come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
      expect(await live(steps)).toEqual([]);
    }),
    { numRuns: Number(process.env.RUNS ?? 150), seed: Number(process.env.SEED ?? 1) },
  );
});
