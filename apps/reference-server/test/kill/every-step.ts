import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { startSandbox } from '@railyard/sandbox';
import getPort from 'get-port';
import Stripe from 'stripe';
import { expect } from 'vitest';
import { cardFetch } from '../../src/demo/card.ts';
import { fillCart, readSandbox, type SandboxFacts } from '../../src/demo/shop.ts';
import { balanceOf, payingFetch } from '../../src/demo/wallet.ts';
import type { ServerProcess } from '../server-process.ts';
import { type MortalServer, mortalServer } from './mortal.ts';

const WHEN = ['before', 'after'] as const;

let folder: string;
let server: MortalServer;
let running: ServerProcess;
let facts: SandboxFacts;
let merchant: Stripe;

async function open(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  const port = await getPort();
  server = await mortalServer(folder, port);
  await boot();
  facts = await readSandbox(`http://127.0.0.1:${port}`);
  merchant = await stripeOf(folder);
  await end('SIGTERM');
}

/** Begins another life of the server. The sandbox outlives it, because its owner is this process. */
async function boot(): Promise<void> {
  running = await server.begin({ RAIL_TIMEOUT_MS: '1000' });
}

async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  running.child.kill(signal);
  await running.ended;
}

interface Sale {
  readonly url: string;
  readonly cart: string;
  readonly key: string;
  /** The headers that paid, as soon as they were sent. */
  paid: Readonly<Record<string, string>>;
}

/** Who pays, with a client that is the official one. */
interface Payer {
  /** The header that its payment comes in. */
  readonly header: string;
  /** The call that moves the money, as the server tells its steps. */
  readonly moving: string;
  /** A `fetch` that pays when it is asked to, and sends through another one. */
  fetch(send: typeof fetch): typeof fetch;
  /** What the merchant has been paid so far. */
  taken(): Promise<number>;
  readonly price: number;
}

const PAYERS = {
  x402: {
    header: 'payment-signature',
    moving: 'call facilitator settle',
    fetch: (send) => payingFetch(facts, send),
    taken: async () => Number(await balanceOf(facts, facts.merchant.address)),
    price: 49_990_000,
  },
  mpp: {
    header: 'payment-authorization',
    moving: 'call stripe POST payment_intents',
    fetch: (send) => cardFetch(facts, { send }),
    async taken() {
      const intents = await merchant.paymentIntents.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });
      return intents.reduce((sum, intent) => sum + intent.amount_received, 0);
    },
    price: 4999,
  },
} satisfies Readonly<Record<string, Payer>>;

/** The seller's own view of the local Stripe. */
async function stripeOf(parent: string): Promise<Stripe> {
  const sandbox = await startSandbox({ folder: parent });
  const { hostname: host, port: at } = new URL(sandbox.stripe.url);
  return new Stripe(sandbox.stripe.secretKey, { host, port: at, protocol: 'http', telemetry: false });
}

async function newSale(): Promise<Sale> {
  const { cart_id: cart } = await fillCart(facts);
  const url = `${facts.base_url}/api/agent/cart/${cart}/checkout`;
  return { url, cart, key: randomUUID(), paid: {} };
}

function headersOf({ key }: Sale): Record<string, string> {
  return { authorization: `Bearer ${facts.api_key}`, 'idempotency-key': key };
}

/** Pays, and keeps what was sent. The server dies at the step that is named. */
async function pay(payer: Payer, sale: Sale, killed = ''): Promise<Response> {
  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const payment = request.headers.get(payer.header);
    if (payment !== null) sale.paid = { [payer.header]: payment };
    return fetch(request);
  };
  return payer.fetch(send)(sale.url, {
    method: 'POST',
    headers: { ...headersOf(sale), 'x-killed': killed },
  });
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

/** Kills a server before and after every step of a payment. Rejects unless each ends paid once or certainly not. */
export async function killAtEveryStep(name: keyof typeof PAYERS): Promise<readonly Ending[]> {
  const payer = PAYERS[name];
  await open();
  try {
    const table = await endings(payer);
    console.table(table);
    return table;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Ending {
  readonly step: string;
  readonly killed: string;
  readonly ended: string;
}

async function endings(payer: Payer): Promise<readonly Ending[]> {
  await boot();
  const first = await stepsOf(payer);
  const later = await stepsOf(payer);
  expect(later).toContain(payer.moving);

  const table: Ending[] = [];
  for (const [index, step] of later.entries())
    for (const when of WHEN) {
      await stepsOf(payer);
      table.push(await endingOf(payer, { when, index, step }));
    }
  for (const [index, step] of first.entries()) {
    // What a life does once, for its first payment.
    if (later.includes(step)) continue;
    for (const when of WHEN) {
      await end('SIGKILL');
      await boot();
      table.push(await endingOf(payer, { when, index, step }));
    }
  }
  await end('SIGKILL');
  return table;
}

/** The steps of a payment that nothing happens to. */
async function stepsOf(payer: Payer): Promise<readonly string[]> {
  const before = running.output().length;
  expect((await pay(payer, await newSale())).status).toBe(200);
  const told = running.output().slice(before);
  return [...told.matchAll(/^STEP \d+ (.*)$/gm)].map(([, name]) => name ?? '');
}

interface Kill {
  readonly when: (typeof WHEN)[number];
  /** From zero. */
  readonly index: number;
  readonly step: string;
}

/** Has the server die in a payment, and looks how that ends in its next life, which goes on. */
async function endingOf(payer: Payer, { when, index, step }: Kill): Promise<Ending> {
  const before = await payer.taken();
  const sale = await newSale();
  await expect(pay(payer, sale, `${when} ${index + 1}`)).rejects.toThrow('fetch failed');
  expect(await running.ended).toBe('SIGKILL');
  expect(
    running
      .output()
      .trimEnd()
      .endsWith(`STEP ${index + 1} ${step}`),
  ).toBe(true);

  await boot();
  const after = await ending(sale);
  const moved = (await payer.taken()) - before;
  expect([after, moved]).toEqual(after === 'paid' ? ['paid', payer.price] : ['cart', 0]);

  const headers = { ...headersOf(sale), ...sale.paid };
  const retry = await fetch(sale.url, { method: 'POST', headers });
  expect(await retry.json()).toMatchObject({ status: 'paid', amount: 4999 });
  expect((await payer.taken()) - before).toBe(payer.price);
  return { step: `${index + 1} ${step}`, killed: when, ended: after === 'cart' ? 'unpaid' : after };
}
