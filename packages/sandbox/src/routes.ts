import { Hono } from 'hono';
import type { LocalChain } from './chain.ts';
import { createCircleRoutes, createX402Routes } from './facilitator/routes.ts';
import { createFacilitator } from './facilitator/scheme.ts';
import { createSettler } from './facilitator/settler.ts';
import { createFaultRoutes } from './faults/control.ts';
import { createFaults } from './faults/state.ts';
import { createMining } from './mining.ts';
import type { OnNode } from './mount.ts';
import type { Pulse } from './pulse.ts';
import { createRpcRoutes } from './rpc/proxy.ts';
import { createStripeRoutes } from './stripe/routes.ts';
import type { StoredStripe } from './stripe/stored.ts';

/** All that a sandbox answers, at the addresses that its facts name. */
export function createRoutes(
  chain: LocalChain,
  stored: StoredStripe,
  pulse: Pulse,
  control: Hono,
): Hono<OnNode> {
  const { anvil, client, save, wallets } = chain;
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
  app.route('/v1', createStripeRoutes(stored.stripe));
  app.route('/faults', createFaultRoutes(faults, createMining(client, pulse), stored));
  app.route('/owners', control);
  return app;
}
