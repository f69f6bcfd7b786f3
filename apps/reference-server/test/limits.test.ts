import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStore } from '@railyard/core/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../src/commands.ts';
import { openDatabase } from '../src/database.ts';
import { readLimits, resetLimits, setLimits, startLimits } from '../src/limits.ts';
import { startProcess } from './server-process.ts';
import { openShop, type Shop } from './shop.ts';

const CART = '/api/agent/cart';
const START = { maxItemQuantity: 20, maxCartTotal: { usd: 200_000, eur: 180_000 } };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'railyard-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command in this process, on the folder of these tests. */
async function run(...args: readonly string[]): Promise<string> {
  const said: string[] = [];
  const variables = { RAILYARD_FOLDER: folder };
  await runCommand(args, { variables, say: (text) => void said.push(text) });
  return said.join('\n');
}

describe('the caps in the store', () => {
  test('are those of the environment until an operator sets them, which outlasts a start', async () => {
    const store = memoryStore();
    await expect(readLimits(store)).rejects.toThrow('Start the server on it once.');
    await expect(setLimits(store, { maxItemQuantity: 3 })).rejects.toThrow('holds no limits yet');
    await startLimits(store, START);
    expect(await readLimits(store)).toEqual(START);

    const set = { maxItemQuantity: 20, maxCartTotal: { usd: 4999, eur: 180_000, jpy: 9000 } };
    expect(await setLimits(store, { maxCartTotal: { usd: 4999, jpy: 9000 } })).toEqual(set);
    await setLimits(store, { maxItemQuantity: 5 });
    await startLimits(store, { maxItemQuantity: 7, maxCartTotal: { usd: 1, gbp: 2 } });
    const after = { maxItemQuantity: 5, maxCartTotal: { usd: 4999, gbp: 2, jpy: 9000 } };
    expect(await readLimits(store)).toEqual(after);

    expect((await setLimits(store, { maxCartTotal: { usd: null } })).maxCartTotal).toEqual({
      gbp: 2,
      jpy: 9000,
    });
    expect(await resetLimits(store)).toEqual({ maxItemQuantity: 7, maxCartTotal: { usd: 1, gbp: 2 } });
  });

  test.each([
    [{ maxItemQuantity: 0 }, 'The most of one item is a whole number from 1 to 1000000, not 0.'],
    [{ maxItemQuantity: Number.NaN }, 'not NaN.'],
    [{ maxCartTotal: { usd: 49.99 } }, 'The largest total in usd is a whole number'],
    [{ maxCartTotal: { usd: 1e13 } }, 'The largest total in usd is a whole number'],
    [{ maxCartTotal: { usb: 100 } }, '"usb" is not'],
  ])('take nothing that is no cap: %j', async (change, sentence) => {
    const store = memoryStore();
    await startLimits(store, START);
    expect(() => setLimits(store, change)).toThrow(sentence);
    expect(await readLimits(store)).toEqual(START);
  });
});

/** What both servers are to answer. */
function both(answer: unknown): readonly unknown[] {
  return [answer, answer];
}

/** Two servers on one database, as two processes have them. */
async function openPair() {
  const stores = [openDatabase(folder), openDatabase(folder)];
  const [one, other] = stores.map((store) => openShop({ store, limits: () => readLimits(store) })) as [
    Promise<Shop>,
    Promise<Shop>,
  ];
  await startLimits(stores[0] as (typeof stores)[0], START);
  return {
    shops: [await one, await other] as const,
    close: () => Promise.all(stores.map((store) => store.close())),
  };
}

describe('a change by another process', () => {
  test('S0.5 S0.6 holds for an open cart in every server at once', async () => {
    const { shops, close } = await openPair();
    const [shop, other] = shops;
    const cart = await shop.readyCart();
    const answers = async (): Promise<readonly unknown[]> => {
      const asked = shops.map(({ call }) =>
        call('POST', `${CART}/${cart}/checkout`, { apiKey: shop.keys.network }),
      );
      return (await Promise.all(asked)).map(({ status, body }) => [status, body.error]);
    };
    expect(await answers()).toEqual(both([402, 'payment_required']));

    const told = startProcess({ RAILYARD_FOLDER: folder }, [], undefined, [
      'limits',
      '--max-cart-total',
      'usd=4998',
    ]);
    expect([await told.ended, told.output()]).toEqual([
      0,
      'The most of one item  20\nThe largest cart      49.98 usd, 1800.00 eur\n',
    ]);
    expect(await answers()).toEqual(both([400, 'cart_total_exceeds_limit']));
    expect((await other.call('GET', '/api/agent/limits')).body.max_cart_total_cents).toBe(4998);

    await run('limits', '--max-cart-total', 'usd=4999');
    expect(await answers()).toEqual(both([402, 'payment_required']));
    await run('limits', '--max-cart-total', 'usd=none');
    expect(await answers()).toEqual(both([400, 'currency_not_supported']));
    await run('limits', '--reset');
    await close();
  });

  test('of the most of one item holds when more is added, and at the checkout of what is there', async () => {
    const { shops, close } = await openPair();
    const [{ call, readyCart }] = shops;
    const id = await readyCart();
    const add = (quantity: number) =>
      call('POST', `${CART}/${id}/items`, { body: { variant_id: 'var_stove', quantity } });
    const { body } = await add(3);
    const [{ item_id: item } = { item_id: '' }] = body.items as readonly { readonly item_id: string }[];
    await run('limits', '--max-item-quantity', '3');

    const refused = [await add(1), await call('POST', `${CART}/${id}/checkout`)];
    for (const { status, body: problem } of refused) {
      expect([status, problem.error]).toEqual([400, 'quantity_exceeds_limit']);
      expect(problem.details).toMatchObject({ max_item_quantity: 3 });
    }
    await call('PATCH', `${CART}/${id}/items/${item}`, { body: { quantity: 3 } });
    expect((await call('POST', `${CART}/${id}/checkout`)).status).toBe(402);
    await run('limits', '--reset');
    await close();
  });
});

describe('railyard', () => {
  test('limits shows the caps, and refuses what it cannot read', async () => {
    expect(await run('limits')).toBe(
      'The most of one item  20\nThe largest cart      2000.00 usd, 1800.00 eur',
    );
    await expect(run('limits', '--max-cart-total', 'usd=49.99')).rejects.toThrow('"usd=49.99" is no cap.');
    await expect(run('limits', '--max-cart-total', 'usd=0')).rejects.toThrow('"usd=0" is no cap.');
    await expect(run('limits', '--max-item-quantity', 'many')).rejects.toThrow('not NaN.');
    await expect(run('limits', '--reset', '--max-item-quantity', '3')).rejects.toThrow('--reset goes alone.');
    await expect(run('limits', '--max')).rejects.toThrow("Unknown option '--max'.\n\nrailyard limits");
    for (const wrong of [['usd=5'], ['--max-cart-total']])
      await expect(run('limits', ...wrong)).rejects.toThrow('railyard limits --reset');
    expect(await run('limits')).toContain('2000.00 usd, 1800.00 eur');
  });

  test('says how each command is used, and which there are', async () => {
    const overview = await run('--help');
    expect(overview).toMatch(/^Commands:\n {2}railyard start .*\n {2}railyard limits /);
    for (const command of ['start', 'limits'])
      expect(await run(command, '--help')).toContain(`railyard ${command}`);
    await expect(run('limit')).rejects.toThrow(`There is no command "limit".\n\n${overview}`);
    await expect(run('constructor')).rejects.toThrow('There is no command "constructor".');
    await expect(run('start', '--port', '1')).rejects.toThrow('railyard start');
  });

  test('changes nothing where no server was started', async () => {
    const variables = { RAILYARD_FOLDER: join(folder, 'nowhere') };
    const told = runCommand(['limits'], { variables, say: () => {} });
    await expect(told).rejects.toThrow(/^There is no database in ".*nowhere"\. Set RAILYARD_FOLDER to /);
  });
});
