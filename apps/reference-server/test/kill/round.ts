import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@railyard/sandbox';
import getPort from 'get-port';
import { chanceOf } from './chance.ts';
import { type Lives, livesOf } from './lives.ts';
import { type Played, type PlayOptions, play } from './play.ts';
import { tillOf } from './till.ts';
import { openWallet } from './wallet.ts';

const AGENTS = 6;

/** Cycles on one sandbox and one database, and the verdict over them. */
export interface RoundOptions extends PlayOptions {
  /** A folder for compiled code, which boots share. */
  readonly cache: string;
  readonly program: URL;
}

export async function runRound(options: RoundOptions): Promise<Played> {
  const sandbox = await startSandbox({ folder: options.folder });
  const port = await getPort();
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const lives = livesOf({
    program: options.program,
    variables: variablesOf(options, sandbox, port),
    log: join(options.folder, 'server.log'),
    signal,
  });
  try {
    const playing = setUpAndPlay({ ...options, signal }, { sandbox, lives, port });
    return await Promise.race([playing, lives.untimelyEnd, untilAborted(options.signal)]);
  } finally {
    over.abort();
    await lives.end();
    await sandbox.stop();
  }
}

/** The server as it comes, whose provider is a sandbox that outlives it. */
function variablesOf({ folder, cache }: RoundOptions, sandbox: Sandbox, port: number) {
  return {
    RAILYARD_FOLDER: folder,
    PORT: String(port),
    LOG_LEVEL: 'info',
    RAIL_TIMEOUT_MS: '1000',
    NODE_COMPILE_CACHE: cache,
    X402_NETWORK: 'base-sepolia',
    X402_PAY_TO: sandbox.merchant.address,
    X402_FACILITATOR_URL: sandbox.facilitatorUrl,
    X402_RPC_URL: sandbox.chain.rpcUrl,
  };
}

interface Stage {
  readonly sandbox: Sandbox;
  readonly lives: Lives;
  readonly port: number;
}

async function setUpAndPlay(options: RoundOptions, { sandbox, lives, port }: Stage): Promise<Played> {
  const url = `http://127.0.0.1:${port}`;
  await firstLife(lives, url);
  const apiKey = readFileSync(join(options.folder, 'api-key'), 'utf8').trim();
  const agents = Array.from({ length: AGENTS }, (_, index) => ({
    till: tillOf(url, apiKey, options.signal),
    wallet: openWallet(sandbox),
    chance: chanceOf(options.seed * 100 + index),
    purchases: [],
  }));
  return play(options, { sandbox, lives, agents });
}

/** Makes the API key, and ends well: only then is the compiled code written, which halves the time of later boots. */
async function firstLife(lives: Lives, url: string): Promise<void> {
  lives.begin();
  await lives.ready();
  await fetch(`${url}/readyz`);
  await lives.end('SIGTERM');
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
