import { join } from 'node:path';
import type { Reconciled } from '@railyard/core/operator';
import {
  type Bystander,
  bystander,
  type Hostile,
  hostile,
  type Sandbox,
  startSandbox,
} from '@railyard/sandbox';
import getPort from 'get-port';
import { createTestClient, http, publicActions } from 'viem';
import { readSandbox, type SandboxFacts } from '../../src/demo/shop.ts';
import { type Lives, livesOf } from '../kill/lives.ts';
import { openClock, type WorldClock } from './clock.ts';

const SERVER = new URL('./server.ts', import.meta.url);
const PLANTED = new URL('../../../../simulation/src/planted.ts', import.meta.url);
/** How many requests a minute the server takes of an API key: an agent that retries without waiting gets to feel it. */
const REQUESTS_PER_MINUTE = 70;

/** A sandbox and a server on it, in a process that lives by a clock of its own: time passes when it is told to. */
export interface World {
  readonly folder: string;
  /** What the server tells agents. */
  readonly shop: SandboxFacts;
  readonly sandbox: Sandbox;
  readonly hostile: Hostile;
  /** Somebody else on the chain, who has money to give. */
  readonly bystander: Bystander;
  /** Lets so many milliseconds pass for all: server, providers, chain and agents. */
  pass(ms: number): Promise<void>;
  /** One round of the background work; null when the server was killed meanwhile. */
  reconcile(): Promise<Reconciled | null>;
  /** From now on the server's calls of its store and its providers are made in the order of a seed. */
  shuffle(seed: number): Promise<void>;
  /** From now on they are made as they come. */
  calm(): Promise<void>;
  /** Ends the server, as hard as a power cut, and starts it again. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  /** An empty folder. */
  readonly folder: string;
  /** A folder for compiled code, which boots share. */
  readonly cache: string;
  /** The mistake in the server's engine, by the name of its mutant. */
  readonly mutant: string | null;
}

export async function openWorld(options: WorldOptions): Promise<World> {
  const { folder } = options;
  const { NODE_OPTIONS = '', RAILYARD_WORLD_CLOCK = '' } = process.env;
  const clock = openClock(RAILYARD_WORLD_CLOCK);
  const sandbox = await startSandbox({ folder });
  const url = `http://127.0.0.1:${await getPort()}`;
  const lives = livesOf({
    program: SERVER,
    variables: { ...variablesOf(options, url, NODE_OPTIONS), RAILYARD_WORLD_CLOCK },
    log: join(folder, 'server.log'),
    signal: new AbortController().signal,
  });
  // Whoever plays finds out by its answers.
  lives.untimelyEnd.catch(() => {});
  lives.begin();
  await lives.ready();
  return {
    folder,
    shop: await readSandbox(url),
    sandbox,
    hostile: hostile(sandbox),
    bystander: await bystander(sandbox),
    ...controlsOf({ url, lives, clock, sandbox }),
    async stop() {
      await lives.end();
      await sandbox.stop();
      clock.close();
    },
  };
}

function variablesOf(
  { folder, cache, mutant }: WorldOptions,
  url: string,
  nodeOptions: string,
): Readonly<Record<string, string>> {
  return {
    NODE_OPTIONS: mutant === null ? nodeOptions : `${nodeOptions} --import=${PLANTED.href}`,
    ...(mutant !== null && { RAILYARD_MUTANT: mutant }),
    NODE_COMPILE_CACHE: cache,
    RAILYARD_FOLDER: folder,
    PORT: new URL(url).port,
    LOG_LEVEL: 'info',
    RAIL_TIMEOUT_MS: '700',
    RATE_LIMIT_PER_MINUTE: String(REQUESTS_PER_MINUTE),
  };
}

interface Levers {
  readonly url: string;
  readonly lives: Lives;
  readonly clock: WorldClock;
  readonly sandbox: Sandbox;
}

function controlsOf({
  url,
  lives,
  clock,
  sandbox,
}: Levers): Pick<World, 'pass' | 'reconcile' | 'shuffle' | 'calm' | 'kill'> {
  const chain = createTestClient({ mode: 'anvil', transport: http(sandbox.chain.anvilUrl) }).extend(
    publicActions,
  );
  const control = async (path: string, body = ''): Promise<unknown> =>
    (await fetch(`${url}/control/${path}`, { method: 'POST', body })).json();
  return {
    async pass(ms) {
      clock.step(ms);
      await chain.increaseTime({ seconds: Math.ceil(ms / 1_000) });
      await chain.mine({ blocks: 1 });
    },
    reconcile: () => control('reconcile').catch(() => null) as Promise<Reconciled | null>,
    async shuffle(seed) {
      await control('shuffle', String(seed));
    },
    async calm() {
      await control('calm');
    },
    async kill() {
      await lives.end();
      lives.begin();
      await lives.ready();
    },
  };
}
