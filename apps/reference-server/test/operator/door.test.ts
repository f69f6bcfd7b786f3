import { reconcile } from '@railyard/core/operator';
import { memoryStore } from '@railyard/core/store';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { nodeRuntime } from '../../src/runtime.ts';
import { ordersOf, verified } from '../buyers/shop.ts';
import { paid } from '../fake-rail.ts';
import { type Call, openShop, payFor, type Reply, type Shop } from '../shop.ts';
import { operatorKey } from './darkness.ts';

interface Door extends Shop {
  readonly operate: (method: string, path: string, call?: Call) => Promise<Reply>;
  readonly pass: (ms: number) => Promise<void>;
}

const HOUR = 3_600_000;

/** A shop whose provider never tells what became of a payment, and its operator. */
async function openDoor(): Promise<Door> {
  let now = Date.now();
  const clock = { now: () => now };
  const bytes = new Uint8Array(32).fill(7);
  const shop = await openShop({
    store: memoryStore(clock),
    runtime: { ...nodeRuntime([{ id: 'one', bytes }]), ...clock },
  });
  shop.provider.answer = () => ({ state: 'unknown', reason: 'no_answer' });
  const apiKey = await operatorKey(shop);
  return {
    ...shop,
    operate: (method, path, call) => shop.call(method, `/api/operator${path}`, { apiKey, ...call }),
    async pass(ms) {
      now += ms;
      await reconcile(shop.server.checkout);
    },
  };
}

async function openCase(door: Door, token = 'tok'): Promise<string> {
  const cart = await door.readyCart();
  await payFor(door, cart, token, token);
  await door.pass(2 * HOUR);
  const { body } = await door.operate('GET', '/cases');
  const cases = body.cases as readonly { readonly case_id: string; readonly cart_id: string }[];
  return cases.find(({ cart_id }) => cart_id === cart)?.case_id ?? '';
}

const RULING = { ruling: 'paid', reference: 'ch_1', by: 'Ada', reason: 'Seen there.' };

test('S2.11 only a key with the scope "operator" comes in, and no other key has it', async () => {
  const door = await openDoor();
  const id = await openCase(door);
  const ways = [
    ['GET', '/api/operator/cases'],
    ['GET', `/api/operator/cases/${id}`],
    ['POST', `/api/operator/cases/${id}/ruling`],
    ['GET', '/api/operator/rulings'],
  ] as const;
  for (const [method, path] of ways) {
    const body = method === 'POST' ? { body: RULING } : {};
    const answers = [
      await door.call(method, path, { apiKey: null, ...body }),
      await door.call(method, path, body),
    ];
    expect(answers.map(({ status, body: said }) => [status, said.error])).toEqual([
      [401, 'invalid_api_key'],
      [403, 'scope_insufficient'],
    ]);
  }
  const shopping = await door.call('POST', '/api/agent/cart', {
    apiKey: await operatorKey(door),
    body: { seller_handle: 'acme' },
  });
  expect(shopping.body.error).toBe('scope_insufficient');
  expect((await door.operate('GET', '/rulings')).body).toEqual({ rulings: [], next: null });
});

test('an operator of another tenant finds no case, and rules on none', async () => {
  const door = await openDoor();
  const id = await openCase(door);
  const apiKey = await operatorKey(door, 'other');
  const answers = [
    await door.operate('GET', `/cases/${id}`, { apiKey }),
    await door.operate('POST', `/cases/${id}/ruling`, { apiKey, body: RULING }),
  ];
  expect(answers.map(({ status, body }) => [status, body.error])).toEqual([
    [404, 'not_found'],
    [404, 'not_found'],
  ]);
  expect((await door.operate('GET', '/cases', { apiKey })).body).toEqual({ cases: [], next: null });

  await door.operate('POST', `/cases/${id}/ruling`, { body: RULING });
  expect((await door.operate('GET', '/rulings', { apiKey })).body).toEqual({ rulings: [], next: null });
  expect((await door.operate('GET', `/cases/${id}`, { apiKey })).status).toBe(404);
});

test('cases come the oldest first, page by page', async () => {
  const door = await openDoor();
  const ids = [await openCase(door, 'a'), await openCase(door, 'b'), await openCase(door, 'c')];
  const first = await door.operate('GET', '/cases?limit=2');
  const after = encodeURIComponent(String(first.body.next));
  const second = await door.operate('GET', `/cases?limit=2&after=${after}`);
  const listed = [first, second].flatMap(({ body }) => body.cases as readonly { readonly case_id: string }[]);
  expect(listed.map(({ case_id }) => case_id)).toEqual(ids);
  expect(second.body.next).toBeNull();
});

test('what makes no sense is refused, and changes nothing', async () => {
  const door = await openDoor();
  const id = await openCase(door);
  const rule = (body: object, key?: null) =>
    door.operate('POST', `/cases/${id}/ruling`, { body, ...(key === null && { key }) });
  const answers = [
    await rule({}),
    await rule({ ...RULING, ruling: 'forgiven' }),
    await rule({ ...RULING, insist: 'yes' }),
    await rule({ ...RULING, by: ' ' }),
    await rule({ ...RULING, reference: 'a\u0000b' }),
    await rule({ ...RULING, amount: 1 }),
    await rule({ ruling: 'paid', by: 'Ada', reason: 'x' }),
    await rule({ ...RULING, ruling: 'refunded' }),
    await rule(RULING, null),
    await door.operate('GET', '/cases?after=nowhere'),
    await door.operate('GET', '/cases?limit=1000'),
    await door.operate('GET', '/cases/nothing'),
    await door.operate('GET', '/cases/cart_1.att_1'),
    await door.operate('GET', `/cases/${encodeURIComponent('a:b.c')}`),
  ];
  expect(answers.map(({ status }) => status)).toEqual([
    422, 422, 422, 422, 422, 422, 422, 422, 400, 422, 422, 404, 404, 404,
  ]);
  expect((await door.operate('GET', '/rulings')).body).toEqual({ rulings: [], next: null });
  expect((await door.operate('GET', `/cases/${id}`)).body).toMatchObject({ rulings: ['paid', 'unpaid'] });
});

test.each(['/cases?after=nowhere', '/cases?after=1%20cart_1', '/rulings?after=a%00b'])(
  'what no page was told to end with is refused by its name: %s',
  async (path) => {
    const door = await openDoor();
    const { status, body } = await door.operate('GET', path);
    expect([status, Object.keys(body.details?.fields ?? {})]).toEqual([422, ['after']]);
  },
);

test('a ruling under a key is made once, and another one under it is a conflict', async () => {
  const door = await openDoor();
  const id = await openCase(door);
  const rule = (body: object) => door.operate('POST', `/cases/${id}/ruling`, { key: 'k', body });
  const first = await rule(RULING);
  expect(await rule(RULING)).toMatchObject({ status: 200, body: first.body });
  expect(await rule({ ...RULING, ruling: 'unpaid', reference: undefined })).toMatchObject({
    status: 409,
    body: { error: 'idempotency_conflict' },
  });
  const retry = await payFor(door, id.split('.')[0] ?? '', 'tok', 'tok');
  expect([retry.status, retry.body.order_id]).toEqual([
    200,
    (first.body.became as { order_id: string }).order_id,
  ]);
});

test('evidence is what the provider shows now, and what it shows as paid is the order', async () => {
  const door = await openDoor();
  const id = await openCase(door);
  door.provider.status = (total) => paid({ ...total, amount: total.amount - 1 }, 'ch_7');
  expect((await door.operate('GET', `/cases/${id}`)).body).toMatchObject({
    open_case: 'unresolved_past_deadline',
    evidence: {
      provider: { asked: 'answered', fault: 'amount_mismatch', taken: { amount: 4998, currency: 'usd' } },
    },
  });
  door.provider.status = (total) => paid(total, 'ch_7');
  const { status, body } = await door.operate('POST', `/cases/${id}/ruling`, {
    body: { ruling: 'unpaid', by: 'Ada', reason: 'x', insist: true },
  });
  expect([status, body.details]).toEqual([422, { fault: 'shown_paid' }]);
  expect((await door.operate('GET', '/cases')).body).toEqual({ cases: [], next: null });
});

test('money of another amount is ruled at what was taken, or insisted to be back', async () => {
  const door = await openDoor();
  const id = await openCase(door);
  door.provider.status = (total) => paid({ ...total, amount: total.amount - 1 }, 'ch_7');
  const rule = (ruling: string, more: object = {}) =>
    door.operate('POST', `/cases/${id}/ruling`, { body: { ruling, by: 'Ada', reason: 'x', ...more } });

  const refused = await rule('unpaid', { insist: true });
  const shown = await door.operate('GET', `/cases/${id}`);
  const back = await rule('returned');
  const stands = await rule('stands', { reference: 'ch_7' });

  expect([refused.status, refused.body.details]).toEqual([422, { fault: 'amount_mismatch' }]);
  expect(refused.body.detail).toContain('49.98 usd was taken.');
  expect(shown.body).toMatchObject({
    open_case: 'amount_mismatch',
    rulings: ['stands', 'returned'],
    evidence: { payment: { taken: { amount: 4998, currency: 'usd' } } },
  });
  expect([back.status, back.body.details]).toEqual([422, { fault: 'uncertain' }]);
  expect(stands.body).toMatchObject({ ruling: 'stands', insisted: false, became: { state: 'paid' } });
  const order = await payFor(door, id.split('.')[0] ?? '', 'tok', 'tok');
  expect([order.status, order.body.amount]).toEqual([200, 4998]);
});

test('an order that stands at what was taken is told at that amount, wherever it is read', async () => {
  const door = await openDoor();
  const token = await verified(door);
  const cart = await door.readyCart();
  const path = `/api/agent/cart/${cart}/checkout`;
  const call = { key: 'one', body: { buyer_token: token }, headers: { 'x-fake': 'tok' } };
  door.provider.status = (total) => paid({ ...total, amount: total.amount - 1 }, 'ch_7');
  await door.call('POST', path, call);
  await door.pass(2 * HOUR);
  const { body } = await door.operate('GET', '/cases');
  const [open] = body.cases as readonly { readonly case_id: string }[];
  const ruling = { ruling: 'stands', by: 'Ada', reason: 'x', reference: 'ch_7' };
  await door.operate('POST', `/cases/${open?.case_id}/ruling`, { body: ruling });
  await door.pass(HOUR);

  const { order_id } = (await door.call('POST', path, call)).body;
  const read = await door.call('GET', `/api/agent/orders/${String(order_id)}`);
  const listed = await ordersOf(door, token);

  expect(read.body).toMatchObject({ status: 'paid', amount: 4998, amount_decimal: '49.98' });
  expect(listed.body).toMatchObject({ orders: [{ order_id, amount_cents: 4998, amount_decimal: '49.98' }] });
});

test('the document has the operator’s calls, and it is valid', async () => {
  const door = await openDoor();
  const { text } = await door.call('GET', '/openapi.json', { apiKey: null });
  expect(await new Validator().validate(JSON.parse(text))).toEqual({ valid: true });
  expect(text).toContain('"/api/operator/cases/{case_id}/ruling"');
});
