import type { CheckoutEvent, Mount, Store } from '@railyard/core';
import type { Answer } from '@railyard/core/http';
import { memoryStore } from '@railyard/core/store';
import { type FakeProvider, fakeProvider } from '../fakes/provider.ts';
import { randomFrom } from '../fakes/random.ts';
import { type FakeRuntime, type FakeRuntimeOptions, fakeRuntime } from '../fakes/runtime.ts';
import { createApprover } from './approver.ts';
import { type Ask, put, putCart } from './ask.ts';
import { unkept } from './heard.ts';
import { createHost, type Host, type Place } from './host.ts';
import type { CartPlan, Plan, SpendingPlan } from './plan.ts';
import { createPostman, type Postman } from './postman.ts';
import { createMounts } from './rails.ts';
import { createStrangers } from './strangers.ts';

/** What a client heard. */
export interface Told {
  readonly client: string;
  readonly ask: Ask;
  readonly from: number;
  readonly to: number;
  /** Null when no answer came. */
  readonly answer: Answer | null;
}

export interface PlacedCart extends CartPlan {
  readonly id: string;
}

/** A platform with its machines, its provider and its clients. */
export interface World {
  readonly runtime: FakeRuntime;
  readonly provider: FakeProvider;
  readonly postman: Postman;
  readonly store: Store;
  readonly carts: readonly PlacedCart[];
  readonly spending: SpendingPlan | null;
  readonly hosts: readonly Host[];
  /** A machine on which nothing goes wrong. */
  readonly calm: Host;
  readonly told: readonly Told[];
  readonly events: readonly CheckoutEvent[];
  /** Credentials that clients have shown; another may show them too. */
  readonly shown: Credential[];
  tell(line: string): void;
  /** Nothing new goes wrong from now on. */
  calmDown(): void;
  /** Calls a machine and waits as long as a client would. */
  call(client: string, host: Host, ask: Ask): Promise<Told['answer']>;
}

/** The headers that carry a credential. */
export type Credential = Ask['headers'];

export interface Surface extends Pick<FakeRuntimeOptions, 'hash' | 'idle'> {
  /** Hears every step of the history. */
  readonly tell?: (line: string) => void;
}

const PATIENCE = 90_000;

export async function createWorld(plan: Plan, { hash, idle, tell: say }: Surface): Promise<World> {
  const runtime = fakeRuntime({ seed: plan.seed, hash, ...(idle && { idle }) });
  const start = runtime.now();
  const tell = (line: string): void => say?.(`${((runtime.now() - start) / 1_000).toFixed(3)} s  ${line}`);
  const provider = fakeProvider(runtime, {
    heard: (call) => strangers.watch(call),
    posted(news) {
      strangers.notice(news);
      postman.post(news);
    },
  });
  const store = memoryStore({ now: () => runtime.now() });
  const events: CheckoutEvent[] = [];
  const told: Told[] = [];
  const mounts = createMounts();
  let refusals = plan.eventsRefused;
  const random = randomFrom(plan.seed + 1);
  const strangers = createStrangers(plan, { runtime, provider, tell });
  const approver = createApprover(plan, { runtime, store, tell });
  const place: Place = {
    runtime,
    store,
    fetch: provider.fetch,
    mounts,
    random,
    spending: plan.spending,
    ask: (approval) => approver.ask(approval),
    deliver(event) {
      if (refusals > 0) {
        refusals -= 1;
        throw new Error('The platform takes no events now.');
      }
      events.push(event);
    },
    tell,
  };
  const calm = createHost(place, { name: 'calm host', skew: 0, sweepEvery: 0, mishaps: [] });
  calm.retire();
  const carts = await runtime.run(Promise.all(plan.carts.map((owner) => cartAt(calm, owner))));
  const hosts = plan.hosts.map((one, index) =>
    createHost(place, {
      ...one,
      name: `host ${index + 1}`,
      mishaps: plan.mishaps.filter((mishap) => mishap.host === index),
    }),
  );

  const postman = createPostman(plan, {
    runtime,
    mount: mounts.find(({ rail }) => 'webhook' in rail) as Mount,
    hosts,
    unkept: (one) => unkept(world, one),
    tell,
  });
  const world: World = {
    runtime,
    provider,
    postman,
    store,
    carts,
    spending: plan.spending,
    hosts,
    calm,
    told,
    events,
    shown: [],
    tell,
    calmDown() {
      tell('calm');
      strangers.calm();
      postman.calm();
      refusals = 0;
      for (const host of hosts) host.retire();
    },
    async call(client, host, ask) {
      const { name } = host;
      const running = host.engine();
      const from = runtime.now();
      tell(`${client} asks ${name}: ${sentence(ask)}`);
      const answer = running
        ? await Promise.race([
            put(running.checkout, ask),
            running.death.then(() => null),
            runtime.sleep(PATIENCE).then(() => null),
          ])
        : null;
      told.push({ client, ask, from, to: runtime.now(), answer });
      tell(`${client} hears ${answer ? `${answer.status} ${JSON.stringify(answer.body)}` : 'nothing'}`);
      return answer;
    },
  };
  return world;
}

async function cartAt(calm: Host, owner: CartPlan): Promise<PlacedCart> {
  const engine = calm.engine();
  if (!engine) throw new TypeError('A machine without mishaps is up.');
  return { ...owner, id: await putCart(engine.checkout, owner) };
}

function sentence({ tenant, principal, key, headers, page, body }: Ask): string {
  const what = page ? `a page of ${page}` : (Object.values(headers)[0] ?? 'how to pay');
  return `${tenant}/${principal}, key ${key}, ${what}, body ${JSON.stringify(body)}`;
}
