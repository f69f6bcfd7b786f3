import type { Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { createCoinbaseControl } from '../coinbase/control.ts';
import type { Mining } from '../mining.ts';
import { type OnNode, onlyJson, openMount } from '../mount.ts';
import type { Providers } from '../providers.ts';
import { createShopControl } from '../shop/control.ts';
import { createStripeControl } from '../stripe/control.ts';
import { parseFacilitatorOrder, parseLag, parseMining, parseRpcFault } from './parse.ts';
import type { Faults } from './state.ts';

/** How a test tells the sandbox to misbehave. */
export function createFaultRoutes(
  faults: Faults,
  mining: Mining,
  { stripe, coinbase, shop }: Providers,
): Hono<OnNode> {
  const app = openMount('The sandbox could not do that.');
  app.use(onlyJson);
  app.post('/facilitator', async (c) => {
    faults.facilitator.add(parseFacilitatorOrder(await read(c)));
    return c.json({});
  });
  app.post('/rpc', async (c) => {
    faults.rpc.add(parseRpcFault(await read(c)));
    return c.json({});
  });
  app.post('/lag', async (c) => {
    faults.setLag(parseLag(await read(c)));
    return c.json({});
  });
  app.post('/mining', async (c) => {
    await mining[parseMining(await read(c))]();
    return c.json({});
  });
  app.route('/stripe', createStripeControl(stripe, read));
  app.route('/coinbase', createCoinbaseControl(coinbase, read));
  app.route('/shop', createShopControl(shop, read));
  app.get('/webhooks', (c) => c.json({ due: stripe.stripe.dueWebhooks() + coinbase.coinbase.dueWebhooks() }));
  app.get('/calls', (c) => c.json({ calls: faults.calls() }));
  app.post('/reset', async (c) => {
    faults.clear();
    stripe.stripe.reset();
    coinbase.coinbase.reset();
    shop.shop.reset();
    await mining.resume();
    return c.json({});
  });
  return app;
}

async function read(c: Context): Promise<unknown> {
  return c.req.json().catch(() => {
    throw new HTTPException(400, { message: 'The body is not JSON.' });
  });
}
