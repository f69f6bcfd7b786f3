import { Hono } from 'hono';
import type { LocalChain } from './chain.ts';
import { createCircleRoutes, createX402Routes } from './facilitator/routes.ts';
import { createFacilitator } from './facilitator/scheme.ts';
import { createSettler } from './facilitator/settler.ts';
import { createFaultRoutes } from './faults/control.ts';
import { createFaults } from './faults/state.ts';
import { createMining } from './mining.ts';
import type { OnNode } from './mount.ts';
import { createApiRoutes, createPageRoutes } from './provider/routes.ts';
import type { Providers } from './providers.ts';
import type { Pulse } from './pulse.ts';
import { createRpcRoutes } from './rpc/proxy.ts';

/** All that a sandbox answers, at the addresses that its facts name. */
export function createRoutes(
  chain: LocalChain,
  providers: Providers,
  pulse: Pulse,
  control: Hono,
): Hono<OnNode> {
  const { anvil, client, save, wallets } = chain;
  const { stripe, coinbase, shop } = {
    ...providers.stripe,
    ...providers.coinbase,
    ...providers.shop,
  };
  const facilitator = createFacilitator(createSettler(client, wallets.facilitator), save);
  const faults = createFaults();

  const app = new Hono<OnNode>();
  app.use(async (_, next) => {
    pulse.touch();
    await next();
  });
  app.route('/facilitator', createX402Routes(facilitator, faults));
  app.route('/circle/v1/facilitator/x402', createCircleRoutes(facilitator, faults));
  app.route('/rpc', createRpcRoutes(anvil.rpcUrl, faults));
  app.route('/v1', createApiRoutes('Stripe', stripe, { error: { message: 'Too large.' } }));
  app.route('/c', createPageRoutes('Stripe', stripe, '/pay/:id'));
  app.route('/coinbase', createApiRoutes('Coinbase', coinbase, { errorMessage: 'Too large.' }));
  app.route('/payment-links', createPageRoutes('Coinbase', coinbase, '/:link'));
  app.route('/shop', createApiRoutes('shop', shop, { error: { message: 'Too large.' } }));
  app.route('/faults', createFaultRoutes(faults, createMining(client, pulse), providers));
  app.route('/owners', control);
  return app;
}
