import { describe, expect, it } from 'vitest';
import type { StripeFault } from '../src/index.ts';
import { type Bench, idOf, openBench, payForm, type Said, type Sent, send } from './stripe-support.ts';

const CREATE = 'POST /v1/payment_intents';
const create = (bench: Bench, sent: Sent = {}): Promise<Said> =>
  send(bench, CREATE, { form: 'amount=4999&currency=usd', key: 'k', ...sent });

/** What a fault shows its caller, whether or not the work was done. */
const APPEARANCES: readonly (readonly [StripeFault, string])[] = [
  [{ fault: 'cut' }, 'TypeError: fetch failed'],
  [{ fault: 'bad_gateway' }, '502 text/html; charset=UTF-8 <html><head><title>502 Bad Gateway'],
  [{ fault: 'html' }, '200 text/html; charset=UTF-8 <!doctype html>'],
  [{ fault: 'truncated' }, '200 application/json {"id":"pi_'],
  [{ fault: 'status', status: 503 }, '503 application/json {"error":{"type":"api_error"'],
  [{ fault: 'error_less' }, '500 application/json {}'],
  [{ fault: 'not_json' }, '200 application/json upstream connect error'],
];

async function look(call: Promise<Said>): Promise<string> {
  return call.then(({ status, headers, text }) => `${status} ${headers.get('content-type')} ${text}`, String);
}

describe('a call that breaks', () => {
  it.each(APPEARANCES)('by %o before the work was not done', async (fault, seen) => {
    const bench = openBench();
    bench.local.fault('payment_intents.create', fault);
    expect(await look(create(bench))).toContain(seen);
    expect(bench.local.intents()).toEqual([]);
    expect((await create(bench)).headers.get('idempotent-replayed')).toBeNull();
  });

  it.each(APPEARANCES)('by %o after the work was done, and its key finds it', async (fault, seen) => {
    const bench = openBench();
    bench.local.fault('payment_intents.create', { ...fault, when: 'after' } as StripeFault);
    expect(await look(create(bench))).toContain(seen);
    const again = await create(bench);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(bench.local.intents().map(({ id }) => id)).toEqual([idOf(again)]);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('by a stall %s the work ends when its caller hangs up', async (when, done) => {
    const bench = openBench();
    bench.local.fault('payment_intents.create', { fault: 'stall', when });
    const hangUp = new AbortController();
    const call = create(bench, { signal: hangUp.signal });
    await expect.poll(() => bench.local.calls()).toHaveLength(1);
    hangUp.abort();
    await expect(call).rejects.toThrow('aborted');
    expect(bench.local.intents()).toHaveLength(done);
  });
});

describe('a call that is turned away', () => {
  it.each([
    ['rate_limit', 429, 'rate_limit'],
    ['in_use', 409, 'idempotency_key_in_use'],
    ['no_access', 403, 'account_invalid'],
  ] as const)('for %s has the status %i, and nothing is done', async (fault, status, code) => {
    const bench = openBench();
    bench.local.fault('payment_intents.create', { fault });
    const said = await create(bench);
    expect([said.status, said.body.error?.code]).toEqual([status, code]);
    expect(bench.local.intents()).toEqual([]);
  });

  it('has no such path where an account has no access to tokens', async () => {
    const bench = openBench();
    const path = `GET /v1/shared_payment/granted_tokens/${bench.local.mint({ maxAmount: 4999 })}`;
    bench.local.fault('granted_tokens.retrieve', { fault: 'no_access' });
    const said = await send(bench, path);
    expect([said.status, said.body.error?.code]).toEqual([404, undefined]);
    expect(said.body.error?.message).toContain('Unrecognized request URL');
    expect((await send(bench, path)).status).toBe(200);
  });
});

describe('what was told', () => {
  it('befalls the call it names, as often and in the order as told', async () => {
    const bench = openBench();
    bench.local.fault('payment_intents.create', { fault: 'rate_limit', times: 2 });
    bench.local.fault('payment_intents.create', { fault: 'error_less' });
    bench.local.fault('refunds.create', { fault: 'cut' });
    const seen: number[] = [];
    for (let call = 0; call < 4; call += 1) seen.push((await create(bench)).status);
    expect(seen).toEqual([429, 429, 500, 200]);
    await expect(send(bench, 'POST /v1/refunds')).rejects.toThrow('fetch failed');
  });

  it('is forgotten by a reset, as are the calls, and money is where it was', async () => {
    const bench = openBench();
    await create(bench);
    bench.local.fault('payment_intents.create', { fault: 'cut', times: 9 });
    bench.local.searchLag(1000);
    bench.local.reset();
    expect(bench.local.calls()).toEqual([]);
    expect((await create(bench)).status).toBe(200);
    expect(bench.local.intents()).toHaveLength(1);
  });

  it('can be compared with what was asked', async () => {
    const bench = openBench();
    const token = bench.local.mint({ maxAmount: 4999 });
    bench.local.fault('payment_intents.create', { fault: 'cut', when: 'after' });
    const form = payForm(token);
    await expect(create(bench, { form })).rejects.toThrow('fetch failed');
    await create(bench, { form });
    await send(bench, 'GET /v1/payment_intents/pi_1', { headers: { authorization: '' } });
    const { account } = bench.facts;
    const asked = {
      call: 'payment_intents.create',
      account,
      id: null,
      idempotencyKey: 'k',
      form,
      status: 200,
    };
    expect(bench.local.calls()).toEqual([
      { ...asked, replayed: false, fault: 'cut' },
      { ...asked, replayed: true, fault: null },
      {
        call: 'payment_intents.retrieve',
        account: null,
        id: 'pi_1',
        idempotencyKey: null,
        form: '',
        status: 401,
        replayed: false,
        fault: null,
      },
    ]);
  });
});
