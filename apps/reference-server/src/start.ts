import { type Config, readConfig } from './config.ts';
import { type Listener, listen } from './listen.ts';
import type { OpenPorts } from './ports/open-ports.ts';
import { openPorts } from './ports.ts';
import { compose, type Server } from './server.ts';

/** Where the demo looks unless told otherwise. */
const DEFAULT_ADDRESS = 'http://127.0.0.1:8787';
/** Longer than a copy of a running request may wait, and than a call of a rail. */
const PATIENCE = 35_000;

/** Starts the server that the environment describes, and ends it on a signal, or with its sandbox. */
export async function start(variables: NodeJS.ProcessEnv): Promise<void> {
  const config = readConfig(variables);
  const ports = await openPorts(config);
  const server = compose(ports);
  const listener = await listen(server, config).catch(async (error: unknown) => {
    await ports.close();
    throw error;
  });
  server.background.start();
  console.log(greeting(config, ports));

  const reason = await Promise.race([nextSignal(), ports.ended().then(() => 'The sandbox has ended')]);
  process.once('SIGINT', endNow).once('SIGTERM', endNow);
  console.log(`\n${reason}: finishing what is under way. A signal ends it at once.`);
  await stop(ports, server, listener);
}

/** Ends the server without losing anything: requests under way are answered, and payments in its hands are recorded. */
export async function stop(
  ports: Pick<OpenPorts, 'close'>,
  server: Server,
  listener: Listener,
): Promise<void> {
  server.retire();
  await listener.close(PATIENCE);
  await server.background.stop();
  await server.idle();
  await ports.close();
}

function nextSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(`Got ${signal}`));
  });
}

function endNow(): void {
  process.exit(130);
}

function greeting({ baseUrl, mode, oauth }: Config, { sandbox, apiKeyFile }: OpenPorts): string {
  if (!sandbox) {
    return [
      `Railyard is ready at ${baseUrl}, taking ${mode === 'live' ? 'real' : 'test'} money.`,
      '',
      `  The API key   ${apiKeyFile}`,
      `  The API       ${baseUrl}/reference in a browser, or curl ${baseUrl}/openapi.json`,
    ].join('\n');
  }
  const elsewhere = baseUrl === DEFAULT_ADDRESS ? '' : `BASE_URL=${baseUrl} `;
  return [
    `Railyard is ready at ${baseUrl}, on a sandbox of its own: a local chain, Stripe and Coinbase, and play money.`,
    '',
    'Try next, in another terminal:',
    `  ${elsewhere}npx -y pnpm@12.21.0 demo      agents and a person buy, and every step is shown`,
    `  curl ${baseUrl}/sandbox      the API key, the wallet and what there is to buy`,
    `  curl ${baseUrl}/openapi.json the whole API; in a browser: ${baseUrl}/reference`,
    ...(oauth
      ? [`  ${baseUrl}/mcp      add it to your agent, and sign in: the code is at ${baseUrl}/sandbox/mail`]
      : []),
    '',
    'Ctrl-C ends it.',
  ].join('\n');
}
