// Orders behind `mppx/hono` with its method `stripe` and the official client of Stripe, which it recommends.
import { Hono } from 'hono';
import { Mppx, stripe } from 'mppx/hono';
import Stripe from 'stripe';
import { isStub, open, orderDesk, readSetting } from './desk.ts';
import { stubStripe } from './stubs.ts';

const setting = readSetting();

const client = isStub(setting.providerUrl) ? stubStripe() : stripeAt(new URL(setting.providerUrl));
const mppx = Mppx.create({
  methods: [
    stripe.charge({
      client,
      networkId: 'internal',
      paymentMethodTypes: ['card'],
      currency: 'usd',
      decimals: 2,
    }),
  ],
  secretKey: 'a secret of the seller, at least 32 bytes',
});
const makeOrder = orderDesk(setting);

const app = new Hono();
app.post('/orders/:item', mppx.charge({ amount: '0.50' }), async (c) => c.json(await makeOrder()));
open(app, setting.port);

function stripeAt({ hostname: host, port }: URL): Stripe {
  return new Stripe('sk_test_local', { host, port, protocol: 'http' });
}
