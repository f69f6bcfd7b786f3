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

test('a server on sellers’ own accounts alone starts without a sandbox, and names the accounts whose sealing key is lost', async () => {
  await openDatabase(folder).close();
  const variables = { RAILYARD_FOLDER: folder, SECRETS: 'STRIPE_SECRET_KEY=sk_test_0123456789' };
  const args = ['add', 'stripe', 'own', '--variable', 'SECRETS'];
  await accountCommand({ args, variables, say: () => {} }, takingAll);
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

  const rung = await fetch(`http://127.0.0.1:${port}/webhooks/stripe-checkout/own`, { method: 'POST' });
  expect(rung.status).toBe(404);
  await server.printed('"account":"own"');
  expect((await fetch(`http://127.0.0.1:${port}/sandbox`)).status).toBe(404);
  server.child.kill();
  expect(await server.ended).toBe(0);
});
