// Orders behind the middleware of @x402/hono, as its README shows it.
import { HTTPFacilitatorClient } from '@x402/core/server';
import { ExactEvmScheme } from '@x402/evm/exact/server';
import { paymentMiddleware, x402ResourceServer } from '@x402/hono';
import { Hono } from 'hono';
import { isStub, open, orderDesk, readSetting } from './desk.ts';
import { stubFacilitator } from './stubs.ts';

const setting = readSetting();
const { payTo, providerUrl: url } = setting;
const isUpfront = process.argv[3] === 'upfront';

const facilitator = isStub(url) ? stubFacilitator() : new HTTPFacilitatorClient({ url });
const server = new x402ResourceServer(facilitator).register('eip155:84532', new ExactEvmScheme());
const makeOrder = orderDesk(setting);

const app = new Hono();
app.use(
  paymentMiddleware(
    {
      'POST /orders/*': {
        accepts: {
          scheme: 'exact',
          price: '$0.50',
          network: 'eip155:84532',
          payTo,
          ...(isUpfront && { extra: { paymentFlow: 'upfront' } }),
        },
        description: 'An order',
      },
    },
    server,
  ),
);
app.post('/orders/:item', async (c) => c.json(await makeOrder()));
open(app, setting.port);
