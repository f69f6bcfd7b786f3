// Orders behind `guard`, with records on the disk, as the READMEs of core, rail-x402 and store-sqlite show it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCheckout } from '@railyard/core';
import { guard } from '@railyard/core/http';
import { reconcile } from '@railyard/core/operator';
import { webRuntime } from '@railyard/core/runtime';
import { x402 } from '@railyard/rail-x402';
import { sqliteStore } from '@railyard/store-sqlite';
import { Hono } from 'hono';
import { isStub, open, orderDesk, readSetting } from './desk.ts';
import { stubChain } from './stubs.ts';

const setting = readSetting();
const { folder, payTo, providerUrl: facilitator, rpcUrl } = setting;
const isNamed = process.argv[3] === 'named';

const provider = isStub(facilitator) ? stubChain() : { facilitator, rpcUrl };
const mounts = [
  { rail: x402({ network: 'base-sepolia', payTo, ...provider }), account: payTo, active: true },
];
const checkout = createCheckout({
  store: sqliteStore({ file: join(folder, 'railyard.db') }),
  runtime: webRuntime([{ id: 'k1', bytes: sealingKey(join(folder, 'key')) }]),
  mode: 'test',
  rails: () => mounts,
  limits: () => ({ maxItemQuantity: 20, maxCartTotal: { usd: 200_000 } }),
  fetch,
});
const sell = guard({
  checkout,
  tenant: 'shop',
  seller: 'shop',
  sale: ({ url }) => ({
    title: 'An order',
    price: { amount: 50, currency: 'usd' },
    ...(isNamed && { id: new URL(url).pathname, principal: 'ada' }),
  }),
});
const makeOrder = orderDesk(setting);

const app = new Hono();
app.post('/orders/:item', (c) => sell(c.req.raw, async (_, order) => c.json(await makeOrder(order?.id))));

const settleOpen = (): void => void reconcile(checkout).catch(console.error);
settleOpen();
setInterval(settleOpen, 5_000);
open(app, setting.port);

function sealingKey(file: string): Uint8Array<ArrayBuffer> {
  if (!existsSync(file)) writeFileSync(file, crypto.getRandomValues(new Uint8Array(32)));
  return new Uint8Array(readFileSync(file));
}
