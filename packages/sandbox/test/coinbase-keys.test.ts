import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type CoinbaseBench,
  type CoinbaseSaid,
  closedGate,
  createPaid,
  ORDER,
  openCoinbaseBench,
  send,
} from './coinbase-support.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const KEY = '3f2c9a34-9d1b-4c57-8a8e-0d7f5d0a7c11';

function post(bench: CoinbaseBench, body: unknown = ORDER, key = KEY): Promise<CoinbaseSaid> {
  return send(bench, 'POST /checkouts', { body, key });
}

describe('an idempotency key', () => {
  it('finds the checkout again, as it was at first, for a day', async () => {
    const bench = openCoinbaseBench();
    const first = await post(bench);
    bench.local.visit(first.body.id ?? '', 'pay');
    bench.pass(DAY_MS - 1);
    expect(await post(bench)).toEqual(first);
    expect(first.body.status).toBe('ACTIVE');
    expect(bench.local.calls().map(({ replayed }) => replayed)).toEqual([false, true]);
    bench.pass(1);
    expect((await post(bench)).body.id).not.toBe(first.body.id);
  });

  it('is of one request: another body, to the byte, is refused', async () => {
    const bench = openCoinbaseBench();
    await post(bench);
    for (const body of [{ ...ORDER, amount: '85.51' }, JSON.stringify(ORDER, null, 1)]) {
      const { status, body: error } = await post(bench, body);
      expect([status, error.errorType]).toEqual([400, 'idempotency_error']);
    }
    expect(bench.local.checkouts()).toHaveLength(1);
  });

  it('is of one path', async () => {
    const bench = openCoinbaseBench();
    const { id } = await createPaid(bench);
    const refund = { amount: '1.00' };
    await send(bench, `POST /checkouts/${id}/refund`, { body: refund, key: KEY });
    expect((await post(bench, refund)).body.errorType).toBe('idempotency_error');
  });

  it('sends money back once', async () => {
    const bench = openCoinbaseBench();
    const { id } = await createPaid(bench);
    const sent = { body: { amount: '10.00' }, key: KEY };
    const first = await send(bench, `POST /checkouts/${id}/refund`, sent);
    expect(await send(bench, `POST /checkouts/${id}/refund`, sent)).toEqual(first);
    expect(bench.local.checkouts()[0]?.refunds).toHaveLength(1);
    const other = { ...sent, key: randomUUID() };
    expect((await send(bench, `POST /checkouts/${id}/refund`, other)).body.refund?.id).not.toBe(
      first.body.refund?.id,
    );
  });

  it('is in use while its first call is under way, and free when that was refused', async () => {
    const gate = closedGate();
    const bench = openCoinbaseBench(() => gate.opened);
    bench.local.fault('checkouts.create', { fault: 'delay', ms: 1000 });
    const first = post(bench);
    await expect.poll(() => bench.local.calls()).toHaveLength(1);
    const second = await post(bench);
    expect([second.status, second.body.errorType]).toEqual([409, 'idempotency_error']);
    gate.open();
    expect((await first).status).toBe(201);
    const refused = await post(bench, { ...ORDER, amount: '0' }, randomUUID());
    expect(refused.status).toBe(400);
  });

  it('is not spent by a refusal', async () => {
    const bench = openCoinbaseBench();
    expect((await post(bench, { ...ORDER, amount: '0' })).status).toBe(400);
    expect((await post(bench)).status).toBe(201);
  });

  it('does not matter where none is needed', async () => {
    const bench = openCoinbaseBench();
    const made = [await send(bench, 'POST /checkouts', { body: ORDER }), await post(bench)];
    const [{ body }] = made as [CoinbaseSaid];
    const ended = await send(bench, `POST /checkouts/${body.id}/deactivate`, { key: KEY });
    expect([made.map(({ status }) => status), ended.status]).toEqual([[201, 201], 200]);
  });
});
