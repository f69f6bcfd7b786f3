// The measure of MPP: an order behind mppx's own method `stripe`, which keeps no records. Stripe is a stub in this
// process, as it is for Railyard.
import { randomBytes, randomUUID } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { Mppx, stripe } from 'mppx/hono';
import { obey } from './obey.ts';

const client = {
  paymentIntents: {
    create: async () => ({
      id: `pi_${randomBytes(12).toString('hex')}`,
      status: 'succeeded',
      lastResponse: { headers: {} as Record<string, string> },
    }),
  },
};
const mppx = Mppx.create({
  methods: [
    stripe.charge({
      client,
      networkId: 'profile_1',
      paymentMethodTypes: ['card', 'link'],
      currency: 'usd',
      decimals: 2,
    }),
  ],
  secretKey: randomBytes(32).toString('base64url'),
});

const app = new Hono();
app.post('/order', mppx.charge({ amount: '49.99' }), (c) => c.json({ order: randomUUID() }));

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
  obey(
    { address: `http://127.0.0.1:${port}`, apiKey: `kfa_test_${'0'.repeat(48)}` },
    { carts: () => Promise.resolve([]) },
  );
});
