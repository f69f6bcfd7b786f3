// A server that kills itself, as hard as a power cut, before or after its n-th call of the store or a provider in a
// payment that names it. Each step is told on standard output before it is taken.
import { AsyncLocalStorage } from 'node:async_hooks';
import { writeSync } from 'node:fs';
import type { Store } from '@railyard/core/store';
import { readConfig } from '../../src/config.ts';
import { listen } from '../../src/listen.ts';
import { openPorts } from '../../src/ports.ts';
import { QUOTE_SPACE } from '../../src/quotes.ts';
import { compose } from '../../src/server.ts';

const config = readConfig(process.env);
// The sandbox belongs to the test, and outlives this process.
const ports = await openPorts(config, 'parent');
/** The payment whose steps are counted. Webhooks and the background work have steps of their own, whenever they come. */
const payment = new AsyncLocalStorage<{ steps: number; readonly killed: string }>();
const PAYMENTS = ['payment-signature', 'payment-authorization'];

async function mortal<T>(name: string, run: () => Promise<T>): Promise<T> {
  const own = payment.getStore();
  if (!own) return run();
  own.steps += 1;
  writeSync(1, `STEP ${own.steps} ${name}\n`);
  if (own.killed === `before ${own.steps}`) process.kill(process.pid, 'SIGKILL');
  const value = await run();
  if (own.killed === `after ${own.steps}`) process.kill(process.pid, 'SIGKILL');
  return value;
}

const store: Store = {
  ...ports.store,
  get: (space, key) => mortal(`read ${space}`, () => ports.store.get(space, key)),
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
  if (object !== undefined) return `call stripe ${init?.method ?? 'GET'} ${object}`;
  const method = /"method":"(\w+)"/.exec(typeof init?.body === 'string' ? init.body : '')?.[1];
  return method === undefined ? `call facilitator ${path.split('/').at(-1)}` : `call chain ${method}`;
}

await listen(
  {
    fetch: (request) =>
      PAYMENTS.some((name) => request.headers.has(name))
        ? payment.run({ steps: 0, killed: request.headers.get('x-killed') ?? '' }, () =>
            server.fetch(request),
          )
        : server.fetch(request),
  },
  config,
);
server.background.start();
// Only who ends well leaves the compiled code behind.
process.once('SIGTERM', () => process.exit());
writeSync(1, 'Railyard is ready\n');
