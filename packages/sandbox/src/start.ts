import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf } from './command.ts';
import { openFolder } from './folder.ts';
import { type Hold, join } from './join.ts';
import type { Sandbox } from './sandbox.ts';
import { EXIT_TAKEN, type Starting, spawnSandbox } from './spawn.ts';

const PATIENCE_MS = 20_000;

export interface SandboxOptions {
  /** Where it keeps its state. The same folder: the same chain, wallets and balances. Deleting it starts anew. */
  readonly folder: string;
  /**
   * The process whose life the sandbox lasts: this one (`self`, the default), the one that started it (`parent`), the
   * `npx` or the like at the start of the command that it is part of (`command`, on Linux; elsewhere `self`), or
   * another by its number. A sandbox with several owners ends after the last.
   */
  readonly owner?: 'self' | 'parent' | 'command' | number;
  /** The port of all but `anvilUrl`, on 127.0.0.1. A free one unless given; a sandbox that is running keeps its own. */
  readonly port?: number;
  /** The port of `anvilUrl`, likewise. */
  readonly chainPort?: number;
}

/** Joins the sandbox that runs in a folder, or starts it. Throws a sentence when it does not start. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const folder = openFolder(options.folder);
  const hold: Hold = { id: randomUUID(), pid: ownerOf(options) };
  const deadline = performance.now() + PATIENCE_MS;
  let starting: Starting | null = null;

  while (performance.now() < deadline) {
    const sandbox = await join(folder, hold);
    if (sandbox) {
      starting?.letGo();
      return sandbox;
    }
    starting ??= spawnSandbox(folder, spawnArguments(options, hold));
    const code = starting.exitCode();
    if (code !== null && code !== EXIT_TAKEN) throw failure(starting.log());
    if (code === EXIT_TAKEN) starting = null;
    // A folder that is taken belongs to a sandbox on its way up, to be joined, or down, to be waited for.
    await sleep(code === EXIT_TAKEN ? 100 : 15);
  }
  starting?.kill();
  throw failure('It was not ready in 20 seconds.');
}

function ownerOf({ owner = 'self' }: SandboxOptions): number {
  switch (owner) {
    case 'self':
      return process.pid;
    case 'parent':
      return process.ppid;
    case 'command':
      return commandOf(process.pid);
  }
  return owner;
}

function spawnArguments({ port, chainPort }: SandboxOptions, hold: Hold): string[] {
  return [
    '--hold',
    hold.id,
    '--owner',
    String(hold.pid),
    ...(port ? ['--port', String(port)] : []),
    ...(chainPort ? ['--chain-port', String(chainPort)] : []),
  ];
}

function failure(reason: string): Error {
  return new Error(`The sandbox did not start. ${reason}`);
}
