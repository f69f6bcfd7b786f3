import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHAIN_ID } from './network.ts';
import { freePort } from './port.ts';

/** A running anvil. It ends with this process, also when this process is killed. */
export interface Anvil {
  readonly rpcUrl: string;
  /** True once anvil has ended, whoever ended it. */
  hasEnded(): boolean;
  stop(): Promise<void>;
}

/** `state` is a file to load; `port` null means a free one. Throws when the port is taken or the file damaged. */
export async function startAnvil(state: string | null, port: number | null): Promise<Anvil> {
  // Somebody else can take a port between the look and the start.
  for (let tries = 0; tries < 3; tries += 1) {
    const anvil = await tryAnvil(state, await freePort(port));
    if (anvil) return anvil;
  }
  const hint = state ? ` If ${state} is damaged, delete its folder to start anew.` : '';
  throw new Error(`Anvil, the local chain, did not start.${hint}`);
}

async function tryAnvil(state: string | null, port: number): Promise<Anvil | null> {
  const child = spawn(binary(), flags(state, port), { stdio: ['ignore', 'ignore', 'inherit'] });
  await once(child, 'spawn');
  const guard = startGuard(child);
  child.on('exit', () => guard.kill('SIGKILL'));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  const rpcUrl = `http://127.0.0.1:${port}`;
  while (!(await answers(rpcUrl))) {
    if (hasEnded()) return null;
    await sleep(10);
  }
  return { rpcUrl, hasEnded, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  if (child.kill('SIGKILL')) await ended;
}

function flags(state: string | null, port: number): string[] {
  const fixed = `--host 127.0.0.1 --no-cors --silent --accounts 0 --chain-id ${CHAIN_ID}`.split(' ');
  // Newer forks store every block's hash in the state: after 10,000 blocks each empty one costs 13 ms.
  const fork = ['--hardfork', 'shanghai'];
  // Without it every block's state is kept on disk: 2 GB for 10,000 blocks.
  const history = ['--prune-history', '128'];
  return [
    ...fixed,
    ...fork,
    ...history,
    '--port',
    String(port),
    ...(state === null ? [] : ['--load-state', state]),
  ];
}

/** The binary for this platform, an optional dependency of anvil's package; its own launcher costs half a second. */
function binary(): string {
  const anvil = createRequire(createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json'));
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const name = `@foundry-rs/anvil-${process.platform}-${arch}`;
  try {
    return anvil.resolve(`${name}/bin/anvil${suffix}`);
  } catch (cause) {
    throw new Error(`${name} is missing. It comes with the optional dependencies, where anvil runs.`, {
      cause,
    });
  }
}

/** A process that kills anvil when the pipe from this one breaks: nothing else runs after this one's SIGKILL. */
function startGuard(anvil: ChildProcess): ChildProcess {
  const program = `process.stdin.on('close', () => process.kill(${anvil.pid}, 'SIGKILL')).resume()`;
  return spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'ignore', 'ignore'] });
}

async function answers(url: string): Promise<boolean> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] });
  try {
    return (await fetch(url, { method: 'POST', headers, body })).ok;
  } catch {
    return false;
  }
}
