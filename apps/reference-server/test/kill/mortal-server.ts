// A server that ends, as hard as by a power cut, before or after its n-th call of the store or a provider in a payment
// that names it: by its own hand, or by that of whoever waits until the payment is held there. Each step is told on
// standard output before it is taken.
import { AsyncLocalStorage } from 'node:async_hooks';
import { writeSync } from 'node:fs';
import type { Store } from '@railyard/core/store';
import { readConfig } from '../../src/config.ts';
import { listen } from '../../src/listen.ts';
import { openPorts } from '../../src/ports.ts';
import { QUOTE_SPACE } from '../../src/quotes.ts';
import { compose } from '../../src/server.ts';
import { type Steps, stepsUntil } from './steps.ts';

const config = readConfig(process.env);
// The sandbox belongs to the test, and outlives this process.
const ports = await openPorts(config, 'parent');
/** The payment whose steps are counted. Webhooks and the background work have steps of their own, whenever they come. */
const payment = new AsyncLocalStorage<Steps>();
const PAYMENTS = ['payment-signature', 'payment-authorization', 'x-held'];
/** Who pays for a cart of whose card Stripe may ask meanwhile. */
const payingFor = new Map<string, Steps>();

function mortal<T>(name: string, run: () => Promise<T>): Promise<T> {
  return payment.getStore()?.take(name, run) ?? run();
}

const store: Store = {
  ...ports.store,
  get(space, key) {
    const own = payment.getStore();
    if (own && space === 'cart') payingFor.set(key, own);
    return mortal(`read ${space}`, () => ports.store.get(space, key));
  },
  update: (keys, change) =>
    // A quote is written behind the answer, whenever that comes to be.
    keys.some(({ space }) => space === QUOTE_SPACE)
      ? ports.store.update(keys, change)
      : mortal(`write ${keys.map(({ space }) => space).join(', ')}`, () => ports.store.update(keys, change)),
};

const server = compose({
  ...ports,
  store,
  fetch: (input, init) => mortal(callOf(input, init), () => ports.fetch(input, init)),
  reconcileEvery: 100,
});

/** What a call of a provider is about. */
function callOf(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): string {
  const path = new URL(String(input instanceof Request ? input.url : input)).pathname;
  const [, object] = /^\/v1\/(?:shared_payment\/)?(\w+)/.exec(path) ?? [];
  if (object === 'issuing') return `call stripe ${init?.method ?? 'GET'} ${path.split('/')[3]}`;
  if (object !== undefined) return `call stripe ${init?.method ?? 'GET'} ${object}`;
  const [, called] = /^\/shop\/\w+\/(\w+)/.exec(path) ?? [];
  if (called !== undefined) return `call shop ${init?.method ?? 'GET'} ${called}`;
  const method = /"method":"(\w+)"/.exec(typeof init?.body === 'string' ? init.body : '')?.[1];
  return method === undefined ? `call facilitator ${path.split('/').at(-1)}` : `call chain ${method}`;
}

/** The steps that a request belongs to; null for one that takes none which are counted. */
async function stepsOf(request: Request): Promise<Steps | null> {
  const { headers, url } = request;
  if (PAYMENTS.some((name) => headers.has(name)))
    return stepsUntil(headers.get('x-killed') ?? '', headers.get('x-held'));
  if (!url.endsWith('/authorize')) return null;
  const { data } = (await request.clone().json()) as Asked;
  const { railyard_tenant: tenant, railyard_cart: cart } = data.object.card.metadata;
  return payingFor.get(`${tenant}:${cart}`) ?? null;
}

/** What Stripe asks about a card, as far as it is read here. */
interface Asked {
  readonly data: {
    readonly object: { readonly card: { readonly metadata: Readonly<Record<string, string>> } };
  };
}

await listen(
  {
    async fetch(request) {
      const steps = await stepsOf(request);
      return steps ? payment.run(steps, () => server.fetch(request)) : server.fetch(request);
    },
  },
  config,
);
if (process.env.BACKGROUND !== 'off') server.background.start();
// Only who ends well leaves the compiled code behind.
process.once('SIGTERM', () => process.exit());
writeSync(1, 'Railyard is ready\n');
