import { reconcile } from '@railyard/core/operator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storedKeys } from '../../src/keys.ts';
import { fakeProvider, fakeRail } from '../fake-rail.ts';
import { like } from '../matchers.ts';
import { payFor, railsFrom } from '../shop.ts';
import { type Desk, openDesk } from './desk.ts';

let desk: Desk;
const provider = fakeProvider();
beforeAll(async () => {
  provider.answer = () => ({ state: 'unknown', reason: 'no_answer' });
  desk = await openDesk(() => ({
    rails: railsFrom(() => [{ rail: fakeRail(provider), account: 'one', active: true }]),
  }));
});
afterAll(() => desk.close());

const run = (...args: readonly string[]): Promise<string> => desk.run('case', ...args);
const WHO = ['--by', 'ada', '--reason', 'seen at the provider'] as const;

let count = 0;
/** A cart whose payment nobody knows what became of, and its case. */
async function openCase(): Promise<{ readonly cart: string; readonly id: string; readonly token: string }> {
  const cart = await desk.shop.readyCart();
  provider.status = () => ({ state: 'unknown', reason: 'not_found' });
  count += 1;
  const token = `tok_${count}`;
  await payFor(desk.shop, cart, token, token);
  desk.pass(2 * 3_600);
  await reconcile(desk.shop.server.checkout);
  const listed = JSON.parse(await run('list', '--json')) as readonly { case_id: string; cart_id: string }[];
  const id = listed.find(({ cart_id }) => cart_id === cart)?.case_id ?? '';
  return { cart, id, token };
}

/** A day later the provider shows that so much was taken, and knows of no order. */
async function seeCharged(amount: number): Promise<void> {
  const why = 'charged_without_order';
  provider.status = ({ currency }) => ({
    state: 'unknown',
    reason: why,
    openCase: why,
    taken: { amount, currency },
  });
  desk.pass(24 * 3_600);
  await reconcile(desk.shop.server.checkout);
}

async function standing(id: string): Promise<{ readonly isOpen: boolean; readonly rulings: number }> {
  const [listed, ruled] = [await run('list'), await run('rulings')];
  return { isOpen: listed.includes(id), rulings: ruled.split(id).length - 1 };
}

describe('railyard case', () => {
  test('lists what a person has to decide about, and shows what is recorded of it', async () => {
    expect(await run('list')).toBe('There is no open case.');
    const { id, cart } = await openCase();
    expect(await run('list')).toMatch(
      new RegExp(`^CASE .*SINCE\n${id} +unresolved_past_deadline +payment +49\\.99 usd +fake +acme +\\d{4}-`),
    );
    const text = await run('show', id);
    for (const line of [
      `Case`,
      'Can be ruled  paid, unpaid',
      'Rail          fake, account one',
      'Order         none',
    ])
      expect(text).toContain(line);
    expect(JSON.parse(await run('show', id, '--json'))).toMatchObject({
      case_id: id,
      cart_id: cart,
      open_case: 'unresolved_past_deadline',
      evidence: {
        payment: { state: 'submitted', provider_key: like(/^ry1_/) },
        provider: { asked: 'not_asked' },
      },
      ruled: [],
    });
    expect(text).not.toContain('tok_');
  });

  test('the log of the server names the command that shows a case', async () => {
    const { id } = await openCase();
    const line = desk.shop.logged.find((one) => one.includes('case.opened') && one.includes(id));
    expect(line).toContain(`"see":"railyard case show ${id} --tenant demo"`);
  });

  test('a payment that is ruled paid becomes the order, and the agent gets it', async () => {
    const { id, cart, token } = await openCase();
    const text = await run('resolve', id, '--ruling', 'paid', '--reference', 'ch_1', ...WHO);
    expect(text).toContain('The payment is now paid. It has become the order order_');
    const again = await run('resolve', id, '--ruling', 'paid', '--reference', 'ch_1', ...WHO);
    expect(again).toBe(text);

    const { status, body } = await payFor(desk.shop, cart, token, token);
    expect([status, body.status]).toEqual([200, 'paid']);
    expect(await run('show', id)).toContain('Why           closed');
    expect(JSON.parse(await run('rulings', '--json'))).toMatchObject([
      { case_id: id, by: 'ada', reason: 'seen at the provider', ruling: 'paid', insisted: false },
    ]);
  });

  test('what a payment held can be spent again once it is ruled unpaid', async () => {
    const { store, keys } = desk.shop;
    const key = (await storedKeys(store).find(keys.network))?.id ?? '';
    await desk.run('budget', 'set', key, '--budget', 'total:usd=100000');
    const { id } = await openCase();
    expect(await desk.run('budget', 'show', key)).toContain('950.01 usd left');
    await run('resolve', id, '--ruling', 'unpaid', '--insist', ...WHO);
    expect(await desk.run('budget', 'show', key)).toContain('1000.00 usd left');
    await desk.run('budget', 'clear', key);
  });

  test('a payment is ruled unpaid only when that is insisted on, as no provider was asked', async () => {
    const { id, cart } = await openCase();
    const call = ['resolve', id, '--ruling', 'unpaid', ...WHO];
    await expect(run(...call)).rejects.toThrow('It may turn out otherwise.');
    expect(await run(...call, '--insist')).toContain('unpaid, insisted');
    const { body } = await desk.shop.call('POST', `/api/agent/cart/${cart}/items`, {
      body: { variant_id: 'var_mug' },
    });
    expect(body.error).toBeUndefined();
  });

  test('a case that opens again for the same reason is ruled again, and a ruling that is said twice is one', async () => {
    const { id } = await openCase();
    const rule = () => run('resolve', id, '--ruling', 'returned', '--insist', ...WHO);
    await seeCharged(4_999);
    await rule();
    await rule();
    expect(await standing(id)).toEqual({ isOpen: false, rulings: 1 });

    await seeCharged(5_999);
    expect(await standing(id)).toEqual({ isOpen: true, rulings: 1 });
    await rule();
    await rule();
    expect(await standing(id)).toEqual({ isOpen: false, rulings: 2 });
  });

  test('says what else it wants, and whose cases there are not', async () => {
    const { id } = await openCase();
    await expect(run('resolve', id, ...WHO)).rejects.toThrow(
      '--ruling: Write one of paid, unpaid, stands, returned',
    );
    await expect(run('resolve', id, '--ruling', 'unpaid', '--reason', 'x')).rejects.toThrow(
      '--by: Write who',
    );
    await expect(run('resolve', id, '--ruling', 'again', ...WHO)).rejects.toThrow(
      'This case can be ruled: paid, unpaid.',
    );
    await expect(run('show', id, '--tenant', 'other')).rejects.toThrow('The tenant "other" has no case');
    expect(await run('list', '--tenant', 'other')).toBe('There is no open case.');
    expect(await run('rulings', '--tenant', 'other')).toBe('Nothing was ruled yet.');
    expect(await run()).toContain('railyard case resolve CASE');
  });
});
