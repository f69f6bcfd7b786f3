import { describe, expect, it } from 'vitest';
import type { CoinbaseFault } from '../src/index.ts';
import {
  type CoinbaseBench,
  type CoinbaseSaid,
  type CoinbaseSent,
  closedGate,
  ORDER,
  openCoinbaseBench,
  send,
} from './coinbase-support.ts';

const KEY = '3f2c9a34-9d1b-4c57-8a8e-0d7f5d0a7c11';

function create(bench: CoinbaseBench, sent: CoinbaseSent = {}): Promise<CoinbaseSaid> {
  return send(bench, 'POST /checkouts', { body: ORDER, key: KEY, ...sent });
}

/** What a fault shows its caller, whether or not the work was done. */
const APPEARANCES: readonly (readonly [CoinbaseFault, string])[] = [
  [{ fault: 'cut' }, 'TypeError: fetch failed'],
  [{ fault: 'bad_gateway' }, '502 <html><head><title>502 Bad Gateway'],
  [{ fault: 'html' }, '200 <!doctype html>'],
  [{ fault: 'truncated' }, '200 {"id":"68'],
  [{ fault: 'status', status: 503 }, '503 {"errorType":"internal_server_error"'],
  [{ fault: 'error_less' }, '500 {}'],
  [{ fault: 'not_json' }, '200 upstream connect error'],
];

async function look(call: Promise<CoinbaseSaid>): Promise<string> {
  return call.then(({ status, text }) => `${status} ${text}`, String);
}

describe('a call that breaks', () => {
  it.each(APPEARANCES)('by %o before the work was not done', async (fault, seen) => {
    const bench = openCoinbaseBench();
    bench.local.fault('checkouts.create', fault);
    expect(await look(create(bench))).toContain(seen);
    expect(bench.local.checkouts()).toEqual([]);
    expect((await create(bench)).status).toBe(201);
  });

  it.each(APPEARANCES)('by %o after the work was done, and its key finds it', async (fault, seen) => {
    const bench = openCoinbaseBench();
    bench.local.fault('checkouts.create', { ...fault, when: 'after' } as CoinbaseFault);
    expect(await look(create(bench))).toContain(seen);
    const again = await create(bench);
    expect(bench.local.checkouts().map(({ id }) => id)).toEqual([again.body.id]);
    expect(bench.local.calls().map(({ status, replayed }) => [status, replayed])).toEqual([
      [201, false],
      [201, true],
    ]);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('by a stall %s the work ends when its caller hangs up', async (when, done) => {
    const bench = openCoinbaseBench();
    bench.local.fault('checkouts.create', { fault: 'stall', when });
    const hangUp = new AbortController();
    const call = create(bench, { signal: hangUp.signal });
    await expect.poll(() => bench.local.calls()).toHaveLength(1);
    hangUp.abort();
    await expect(call).rejects.toThrow('aborted');
    expect(bench.local.checkouts()).toHaveLength(done);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('by a delay %s the work is answered in the end', async (when, done) => {
    const gate = closedGate();
    const bench = openCoinbaseBench(() => gate.opened);
    bench.local.fault('checkouts.create', { fault: 'delay', ms: 5000, when });
    const call = create(bench);
    await expect.poll(() => [bench.local.calls().length, bench.local.checkouts().length]).toEqual([1, done]);
    gate.open();
    expect((await call).status).toBe(201);
  });
});

describe('a call that is turned away', () => {
  it.each([
    ['rate_limit', 429, 'rate_limit_exceeded'],
    ['in_use', 409, 'idempotency_error'],
    ['unauthorized', 401, 'unauthorized'],
  ] as const)('for %s has the status %i, and nothing is done', async (fault, status, errorType) => {
    const bench = openCoinbaseBench();
    bench.local.fault('checkouts.create', { fault });
    const said = await create(bench);
    expect([said.status, said.body.errorType]).toEqual([status, errorType]);
    expect(bench.local.checkouts()).toEqual([]);
  });
});

describe('what was told', () => {
  it('befalls the call it names, as often and in the order as told', async () => {
    const bench = openCoinbaseBench();
    bench.local.fault('checkouts.create', { fault: 'rate_limit', times: 2 });
    bench.local.fault('checkouts.create', { fault: 'error_less' });
    bench.local.fault('checkouts.list', { fault: 'cut' });
    const seen: number[] = [];
    for (let call = 0; call < 4; call += 1) seen.push((await create(bench)).status);
    expect(seen).toEqual([429, 429, 500, 201]);
    await expect(send(bench, 'GET /checkouts')).rejects.toThrow('fetch failed');
  });

  it('is forgotten by a reset, as are the calls, and money is where it was', async () => {
    const bench = openCoinbaseBench();
    const { body } = await create(bench);
    bench.local.visit(body.id ?? '', 'pay');
    bench.local.fault('checkouts.retrieve', { fault: 'cut', times: 9 });
    bench.local.reset();
    expect(bench.local.calls()).toEqual([]);
    expect((await send(bench, `GET /checkouts/${body.id}`)).body.status).toBe('COMPLETED');
  });

  it('can be compared with what was asked', async () => {
    const bench = openCoinbaseBench();
    bench.local.fault('checkouts.create', { fault: 'cut' });
    await expect(create(bench)).rejects.toThrow('fetch failed');
    await send(bench, 'GET /checkouts?status=ACTIVE', { headers: { authorization: '' } });
    expect(bench.local.calls()).toEqual([
      {
        call: 'checkouts.create',
        keyId: null,
        id: null,
        idempotencyKey: KEY,
        text: JSON.stringify(ORDER),
        status: null,
        replayed: false,
        fault: 'cut',
      },
      {
        call: 'checkouts.list',
        keyId: null,
        id: null,
        idempotencyKey: null,
        text: 'status=ACTIVE',
        status: 401,
        replayed: false,
        fault: null,
      },
    ]);
  });
});
