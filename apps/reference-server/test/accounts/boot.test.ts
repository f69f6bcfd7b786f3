import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountCommand } from '../../src/commands/account.ts';
import { openDatabase } from '../../src/database.ts';
import { SEALING_KEYS } from '../../src/sealing-keys.ts';
import { startProcess } from '../server-process.ts';
import { takingAll } from './providers.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'railyard-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Keeps an account at Stripe, as another process does. */
async function add(name: string): Promise<void> {
  const SECRETS = 'STRIPE_SECRET_KEY=sk_test_0123456789\nSTRIPE_WEBHOOK_SECRET=whsec_1';
  const args = ['add', 'stripe', name, '--variable', 'SECRETS'];
  await accountCommand({ args, variables: { RAILYARD_FOLDER: folder, SECRETS }, say: () => {} }, takingAll);
}

test('a server on sellers’ own accounts alone starts without a sandbox, names those whose sealing key is lost, and takes up a new one', async () => {
  await openDatabase(folder).close();
  await add('own');
  writeFileSync(join(folder, SEALING_KEYS), `other:${Buffer.alloc(32, 9).toString('base64url')}\n`);
  const port = await getPort();
  const server = startProcess({
    RAILYARD_FOLDER: folder,
    RAILYARD_SANDBOX: 'off',
    PORT: String(port),
    LOG_LEVEL: 'warn',
  });
  await server.printed('Railyard is ready');
  await server.printed('"accounts":["stripe own"]');

  const rung = async (name: string) => {
    const url = `http://127.0.0.1:${port}/webhooks/stripe-checkout/${name}`;
    return (await fetch(url, { method: 'POST' })).status;
  };
  expect(await rung('own')).toBe(404);
  expect(await rung('late')).toBe(404);
  await add('late');
  // It is there, and the ring bears no signature.
  expect(await rung('late')).toBe(400);
  await server.printed('"account":"own"');
  expect((await fetch(`http://127.0.0.1:${port}/sandbox`)).status).toBe(404);
  server.child.kill();
  expect(await server.ended).toBe(0);
});
