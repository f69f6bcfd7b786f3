import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundle } from './bundle.ts';

let folder: string;
let worker: ChildProcess | undefined;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'workerd-'));
  const code = await bundle({ entryPoints: [`${import.meta.dirname}/workerd/worker.ts`] });
  writeFileSync(join(folder, 'worker.js'), code);
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (modules = [(name = "worker.js", esModule = embed "worker.js")], compatibilityDate = "2026-01-01"))],
  sockets = [(name = "http", http = (), service = "main")]
);`,
  );
  const port = await getPort();
  worker = spawn(
    binary(),
    ['serve', 'config.capnp', `--socket-addr=http=127.0.0.1:${port}`, '--control-fd=3'],
    {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    },
  );
  const control = worker.stdio[3];
  if (!control) throw new Error('workerd has no control pipe.');
  await once(control, 'data');
  url = `http://127.0.0.1:${port}/`;
});
afterAll(() => {
  worker?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** The binary that the package of this platform ships; the package's own launcher needs an install script. */
function binary(): string {
  const platform = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform as 'linux'];
  const name = `@cloudflare/workerd-${platform}-${process.arch === 'arm64' ? 'arm64' : '64'}`;
  const from = createRequire(createRequire(import.meta.url).resolve('workerd'));
  return from.resolve(`${name}/bin/workerd`);
}

it('makes a sale inside workerd, and replays it', async () => {
  const response = await fetch(url);
  const answers = (await response.json()) as { type: string; status: number; body: object }[];
  expect(answers).toMatchObject([
    { type: 'challenge', status: 402, body: { amount: 4999, currency: 'usd', payment_required: true } },
    { type: 'paid', status: 200, body: { amount: 4999, status: 'paid', reference: 'one' } },
    { type: 'paid', status: 200 },
  ]);
  expect(answers[2]?.body).toEqual(answers[1]?.body);
});
