import type { Store } from '@railyard/core';
import type { Answer } from '@railyard/core/http';
import { reconcile } from '@railyard/core/operator';
import { type Authorization, type FakeRuntime, mortal } from '../../src/index.ts';
import { type Ask, begin, cartOf, editCall, nonce, pass, recordOf, signed, token } from './calls.ts';
import { faultsAtRest } from './invariants.ts';
import { type Step, TOKENS } from './steps.ts';
import { createWorld, HOUR, MINUTE, type World } from './world.ts';

const TIP = { type: 'tip', tip: 100 } as const;

/** One history under way. */
interface History {
  readonly world: World;
  readonly cart: string;
  /** The store as the engines see it: each call takes some time, so that calls overlap in many ways. */
  readonly store: Store;
  /** An authorization that the provider refuses, and that somebody may land all the same. */
  readonly refused: Authorization;
  readonly told: Told[];
  engine: World;
}

interface Told {
  readonly from: number;
  readonly to: number;
  readonly answer: Answer;
  /** What had been charged and not given back when the answer came, but for what landed by itself. */
  readonly charged: readonly { readonly source: string; readonly at: number }[];
}

type Acts = {
  readonly [Kind in Step['do']]: (history: History, step: Extract<Step, { readonly do: Kind }>) => unknown;
};

const ACTS: Acts = {
  pay(history, { key, credential }) {
    if (credential === null) return call(history, { key });
    if (TOKENS.includes(credential)) return call(history, { key, headers: token(credential) });
    return call(history, { key, headers: nonce({ ...history.refused, nonce: credential }) });
  },
  page: (history, { key }) => call(history, { key, page: 'hosted' }),
  edit({ engine, cart }) {
    void engine.checkout.editCart(editCall(TIP, { key: 'edit-1' }), cart, TIP).catch(() => {});
  },
  fault: ({ world }, { operation, fault }) => world.provider.fault(operation, fault),
  visit({ world }) {
    for (const page of ['page_1', 'page_2', 'page_3']) world.provider.visit(page);
  },
  land({ world: { provider }, refused }) {
    if (provider.calls.some(({ body }) => body.includes(refused.nonce))) provider.land(refused);
  },
  reconcile: ({ engine }) => void reconcile(engine.checkout),
  crash(history, { at }) {
    const { world, store } = history;
    const doom = mortal({ store, fetch: world.provider.fetch }, at, at % 2 === 0 ? 'before' : 'after');
    const doomed = world.engine({ store: doom.store, fetch: doom.fetch });
    history.engine = doomed;
    void doom.death.finally(() => {
      if (history.engine === doomed) history.engine = world.engine({ store });
    });
  },
  wait: ({ world }, { ms }) => world.runtime.advance(ms),
};

/** Lets these things happen to one cart, and tells what is wrong afterwards. */
export async function live(steps: readonly Step[]): Promise<readonly string[]> {
  const world = createWorld();
  const store = slow(world.store, world.runtime);
  const refused = signed(world, { nonce: 'refused1', validBefore: world.runtime.now() + 3 * HOUR });
  const cart = await cartOf(world);
  const history: History = { world, cart, store, refused, told: [], engine: world.engine({ store }) };
  for (const step of steps) await ACTS[step.do](history, step as never);
  await rest(world, cart);
  return [...(await faultsAtRest(world, cart)), ...faultsIn(history.told)];
}

function call({ world: { runtime, provider }, engine, cart, told }: History, ask: Omit<Ask, 'cart'>): void {
  const from = runtime.now();
  void begin(engine, { cart, ...ask }).then((answer) => {
    const charged = provider.charges.filter(
      ({ source, refunds }) => refunds.length === 0 && !source.includes('refused'),
    );
    return told.push({ from, to: runtime.now(), answer, charged });
  });
}

function slow(store: Store, runtime: FakeRuntime): Store {
  const pause = () => runtime.sleep((runtime.random(1)[0] ?? 0) % 40);
  return {
    durability: store.durability,
    get: <T>(...asked: Parameters<Store['get']>) => pause().then(() => store.get<T>(...asked)),
    update: (keys, change) => pause().then(() => store.update(keys, change)),
    due: (...asked) => pause().then(() => store.due(...asked)),
    list: (...asked) => pause().then(() => store.list(...asked)),
  };
}

/** The provider decides what is pending, and the background work runs for two days. */
async function rest(world: World, cart: string): Promise<void> {
  await pass(world, 5 * MINUTE);
  for (const { id, state } of (await recordOf(world, cart)).attempts)
    if (state === 'pending') world.provider.finish(id, 'succeeded');
  for (let hours = 0; hours < 48; hours += 1) {
    await world.runtime.advance(HOUR);
    await world.runtime.run(reconcile(world.checkout));
  }
}

function faultsIn(told: readonly Told[]): readonly string[] {
  const orders = told.filter(({ answer }) => answer.status === 200 && answer.body.status === 'paid');
  const bodies = new Set(orders.map(({ answer }) => JSON.stringify(answer.body)));
  const first = Math.min(...orders.map(({ to }) => to));
  const unpaid = told.filter(({ answer }) => answer.status === 402);
  return [
    ...(bodies.size > 1 ? ['two different answers about one order'] : []),
    ...unpaid.filter(({ from }) => from > first).map(() => 'a 402 after the order'),
    ...unpaid.flatMap(({ from, charged }) =>
      charged
        .filter(({ at }) => at < from)
        .map(({ source }) => `a 402 although ${source} was charged before`),
    ),
    ...told.filter(({ answer }) => answer.status === 500).map(({ answer }) => JSON.stringify(answer.body)),
  ];
}
