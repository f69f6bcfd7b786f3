import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../src/commands.ts';
import { type CartFacts, callApi, fillCart, readSandbox, type SandboxFacts } from '../../src/demo/shop.ts';
import { balanceOf, payingFetch } from '../../src/demo/wallet.ts';
import { type ServerProcess, startProcess } from '../server-process.ts';

const PATIENCE = { timeout: 20_000 };

let folder: string;
let server: ServerProcess;
let facts: SandboxFacts;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  const port = String(await getPort());
  const seed = writeSeed('begin.json', 1_000);
  server = startProcess({ RAILYARD_FOLDER: folder, PORT: port, RAILYARD_SEED: seed });
  await server.printed('Railyard is ready');
  facts = await readSandbox(`http://127.0.0.1:${port}`);
}, 30_000);
afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.ended;
  rmSync(folder, { recursive: true });
}, 30_000);

/** A seed file with a seller of mosses, each at this price. */
function writeSeed(name: string, price: number): string {
  const file = join(folder, name);
  const seller = { handle: 'moss', name: 'Moss', currency: 'usd', coverage: { countries: ['US'] } };
  const products = [{ id: 'var_moss', title: 'Cushion moss', price }];
  writeFileSync(file, JSON.stringify({ sellers: [{ ...seller, products }] }));
  return file;
}

/** A new cart with one moss in it. */
async function cartOfMoss(): Promise<Record<string, unknown>> {
  const { cart_id } = await callApi<CartFacts>(facts, 'POST', '/cart', { seller_handle: 'moss' });
  return callApi(facts, 'POST', `/cart/${cart_id}/items`, { variant_id: 'var_moss' });
}

/** Runs a command in a process of its own, beside the server's. */
async function bin(...args: readonly string[]) {
  const command = startProcess({ RAILYARD_FOLDER: folder }, [], undefined, args);
  return { code: await command.ended, output: command.output() };
}

/** Runs a command in this process, which is not the server's either. */
async function found(...args: readonly string[]): Promise<unknown> {
  let said = '';
  await runCommand([...args, '--json'], {
    variables: { RAILYARD_FOLDER: folder },
    say: (text) => void (said = text),
  });
  return JSON.parse(said);
}

describe('beside a server that runs', () => {
  test('a key is good from the moment it is printed to the moment it is revoked', async () => {
    const made = await bin('key', 'create', '--scope', 'checkout:read', '--json');
    const key = JSON.parse(made.output) as { readonly api_key: string; readonly id: string };
    const ask = () => fetch(`${facts.base_url}/api/agent/limits`, { headers: { 'x-api-key': key.api_key } });
    expect((await ask()).status).toBe(200);
    expect((await bin('key', 'revoke', key.id)).code).toBe(0);
    const refused = await ask();
    expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([
      401,
      'invalid_api_key',
    ]);
  });

  test('the rails are those that the server has set up, with the one on which it buys', async () => {
    expect(await found('rails')).toContainEqual(
      expect.objectContaining({ payment_rail: 'card', set_up: true, buys_at: ['corner-market'] }),
    );
  });

  test('what is changed of a seller is seen without a start', async () => {
    const handle = facts.seller_handle;
    const read = () => callApi<Record<string, unknown>>(facts, 'GET', `/sellers/${handle}`);
    expect(await read()).toMatchObject({ delivery_fee_cents: 500 });
    expect((await bin('seller', 'set', handle, '--delivery-fee', '700', '--cities', 'Lincoln')).code).toBe(0);
    await expect.poll(read, PATIENCE).toMatchObject({
      delivery_fee_cents: 700,
      delivery_coverage: { cities: ['Lincoln'] },
    });
  });

  test('a seed is sold from, and another one changes what is sold', async () => {
    expect(await cartOfMoss()).toMatchObject({ subtotal_cents: 1_000 });
    expect(await bin('seed', writeSeed('change.json', 1_200))).toEqual({
      code: 0,
      output: 'Sellers   1\nProducts  1\n',
    });
    await expect.poll(cartOfMoss, PATIENCE).toMatchObject({ subtotal_cents: 1_200 });
  });

  test('rails are active for whom the server says', async () => {
    await found('seller', 'set', 'harbor-coffee', '--without-rail', 'coinbase');
    for (const handle of [facts.seller_handle, 'harbor-coffee', facts.elsewhere.seller_handle]) {
      const told = await found('rails', handle);
      const read = async () => {
        const { rails } = await callApi<{ readonly rails: readonly Rail[] }>(
          facts,
          'GET',
          `/rails?seller_handle=${handle}`,
        );
        return activeIn(rails);
      };
      await expect.poll(read, PATIENCE).toEqual(activeIn(told as readonly Rail[]));
    }
    expect(activeIn((await found('rails', 'harbor-coffee')) as readonly Rail[])).toEqual([
      'stripe-checkout',
      'stripe-mpp',
      'x402',
    ]);
  });

  test('the server makes a refund that was asked for at the command line', async () => {
    const { cart_id } = await fillCart(facts);
    const headers = { authorization: `Bearer ${facts.api_key}`, 'idempotency-key': 'pays' };
    const paid = await payingFetch(facts)(`${facts.base_url}/api/agent/cart/${cart_id}/checkout`, {
      method: 'POST',
      headers,
    });
    const { order_id } = (await paid.json()) as { readonly order_id: string };
    const before = await balanceOf(facts, facts.payer.address);
    const asked = await bin('order', 'refund', order_id, '--amount', '1000', '--reason', 'broken');
    expect(asked.output).toContain('10.00 usd  pending');
    const refunds = async () => ((await found('order', 'show', order_id)) as Refunds).refunds;
    await expect.poll(refunds, PATIENCE).toMatchObject([{ amount: 1000, state: 'refunded' }]);
    expect((await balanceOf(facts, facts.payer.address)) - before).toBe(10_000_000n);
  });

  test('a mistake ends with 2 and a sentence, and nothing else is printed', async () => {
    expect(await bin('seller', 'show', 'nobody')).toEqual({
      code: 2,
      output: 'There is no seller "nobody". Make one with: railyard seller add.\n',
    });
  });
});

interface Rail {
  readonly payment_rail: string;
  readonly active: boolean;
}

interface Refunds {
  readonly refunds: readonly unknown[];
}

function activeIn(rails: readonly Rail[]): readonly string[] {
  return rails.flatMap(({ payment_rail, active }) => (active ? payment_rail : [])).toSorted();
}
