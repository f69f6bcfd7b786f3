import { localStripe } from '@railyard/sandbox';
import { expect, test } from 'vitest';
import { openPlayCardholder } from '../../src/rails/cardholder.ts';
import { BASE_URL } from '../shop.ts';
import { openMarket } from './market.ts';

test('play cards are issued to one cardholder, however often a server starts', async () => {
  const stripe = localStripe({ seed: 'boots' });
  const { secretKey } = stripe.facts;
  const keys = new Set<string | null>();
  const boot = () =>
    openPlayCardholder({ secretKey }, (input, init) => {
      const { method, headers } = new Request(input, init);
      if (method === 'POST') keys.add(headers.get('idempotency-key'));
      return stripe.fetch(input, init);
    });

  const first = await Promise.all([boot(), boot()]);
  const later = await boot();

  expect(new Set([...first, later])).toEqual(new Set([later]));
  expect([...keys]).toEqual([expect.stringMatching(/^railyard-cardholder-[\w-]{43}$/)]);
});

test('an authorization that Stripe has not signed is refused, and approves nothing', async () => {
  const { server } = await openMarket();
  const ask = (path: string, headers = {}) =>
    server.fetch(new Request(`${BASE_URL}${path}`, { method: 'POST', headers, body: '{}' }));

  const unsigned = await ask('/webhooks/card/main/authorize', { 'stripe-signature': 't=1,v1=00' });
  const elsewhere = await ask('/webhooks/card/other/authorize');

  expect(await unsigned.json()).toMatchObject({ status: 400, error: 'invalid_signature' });
  expect(elsewhere.status).toBe(404);
});
