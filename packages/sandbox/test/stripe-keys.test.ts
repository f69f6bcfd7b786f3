import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type Bench, idOf, openBench, payForm, type Said, type Sent, send } from './stripe-support.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const CREATE = 'POST /v1/payment_intents';
const FORM = 'amount=4999&currency=usd';
const create = (bench: Bench, sent: Sent): Promise<Said> =>
  send(bench, CREATE, { form: FORM, key: 'k', ...sent });
const isReplay = ({ headers }: Said): boolean => headers.get('idempotent-replayed') === 'true';

/** An `Authorization` of the Basic kind. */
function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

it('an API key is taken as Stripe’s clients send it, as Bearer or as the user of Basic authentication', async () => {
  const bench = openBench();
  const { secretKey } = bench.local.facts;
  const statusWith = async (authorization: string, key: string) =>
    (await create(bench, { key, headers: { authorization } })).status;

  expect(await statusWith(`Bearer ${secretKey}`, 'a')).toBe(200);
  expect(await statusWith(basic(`${secretKey}:`), 'b')).toBe(200);
  expect(await statusWith(basic('sk_test_no:'), 'c')).toBe(401);
  expect(await statusWith(basic(`${secretKey}:password`), 'd')).toBe(401);
  expect(await statusWith('Basic %%%', 'e')).toBe(401);
});

describe('an idempotency key', () => {
  it('gives the first answer again, whatever the order of the parameters', async () => {
    const bench = openBench();
    const first = await create(bench, {});
    const again = await create(bench, { form: 'currency=usd&amount=4999' });
    expect(again.text).toBe(first.text);
    expect([isReplay(first), isReplay(again)]).toEqual([false, true]);
    expect(again.headers.get('original-request')).toBe(first.headers.get('request-id'));
    expect(again.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
    expect(bench.local.intents()).toHaveLength(1);
  });

  it('gives a decline again, and charges no second time', async () => {
    const bench = openBench();
    const token = bench.local.mint({ maxAmount: 4999, paymentMethod: 'pm_card_chargeDeclined' });
    const first = await create(bench, { form: payForm(token) });
    const again = await create(bench, { form: payForm(token) });
    expect(again.status).toBe(402);
    expect(again.text).toBe(first.text);
    expect(isReplay(again)).toBe(true);
    expect(bench.local.charges()).toHaveLength(1);
  });

  it('is refused with other parameters, and at another path', async () => {
    const bench = openBench();
    await create(bench, {});
    const other = await create(bench, { form: 'amount=5000&currency=usd' });
    const elsewhere = await send(bench, 'POST /v1/refunds', { form: FORM, key: 'k' });
    for (const { status, body } of [other, elsewhere]) {
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ type: 'idempotency_error' });
    }
    expect(bench.local.intents()).toHaveLength(1);
  });

  it('is not spent by what was never carried out', async () => {
    const bench = openBench();
    expect((await create(bench, { form: 'amount=4999' })).status).toBe(400);
    expect((await create(bench, { headers: { authorization: 'Bearer sk_test_no' } })).status).toBe(401);
    bench.local.fault('payment_intents.create', { fault: 'rate_limit' });
    expect((await create(bench, {})).status).toBe(429);
    bench.local.fault('payment_intents.create', { fault: 'in_use' });
    expect((await create(bench, {})).body.error).toMatchObject({ code: 'idempotency_key_in_use' });
    bench.local.fault('payment_intents.create', { fault: 'cut' });
    await expect(create(bench, {})).rejects.toThrow('fetch failed');
    const done = await create(bench, {});
    expect([done.status, isReplay(done)]).toEqual([200, false]);
  });

  it('is in use while its first call is under way', async () => {
    const gate = new EventEmitter();
    const bench = openBench(() => once(gate, 'open'));
    bench.local.fault('payment_intents.create', { fault: 'delay', ms: 1000 });
    const first = create(bench, {});
    await expect.poll(() => bench.local.calls()).toHaveLength(1);
    const second = await create(bench, {});
    expect(second.status).toBe(409);
    expect(second.body.error).toMatchObject({ type: 'idempotency_error', code: 'idempotency_key_in_use' });
    gate.emit('open');
    const done = await first;
    expect((await create(bench, {})).text).toBe(done.text);
    expect(bench.local.intents()).toHaveLength(1);
  });

  it('is forgotten after a day', async () => {
    const bench = openBench();
    const first = await create(bench, {});
    bench.pass(DAY_MS - 1);
    expect(idOf(await create(bench, {}))).toBe(idOf(first));
    bench.pass(1);
    const later = await create(bench, {});
    expect(isReplay(later)).toBe(false);
    expect(idOf(later)).not.toBe(idOf(first));
  });

  it('belongs to one account', async () => {
    const bench = openBench();
    const { agent, connected } = bench.facts;
    const ids = [
      await create(bench, {}),
      await create(bench, { headers: { 'stripe-account': connected.account } }),
      await create(bench, { headers: { authorization: `Bearer ${agent.secretKey}` } }),
    ].map(idOf);
    expect(new Set(ids).size).toBe(3);
  });

  it('means nothing to a call that changes nothing', async () => {
    const bench = openBench();
    const id = idOf(await create(bench, {}));
    const look = (): Promise<Said> => send(bench, `GET /v1/payment_intents/${id}`, { key: 'k' });
    expect(isReplay(await look())).toBe(false);
    expect((await look()).status).toBe(200);
  });
});
