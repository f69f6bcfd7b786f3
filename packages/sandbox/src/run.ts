import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { privateKeyToAddress } from 'viem/accounts';
import { type LocalChain, openChain } from './chain.ts';
import { createControl } from './control.ts';
import { type Folder, removeRunning, writeRunning } from './folder.ts';
import { CHAIN_ID, USDC } from './network.ts';
import type { Owners } from './owners.ts';
import { listen } from './port.ts';
import { type Providers, readProviders, startCouriers } from './providers.ts';
import { startPulse } from './pulse.ts';
import { createRoutes } from './routes.ts';
import type { SandboxFacts } from './sandbox.ts';
import { untilEnd } from './watch.ts';

/** Ports on 127.0.0.1; null means a free one. */
export interface Ports {
  readonly facilitator: number | null;
  readonly chain: number | null;
}

/** Runs the sandbox of a folder until its last owner is gone or `signal` aborts. Throws when the chain ends first. */
export async function run(folder: Folder, owners: Owners, ports: Ports, signal: AbortSignal): Promise<void> {
  const server = createServer();
  const url = `http://127.0.0.1:${await listen(server, ports.facilitator)}`;
  const providers = await readProviders(folder, url);
  const chain = await openChain(folder, ports.chain);
  const pulse = startPulse(chain);
  const courier = startCouriers(providers);
  const token = randomUUID();
  const facts = describe(chain, providers, url);
  const routes = createRoutes(chain, providers, pulse, createControl(owners, token, facts));
  const answer = getRequestListener(routes.fetch);
  server.on('request', (request, response) => void answer(request, response));
  await writeRunning(folder, url, token);

  const end = await untilEnd({ folder, token, owners, chain, signal });
  removeRunning(folder, token);
  server.close();
  server.closeAllConnections();
  await pulse.stop();
  await courier.stop();
  if (end === 'unowned' || end === 'signal') await Promise.all([chain.save(), providers.save()]);
  await chain.anvil.stop();
  if (end === 'chain') throw new Error('Anvil, the local chain, ended by itself.');
}

function describe(
  { anvil, wallets, instance }: LocalChain,
  { stripe: { stripe }, coinbase: { coinbase }, shop: { shop } }: Providers,
  url: string,
): SandboxFacts {
  return {
    chain: { rpcUrl: `${url}/rpc`, anvilUrl: anvil.rpcUrl, chainId: CHAIN_ID, usdc: USDC, instance },
    facilitatorUrl: `${url}/facilitator`,
    circleUrl: `${url}/circle/v1/facilitator/x402`,
    stripe: { url, ...stripe.facts },
    coinbase: coinbase.facts,
    shop: shop.facts,
    faultsUrl: `${url}/faults`,
    payer: { address: privateKeyToAddress(wallets.payer), privateKey: wallets.payer },
    merchant: { address: privateKeyToAddress(wallets.merchant), privateKey: wallets.merchant },
  };
}
