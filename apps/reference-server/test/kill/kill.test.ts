import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import getPort from 'get-port';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fillCart, readSandbox, type SandboxFacts } from '../../src/demo/shop.ts';
import { balanceOf, payingFetch } from '../../src/demo/wallet.ts';
import { type ServerProcess, startProcess } from '../server-process.ts';

const PRICE = 49_990_000n;
const SERVER = new URL('./mortal-server.ts', import.meta.url);

let folder: string;
let port: number;
let running: ServerProcess;
let facts: SandboxFacts;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  port = await getPort();
  await boot({});
  facts = await readSandbox(`http://127.0.0.1:${port}`);
});
afterAll(async () => {
  await end();
  rmSync(folder, { recursive: true });
});

async function boot(variables: Record<string, string>): Promise<void> {
  const environment = {
    RAILYARD_FOLDER: folder,
    PORT: String(port),
    RAIL_TIMEOUT_MS: '1000',
    LOG_LEVEL: 'silent',
  };
  running = startProcess({ ...environment, ...variables }, [], SERVER);
  await running.printed('Railyard is ready');
}

/** The sandbox outlives the server, because its owner is this process. */
async function end(): Promise<void> {
  running.child.kill('SIGKILL');
  await running.ended;
}

interface Sale {
  readonly url: string;
  readonly cart: string;
  readonly key: string;
  /** The header that paid, as soon as it was sent. */
  signature: string | null;
}

async function newSale(): Promise<Sale> {
  const { cart_id: cart } = await fillCart(facts);
  const url = `${facts.base_url}/api/agent/cart/${cart}/checkout`;
  return { url, cart, key: randomUUID(), signature: null };
}

function headersOf({ key }: Sale): Record<string, string> {
  return { authorization: `Bearer ${facts.api_key}`, 'idempotency-key': key };
}

/** Pays with the official client, and keeps what it sent. */
async function pay(sale: Sale): Promise<Response> {
  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    sale.signature = request.headers.get('payment-signature');
    return fetch(request);
  };
  return payingFetch(facts, send)(sale.url, { method: 'POST', headers: headersOf(sale) });
}

/** What the database says of the cart once nothing is open any more. Nobody asks the server. */
async function ending({ cart }: Sale): Promise<string> {
  const database = new DatabaseSync(join(folder, 'railyard.db'), { readOnly: true });
  const query = database.prepare("select state from cart where key = 'demo:' || ?");
  try {
    for (;;) {
      const state = String(query.get(cart)?.['state']);
      if (state !== 'created' && state !== 'submitted' && state !== 'pending') return state;
      await delay(50);
    }
  } finally {
    database.close();
  }
}

test('a server killed before or after any step of a payment has, after a restart, been paid exactly once or certainly not', async () => {
  const dryRun = await newSale();
  expect((await pay(dryRun)).status).toBe(200);
  const steps = [...running.output().matchAll(/^STEP \d+ (.*)$/gm)].map(([, name]) => name ?? '');
  expect(steps).toContain('call facilitator settle');
  await end();

  const table: { step: string; killed: string; ended: string }[] = [];
  for (const [index, step] of steps.entries()) {
    for (const when of ['before', 'after']) {
      await boot({ KILL_AT: String(index + 1), KILL_WHEN: when });
      const before = await balanceOf(facts, facts.merchant.address);
      const sale = await newSale();
      await expect(pay(sale)).rejects.toThrow('fetch failed');
      expect(await running.ended).toBe('SIGKILL');

      await boot({});
      const after = await ending(sale);
      const moved = (await balanceOf(facts, facts.merchant.address)) - before;
      expect([after, moved]).toEqual(after === 'paid' ? ['paid', PRICE] : ['cart', 0n]);

      const headers = { ...headersOf(sale), 'payment-signature': sale.signature ?? '' };
      const retry = await fetch(sale.url, { method: 'POST', headers });
      expect(await retry.json()).toMatchObject({ status: 'paid', amount: 4999 });
      expect((await balanceOf(facts, facts.merchant.address)) - before).toBe(PRICE);
      table.push({ step: `${index + 1} ${step}`, killed: when, ended: after === 'cart' ? 'unpaid' : after });
      await end();
    }
  }
  console.table(table);
}, 300_000);
