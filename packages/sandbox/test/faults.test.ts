import { describe, expect, it } from 'vitest';
import type { FacilitatorFault } from '../src/index.ts';
import {
  type Answer,
  type FacilitatorRequest,
  paymentOf,
  paymentV1Of,
  post,
  rpc,
  signedOf,
  usdcOf,
  useSandbox,
} from './support.ts';

const used = useSandbox();

const TOO_MUCH = 200_000_000_000n;
const received = () => usdcOf(used.sandbox, used.sandbox.merchant.address);
const settle = (payment: FacilitatorRequest, signal?: AbortSignal) =>
  post(`${used.sandbox.facilitatorUrl}/settle`, payment, signal);
const verify = (payment: FacilitatorRequest) => post(`${used.sandbox.facilitatorUrl}/verify`, payment);
const told = (answer: Answer): unknown => JSON.parse(answer.text);

/** What the caller of one spoiled `settle` sees, and what the merchant got by it. */
async function spoiled(fault: FacilitatorFault, payment: FacilitatorRequest) {
  await used.yard.facilitator('settle', fault);
  const before = await received();
  const answer = await settle(payment).catch((error: unknown) => ({
    status: 0,
    type: null,
    text: String(error),
  }));
  return { answer, gained: (await received()) - before };
}

/** What a fault shows its caller, whether or not the payment was settled. */
const APPEARANCES: readonly (readonly [FacilitatorFault, string])[] = [
  [{ fault: 'cut' }, '0 null TypeError: fetch failed'],
  [{ fault: 'bad_gateway' }, '502 text/html; charset=UTF-8 <html><head><title>502 Bad Gateway'],
  [{ fault: 'html' }, '200 text/html; charset=UTF-8 <!doctype html>'],
  [{ fault: 'truncated' }, '200 application/json {"success":tr'],
  [{ fault: 'status', status: 429 }, '429 application/json {"error":"'],
  [{ fault: 'status', status: 409 }, '409 application/json {"error":"'],
];
const look = ({ status, type, text }: Answer) => `${status} ${type} ${text}`;

describe('a call that breaks', () => {
  it.each(APPEARANCES)('by %o before the work was not settled, and can be repeated', async (fault, seen) => {
    const payment = await paymentOf(used.sandbox);
    const { answer, gained } = await spoiled(fault, payment);
    expect(look(answer)).toContain(seen);
    expect(gained).toBe(0n);
    expect(told(await settle(payment))).toMatchObject({ success: true });
  });

  it.each(APPEARANCES)('by %o after the work looks the same, and was settled', async (fault, seen) => {
    const payment = await paymentOf(used.sandbox);
    const { answer, gained } = await spoiled({ ...fault, when: 'after' } as FacilitatorFault, payment);
    expect(look(answer)).toContain(seen);
    expect(gained).toBe(1n);
  });

  it('by a stall before the work is not answered and not settled', async () => {
    await used.yard.facilitator('settle', { fault: 'stall' });
    const [payment, hangUp, before] = [
      await paymentOf(used.sandbox),
      new AbortController(),
      await received(),
    ];
    const call = settle(payment, hangUp.signal);
    await expect.poll(() => used.yard.calls()).toMatchObject([{ call: 'settle', fault: 'stall' }]);
    hangUp.abort();
    await expect(call).rejects.toThrow('aborted');
    expect(await received()).toBe(before);
    expect(told(await settle(payment))).toMatchObject({ success: true });
  });

  it('by a stall after the work is not answered, and settled', async () => {
    await used.yard.facilitator('settle', { fault: 'stall', when: 'after' });
    const [payment, hangUp, before] = [
      await paymentOf(used.sandbox),
      new AbortController(),
      await received(),
    ];
    const call = settle(payment, hangUp.signal);
    await expect.poll(received).toBe(before + 1n);
    hangUp.abort();
    await expect(call).rejects.toThrow('aborted');
  });
});

describe('a call that is late', () => {
  it('is answered as it should be', async () => {
    const payment = await paymentOf(used.sandbox);
    const { answer, gained } = await spoiled({ fault: 'delay', ms: 30 }, payment);
    expect(told(answer)).toMatchObject({ success: true });
    expect(gained).toBe(1n);
  });

  it('settles although its caller has hung up', async () => {
    await used.yard.facilitator('settle', { fault: 'delay', ms: 500 });
    const [payment, hangUp, before] = [
      await paymentOf(used.sandbox),
      new AbortController(),
      await received(),
    ];
    const call = settle(payment, hangUp.signal);
    await expect.poll(() => used.yard.calls()).toHaveLength(1);
    hangUp.abort();
    await expect(call).rejects.toThrow('aborted');
    await expect.poll(received).toBe(before + 1n);
  });
});

describe('an answer that is not true', () => {
  it('says pending of a transaction that gets its block later, and finds it when asked again', async () => {
    await used.yard.mining('stop');
    const payment = await paymentOf(used.sandbox);
    const { answer, gained } = await spoiled({ fault: 'pending' }, payment);
    const pending = told(answer) as { transaction: string };
    expect(pending).toMatchObject({ success: false, errorReason: 'settlement_pending' });
    expect(gained).toBe(0n);
    expect(await rpc(used.sandbox, 'eth_getTransactionReceipt', [pending.transaction])).toBeNull();

    const before = await received();
    await used.yard.mining('resume');
    expect(await received()).toBe(before + 1n);
    expect(told(await settle(payment))).toMatchObject({ success: true, transaction: pending.transaction });
    expect(await received()).toBe(before + 1n);
  });

  it('says pending of a payment of x402 v1', async () => {
    const payment = await paymentV1Of(used.sandbox);
    await used.yard.facilitator('settle', { fault: 'pending' });
    const before = await received();
    const pending = told(await post(`${used.sandbox.facilitatorUrl}/settle`, payment));
    expect(pending).toMatchObject({ success: false, errorReason: 'settlement_pending' });
    const { transaction } = pending as { transaction: string };
    const receipt = (): Promise<unknown> => rpc(used.sandbox, 'eth_getTransactionReceipt', [transaction]);
    await expect.poll(receipt).toMatchObject({ status: '0x1' });
    expect(await received()).toBe(before + 1n);
  });

  it('says success with the hash of no transaction, and moves nothing', async () => {
    const payment = await paymentOf(used.sandbox);
    const { answer, gained } = await spoiled({ fault: 'false_success' }, payment);
    const lie = told(answer) as { transaction: string };
    const { transaction } = lie;
    expect(transaction).toMatch(/^0x[0-9a-f]{64}$/);
    const payer = used.sandbox.payer.address;
    expect(lie).toEqual({ success: true, transaction, network: 'eip155:84532', payer });
    expect(gained).toBe(0n);
    expect(await rpc(used.sandbox, 'eth_getTransactionByHash', [transaction])).toBeNull();
  });

  it.each([
    [{}, 'insufficient_funds'],
    [{ reason: 'kyt_risk_detected' }, 'kyt_risk_detected'],
  ])('says failure %o of a payment that was settled', async (given, errorReason) => {
    const payment = await paymentOf(used.sandbox);
    const { answer, gained } = await spoiled({ fault: 'false_failure', ...given }, payment);
    expect(told(answer)).toMatchObject({ success: false, errorReason, transaction: '' });
    expect(gained).toBe(1n);
  });

  it('refuses with the whole signed payment in its message, and moves nothing', async () => {
    const payment = await paymentOf(used.sandbox);
    const { answer, gained } = await spoiled({ fault: 'leaky_refusal', reason: 'invalid_payload' }, payment);
    const refusal = told(answer) as { errorMessage: string };
    expect(refusal).toMatchObject({ success: false, errorReason: 'invalid_payload' });
    expect(refusal.errorMessage).toContain(JSON.stringify(payment.paymentPayload));
    expect(gained).toBe(0n);
  });

  it('is told of a verification too', async () => {
    const [good, tooMuch] = [await paymentOf(used.sandbox), await paymentOf(used.sandbox, TOO_MUCH)];
    await used.yard.facilitator('verify', { fault: 'false_success' });
    await used.yard.facilitator('verify', { fault: 'false_failure', reason: 'invalid_payload' });
    await used.yard.facilitator('verify', { fault: 'leaky_refusal' });

    expect(told(await verify(tooMuch))).toMatchObject({ isValid: true });
    expect(told(await verify(good))).toMatchObject({ isValid: false, invalidReason: 'invalid_payload' });
    const leak = await verify(good);
    expect(told(leak)).toMatchObject({ isValid: false, invalidReason: 'insufficient_funds' });
    expect(leak.text).toContain(signedOf(good).signature);
    expect(told(await verify(good))).toMatchObject({ isValid: true });
  });
});

describe('what was told', () => {
  it('happens in its order, as often as told, to that call alone, and then no more', async () => {
    await used.yard.facilitator('settle', { fault: 'status', status: 503, times: 2 });
    await used.yard.facilitator('settle', { fault: 'bad_gateway' });
    const payment = await paymentOf(used.sandbox);
    expect((await verify(payment)).status).toBe(200);
    const seen = [];
    for (let call = 0; call < 4; call += 1) seen.push((await settle(payment)).status);
    expect(seen).toEqual([503, 503, 502, 200]);
  });

  it('is forgotten by a reset, as are the calls, and blocks come again', async () => {
    await used.yard.facilitator('settle', { fault: 'cut', times: 9 });
    await used.yard.rpc({ fault: 'cut', times: 9 });
    await used.yard.lag(5);
    await used.yard.mining('stop');
    const payment = await paymentOf(used.sandbox);
    await expect(settle(payment)).rejects.toThrow('fetch failed');

    await used.yard.reset();
    expect(await used.yard.calls()).toEqual([]);
    expect(told(await settle(payment))).toMatchObject({ success: true });
    expect(await rpc(used.sandbox, 'anvil_getAutomine')).toBe(true);
  });

  it('can be compared with what was asked: each call, with its payer and nonce', async () => {
    await used.yard.facilitator('settle', { fault: 'false_failure' });
    const payment = await paymentOf(used.sandbox);
    const { from: payer, nonce } = signedOf(payment).authorization;
    await verify(payment);
    await settle(payment);
    await post(`${used.sandbox.facilitatorUrl}/settle`, 'no payment');
    expect(await used.yard.calls()).toEqual([
      { call: 'verify', payer, nonce, fault: null },
      { call: 'settle', payer, nonce, fault: 'false_failure' },
      { call: 'settle', payer: null, nonce: null, fault: null },
    ]);
  });

  it.each([
    ['facilitator', { fault: 'cut' }, '"call" must be one of settle, verify,'],
    ['facilitator', { call: 'settle' }, '"fault" must be one of cut, stall,'],
    ['facilitator', { call: 'settle', fault: 'toString' }, '"fault" must be one of'],
    ['facilitator', { call: 'settle', fault: 'delay' }, '"ms" must be a whole number from 0 to 600000.'],
    ['facilitator', { call: 'settle', fault: 'cut', times: 0 }, '"times" must be a whole number from 1'],
    ['facilitator', { call: 'settle', fault: 'cut', when: 'later' }, '"when" must be one of before, after.'],
    ['facilitator', { call: 'settle', fault: 'cut', time: 2 }, '"time" does not belong here.'],
    ['facilitator', { call: 'settle', fault: 'pending', when: 'after' }, '"when" does not belong here.'],
    ['facilitator', { call: 'verify', fault: 'pending' }, '"pending" is no fault of "verify".'],
    ['facilitator', null, 'must be one of'],
    ['rpc', { fault: 'false_success' }, '"fault" must be one of'],
    ['rpc', { fault: 'cut', method: 7 }, '"method" must be a text.'],
    ['lag', { blocks: 33 }, '"blocks" must be a whole number from 0 to 32.'],
    ['mining', { mining: 'pause' }, '"mining" must be one of stop, resume.'],
  ])('is refused in a sentence: %s %j', async (path, body, sentence) => {
    const { status, text } = await post(`${used.sandbox.faultsUrl}/${path}`, body);
    expect(status).toBe(422);
    expect((JSON.parse(text) as { error: string }).error).toContain(sentence);
  });

  it('reaches the caller of the client as the same sentence', async () => {
    await expect(used.yard.lag(-1)).rejects.toThrow('"blocks" must be a whole number from 0 to 32.');
  });

  it('cannot be told by a web page, nor in anything but JSON', async () => {
    const url = `${used.sandbox.faultsUrl}/reset`;
    const plain = await fetch(url, { method: 'POST', body: '{}' });
    expect(plain.status).toBe(415);
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin: 'http://page.test', 'access-control-request-method': 'POST' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(url.replace('reset', 'lag'), { method: 'POST', headers, body: '{' })).status).toBe(
      400,
    );
  });
});
