import { webRuntime } from '@railyard/core/runtime';
import { changePolicy, readRestraint, restrain } from '@railyard/core/spend';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordsIn } from '../../src/commands/budget/report.ts';
import { keyIdOf } from '../../src/keys.ts';
import { startPolicy } from '../../src/spending/platform.ts';
import { payFor, type Reply } from '../shop.ts';
import { type Desk, openDesk } from './desk.ts';

const PRICE = 4_999;
const PLATFORM = { approvalAbove: [{ amount: 100_000, currency: 'usd' }] };

let desk: Desk;
beforeAll(async () => {
  const spending = { policy: PLATFORM, approver: null, linkSecrets: ['a secret of links'] };
  desk = await openDesk(() => ({ spending }));
  await startPolicy(desk.shop.store, PLATFORM);
});
afterAll(() => desk.close());

const own = (period: 'daily' | 'weekly') =>
  ({ period, limit: { amount: 100, currency: 'usd' }, timeZone: 'UTC' }) as const;
const daily = (amount: number, timeZone: string) =>
  ({ period: 'daily', limit: { amount, currency: 'usd' }, timeZone }) as const;
const budget = (...args: readonly string[]): Promise<string> => desk.run('budget', ...args);
const approval = (...args: readonly string[]): Promise<string> => desk.run('approval', ...args);
const read = async (apiKey: string) => (await desk.shop.call('GET', '/api/agent/budget', { apiKey })).body;

/** An agent with a key of its own; its id, and how it buys something for $49.99. */
async function newAgent() {
  const args = ['--scope', 'checkout:read', '--scope', 'checkout:write'];
  const apiKey = await desk.run('key', 'create', ...args);
  const buy = async (cart?: string): Promise<Reply> => {
    const { readyCart, call } = desk.shop;
    const bought = cart ?? (await readyCart({ apiKey }));
    const path = `/api/agent/cart/${bought}/checkout`;
    return call('POST', path, { apiKey, key: bought, headers: { 'x-fake': `token-${bought}` } });
  };
  return { id: keyIdOf(apiKey), apiKey, buy };
}

describe('railyard budget', () => {
  test('limits one key at once, and shows what is left', async () => {
    const { id, apiKey, buy } = await newAgent();
    const told = await budget(
      'set',
      id,
      '--budget',
      'daily:usd=7500',
      '--budget',
      'total:usd=100000',
      '--time-zone',
      'Asia/Tokyo',
    );
    expect(told).toMatch(/daily 75\.00 usd \(Asia\/Tokyo\), 75\.00 usd left, anew on \d{4}-\d\d-\d\d/);
    expect(await buy()).toMatchObject({ status: 200 });
    expect((await buy()).body).toMatchObject({
      error: 'denied',
      details: { reason: 'budget', left_cents: 2501 },
    });
    expect(await budget('show', id)).toContain('25.01 usd left');
    expect(await read(apiKey)).toMatchObject({
      policy: 'own',
      budgets: [{ left_cents: 2501 }, { left_cents: 95_001 }],
    });
    expect(await payFor(desk.shop, await desk.shop.readyCart(), 'a token', 'another')).toMatchObject({
      status: 200,
    });
  });

  test('begins with the rules of the platform, and changes what it names alone', async () => {
    const { id } = await newAgent();
    const json = async (...args: readonly string[]) =>
      JSON.parse(await budget(...args, '--json')) as Record<string, unknown>;
    expect(await json('show', id)).toMatchObject({ policy: 'platform', approval_above: { usd: 100_000 } });
    await budget(
      'set',
      id,
      '--per-purchase',
      'usd=5000',
      '--per-purchase',
      'eur=100',
      '--sellers',
      'only:acme,west',
    );
    const set = { policy: 'own', approval_above: { usd: 100_000 }, sellers: { only: ['acme', 'west'] } };
    expect(await json('show', id)).toMatchObject({ ...set, max_purchase: { usd: 5000, eur: 100 } });
    await budget('set', id, '--per-purchase', 'usd=none', '--sellers', 'all', '--rails', 'never:x402');
    expect(await json('show', id)).toMatchObject({
      ...set,
      sellers: null,
      rails: { never: ['x402'] },
      max_purchase: { eur: 100 },
    });
    await budget('set', id, '--per-purchase', 'eur=none', '--approval-above', 'usd=none');
    expect(await json('show', id)).toMatchObject({ max_purchase: null, approval_above: null });
    expect(await json('clear', id)).toMatchObject({ policy: 'platform', rails: null, approver: null });
  });

  test('shows what an agent has limited itself to, raises it where it is named, and forgets it with the rest', async () => {
    const { id, buy } = await newAgent();
    const [records, who] = [recordsIn(desk.shop.store), { tenant: 'demo', principal: id }];
    await restrain(records, who, () => [own('daily'), own('weekly')]);

    const told = await budget('show', id);
    expect(told).toMatch(/Rules +those of the platform\n/);
    expect(told).toMatch(/Set by itself +daily 1\.00 usd \(UTC\)\n/);
    expect((await buy()).body).toMatchObject({ error: 'denied', details: { budget: 'daily' } });

    await budget('set', id, '--budget', 'daily:usd=10000');
    expect(await readRestraint(records, who)).toEqual([own('weekly')]);
    expect((await buy()).body).toMatchObject({ error: 'denied', details: { budget: 'weekly' } });
    expect(JSON.parse(await budget('clear', id, '--json'))).toMatchObject({ budgets: [], set_by_itself: [] });
    expect(await buy()).toMatchObject({ status: 200 });
  });

  test('goes on counting what was spent, also when its limit is changed', async () => {
    const { id, buy } = await newAgent();
    await budget('set', id, '--budget', 'total:usd=7500');
    await buy();
    expect(await budget('set', id, '--budget', 'total:usd=9998')).toContain('49.99 usd left');
    expect(await buy()).toMatchObject({ status: 200 });
    expect(await budget('set', id, '--budget', 'total:usd=100')).toContain('0.00 usd left');
  });

  test('moves budgets of several zones into one, of which the least stays', async () => {
    const { id } = await newAgent();
    const who = { tenant: 'demo', principal: id };
    const records = {
      store: desk.shop.store,
      runtime: webRuntime([{ id: 'one', bytes: new Uint8Array(32) }]),
    };
    await changePolicy(records, who, () => ({
      budgets: [daily(300, 'UTC'), daily(200, 'Asia/Tokyo'), daily(200, 'Europe/Berlin')],
    }));
    expect(await budget('set', id, '--time-zone', 'America/Chicago')).toMatch(
      /^Budget +daily 2\.00 usd \(America\/Chicago\)[^\n]+\nPer purchase/m,
    );
    expect(await budget('set', id, '--budget', 'daily:usd=900')).toMatch(
      /^Budget +daily 9\.00 usd \(America\/Chicago\)[^\n]+\nPer purchase/m,
    );
  });

  test('shows the rules of the platform, and who is mailed for a key', async () => {
    expect(await budget('show')).toBe(
      [
        'Of            each that has no rules of its own',
        'Rules         those of the platform',
        'Budget        any amount',
        'Per purchase  any amount',
        'Approval      above 1000.00 usd',
        'Sellers       all',
        'Rails         all',
      ].join('\n'),
    );
    const { id, buy } = await newAgent();
    await budget('set', id, '--approval-above', 'usd=0', '--approver', 'ann@shop.example');
    expect(await budget('show', id)).toMatch(/Approver +ann@shop\.example/);
    await buy();
    expect(desk.shop.inbox.received()[0]?.to).toBe('ann@shop.example');
    expect(await budget('set', id, '--approver', 'none')).toMatch(/Approver +nobody/);
  });

  test('sets what a client of a person may spend, by the id that it reads of itself, and what a tenant’s user may', async () => {
    const id = `buyer_${'0a'.repeat(12)}.client-1`;
    expect(await budget('set', id, '--budget', 'daily:usd=100')).toContain('daily 1.00 usd');
    expect(await budget('show', id)).toContain('daily 1.00 usd');
    expect(await budget('show', id, '--tenant', 'other')).toContain('any amount');
    const named = ['user:ada@orchard', '--tenant', 'orchard'];
    expect(await budget('set', ...named, '--approver', 'ann@shop.example')).toContain('ann@shop.example');
  });

  test.each([
    [['--budget', 'hourly:usd=1'], '"hourly:usd=1" is not understood. Write a period'],
    [['--budget', 'daily:usd=1.5'], 'is not understood'],
    [['--budget', 'daily:xxy=1'], 'is not understood'],
    [
      ['--budget', 'daily:usd=1', '--budget', 'daily:usd=2'],
      'The policy has two rules for "daily usd in UTC".',
    ],
    [['--per-purchase', 'usd'], 'Write minor units of a currency'],
    [['--time-zone', 'Berlin'], '"Berlin" is no time zone.'],
    [['--time-zone', '+05:00'], '"+05:00" is no time zone.'],
    [['--sellers', 'acme'], 'Write all, or names behind only: or never:'],
    [['--sellers', 'never:acmee'], 'acmee'],
    [['--rails', 'never:x403'], 'There is no rail "x403" to spend on.'],
    [['--approver', 'ann'], '"ann" is no e-mail address.'],
    [[], 'Nothing is set.'],
  ])('refuses %j, and changes nothing', async (args, sentence) => {
    const { id } = await newAgent();
    await expect(budget('set', id, ...args)).rejects.toThrow(sentence);
    expect(await budget('show', id)).toContain('those of the platform');
  });

  test('knows no key that there is not', async () => {
    await expect(budget('show', 'key_none')).rejects.toThrow('There is no API key "key_none".');
    await expect(budget('show', 'key_none', 'two')).rejects.toThrow('"two" is one too many.');
  });
});

describe('railyard approval', () => {
  test('lists what waits, and approves it, once', async () => {
    const { id, buy } = await newAgent();
    await budget('set', id, '--approval-above', 'usd=0');
    const asked = (await buy()).body.details ?? {};
    const apr = String(asked.approval_id);
    const line = (await approval('list', '--state', 'asked')).split('\n').find((one) => one.startsWith(apr));
    expect(line).toMatch(/asked +49\.99 usd +acme/);
    expect(await approval('list', '--tenant', 'other')).toBe('There is no such approval.');
    await expect(approval('approve', apr, '--tenant', 'other')).rejects.toThrow('has no approval');

    expect(await approval('approve', apr)).toMatch(/Decided +\S+ by operator/);
    await expect(approval('deny', apr)).rejects.toThrow('is approved already.');
    expect(JSON.parse(await approval('show', apr, '--json'))).toMatchObject({
      status: 'approved',
      decided_by: 'operator',
      ship_to: { name: 'Ada Lovelace', postal_code: '68508' },
      asked_by: { kind: 'api_key', id },
    });
    const text = await approval('show', apr);
    expect(text).toMatch(/Sent to +Ada Lovelace, 12 Analytical Way, Lincoln, NE, 68508, US/);
    expect(text).toMatch(new RegExp(`Asked by +.*${id}`));
    const { cart_id: cart } = JSON.parse(await approval('show', apr, '--json')) as {
      readonly cart_id: string;
    };
    expect(await buy(cart)).toMatchObject({ status: 200 });
    await expect(approval('deny', apr)).rejects.toThrow('is used already.');
    expect(JSON.parse(await approval('list', '--state', 'used', '--json'))).toMatchObject([
      { amount: PRICE },
    ]);
  });

  test('denies, and says what there is none of', async () => {
    const { id, buy } = await newAgent();
    await budget('set', id, '--approval-above', 'usd=0');
    const { approval_id } = (await buy()).body.details ?? {};
    await approval('deny', String(approval_id));
    expect(await approval('show', String(approval_id))).toMatch(/State +denied/);
    await expect(approval('show', 'apr_none')).rejects.toThrow(
      'The tenant "demo" has no approval "apr_none".',
    );
    await expect(approval('list', '--state', 'open')).rejects.toThrow('There is no state "open".');
  });
});
