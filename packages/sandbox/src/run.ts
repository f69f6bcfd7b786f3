import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { privateKeyToAddress } from 'viem/accounts';
import { type LocalChain, openChain } from './chain.ts';
import { createControl } from './control.ts';
import { createFacilitator } from './facilitator.ts';
import { type Folder, removeRunning, writeRunning } from './folder.ts';
import { CHAIN_ID, USDC } from './network.ts';
import type { Owners } from './owners.ts';
import { listen } from './port.ts';
import { type Pulse, startPulse } from './pulse.ts';
import type { SandboxFacts } from './sandbox.ts';
import { createSettler } from './settler.ts';
import { untilEnd } from './watch.ts';

/** Ports on 127.0.0.1; null means a free one. */
export interface Ports {
  readonly facilitator: number | null;
  readonly chain: number | null;
}

/** Runs the sandbox of a folder until its last owner is gone or `signal` aborts. Throws when the chain ends first. */
export async function run(folder: Folder, owners: Owners, ports: Ports, signal: AbortSignal): Promise<void> {
  const chain = await openChain(folder, ports.chain);
  const pulse = startPulse(chain);
  const token = randomUUID();
  const server = createServer();
  const url = `http://127.0.0.1:${await listen(server, ports.facilitator)}`;
  const routes = createRoutes(chain, pulse, createControl(owners, token, describe(chain, url)));
  const answer = getRequestListener(routes.fetch);
  server.on('request', (request, response) => void answer(request, response));
  await writeRunning(folder, url, token);

  const end = await untilEnd({ folder, token, owners, chain, signal });
  removeRunning(folder, token);
  server.close();
  server.closeAllConnections();
  await pulse.stop();
  if (end === 'unowned' || end === 'signal') await chain.save();
  await chain.anvil.stop();
  if (end === 'chain') throw new Error('Anvil, the local chain, ended by itself.');
}

function describe({ anvil, wallets, instance }: LocalChain, url: string): SandboxFacts {
  return {
    chain: { rpcUrl: anvil.rpcUrl, chainId: CHAIN_ID, usdc: USDC, instance },
    facilitatorUrl: `${url}/facilitator`,
    payer: { address: privateKeyToAddress(wallets.payer), privateKey: wallets.payer },
    merchant: { address: privateKeyToAddress(wallets.merchant) },
  };
}

function createRoutes(chain: LocalChain, pulse: Pulse, control: Hono): Hono {
  const settler = createSettler(chain.client, chain.wallets.facilitator);
  const app = new Hono();
  app.use(async (_, next) => {
    pulse.touch();
    await next();
  });
  app.route('/facilitator', createFacilitator(settler, chain.save));
  app.route('/owners', control);
  return app;
}
