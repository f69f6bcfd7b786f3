import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import getPort from 'get-port';
import { readSandbox, type SandboxFacts } from '../../apps/reference-server/src/demo/shop.ts';

/** The built server and its commands. */
export const DIST = resolve(import.meta.dirname, '../../apps/reference-server/dist');

/** A server on a sandbox, for others to look at. */
export interface Subject {
  readonly facts: SandboxFacts;
  /** A folder of the caller's own, which goes when it stops. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** The server at `BASE_URL`, which stays; without that, one that is started for this. */
export async function openSubject({ BASE_URL: address }: NodeJS.ProcessEnv): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-mcp-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const child = address ? null : await startServer(join(folder, 'records'));
  try {
    return {
      facts: await readSandbox(address?.replace(/\/+$/, '') ?? child?.address ?? ''),
      folder,
      async stop() {
        await child?.stop();
        remove();
      },
    };
  } catch (error) {
    await child?.stop();
    remove();
    throw error;
  }
}

interface Started {
  readonly address: string;
  stop(): Promise<void>;
}

async function startServer(folder: string): Promise<Started> {
  const port = await getPort();
  const child = spawn(process.execPath, [join(DIST, 'main.js')], {
    env: { PATH: process.env.PATH, PORT: String(port), RAILYARD_FOLDER: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await isReady(child);
  return {
    address: `http://127.0.0.1:${port}`,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Reads on after that, as the server has more to say at its end. */
async function isReady(child: ChildProcess): Promise<void> {
  const ready = new Promise<void>((done) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('is ready at')) done();
    });
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The server ended with ${String(code)} before it was ready.`);
  });
  await Promise.race([ready, ended]);
}
