// The measure: the least that a Hono application on Node does for a request.
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { obey } from './obey.ts';

const app = new Hono();
app.post('/', (c) => c.json({ message: 'hello' }));

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
  obey(
    { address: `http://127.0.0.1:${port}`, apiKey: `kfa_test_${'0'.repeat(48)}` },
    { carts: () => Promise.resolve([]) },
  );
});
