// The server as it comes, whose order of calls a seed draws, and whose background work is done when it is told to.
import { reconcile } from '@railyard/core/operator';
import { readConfig } from '../../src/config.ts';
import { listen } from '../../src/listen.ts';
import { openPorts } from '../../src/ports.ts';
import { compose } from '../../src/server.ts';
import { type Shuffle, shuffled } from '../hosted/shuffle.ts';

const config = readConfig(process.env);
// The sandbox belongs to the world, and outlives this process.
const ports = await openPorts(config, 'parent');
let shuffle: Shuffle = shuffled(1);

const server = compose({
  ...ports,
  store: {
    ...ports.store,
    get: (space, key) => shuffle.before(ports.store).get(space, key),
    update: (keys, change) => shuffle.before(ports.store).update(keys, change),
  },
  fetch: (input, init) => shuffle.over(ports.fetch)(input, init),
});

/** What only the world asks for. */
const CONTROLS: Readonly<Record<string, (value: string) => unknown>> = {
  '/control/reconcile': () => reconcile(server.checkout),
  '/control/shuffle'(seed) {
    shuffle.end();
    shuffle = shuffled(Number(seed));
    shuffle.start();
  },
  '/control/calm': () => shuffle.end(),
};

await listen(
  {
    async fetch(request, connection) {
      const control = CONTROLS[new URL(request.url).pathname];
      if (!control) return server.fetch(request, connection);
      const done = await control(await request.text());
      return Response.json(done ?? null);
    },
  },
  config,
);
console.log('Railyard is ready');
