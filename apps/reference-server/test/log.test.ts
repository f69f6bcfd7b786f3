import { RailError } from '@railyard/core';
import { describe, expect, test } from 'vitest';
import { createLogger } from '../src/http/log.ts';
import { readableError } from '../src/http/readable-error.ts';
import { NUMBER } from './matchers.ts';
import { openShop, railsFrom, X402_RAILS } from './shop.ts';

const SIGNATURE = `0x${'5ec4e7'.repeat(22)}`.slice(0, 132);

describe('the log', () => {
  test('has one line for each request: method, route, status, duration and request id', async () => {
    const { call, readyCart, logged } = await openShop();
    const cart = await readyCart();
    logged.length = 0;
    const { headers } = await call('GET', `/api/agent/cart/${cart}`);
    await call('GET', '/nowhere');
    const lines = logged.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      method: 'GET',
      route: '/api/agent/cart/:cart_id',
      status: 200,
      duration_ms: NUMBER,
      request_id: headers.get('x-request-id'),
    });
    expect(lines[1]).toMatchObject({ status: 404 });
    expect(JSON.stringify(lines)).not.toContain(cart);
  });

  test('is found by the id that every answer bears', async () => {
    const { call, readyCart, logged } = await openShop();
    const cart = await readyCart();
    logged.length = 0;
    const answers = [
      await call('GET', `/api/agent/cart/${cart}`),
      await call('POST', `/api/agent/cart/${cart}/checkout`),
      await call('POST', `/api/agent/cart/${cart}/items`, { body: {} }),
      await call('GET', '/openapi.json'),
      await call('GET', '/nowhere'),
      await call('PUT', '/healthz'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 402, 422, 200, 404, 405]);
    const ids = logged.map((line) => (JSON.parse(line) as { request_id: string }).request_id);
    expect(answers.map(({ headers }) => headers.get('x-request-id'))).toEqual(ids);
    expect(new Set(ids).size).toBe(6);
  });

  test('never holds an API key, an idempotency key, a payment, an e-mail or an address; nor does an error', async () => {
    const shop = await openShop({
      rails: X402_RAILS,
    });
    const secrets = {
      payment: Buffer.from(JSON.stringify({ x402Version: 2, payload: { signature: SIGNATURE } })).toString(
        'base64',
      ),
      key: 'canary-idempotency-key',
      email: 'canary@example.com',
    };
    const path = `/api/agent/cart/${await shop.readyCart()}/checkout`;
    const answers = [
      await shop.call('POST', path, { key: secrets.key, headers: { 'payment-signature': secrets.payment } }),
      await shop.call('POST', path, { body: { email: secrets.email, unknown: secrets.key } }),
      await shop.call('POST', path, { body: { email: secrets.email }, headers: { cookie: 'canary-cookie' } }),
      await shop.call('POST', path, { body: `{"email":"${secrets.email}"` }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([402, 422, 402, 422]);
    const seen = shop.logged.join('\n') + answers.map(({ text }) => text).join('\n');
    for (const canary of [
      ...Object.values(secrets),
      ...Object.values<string>({ ...shop.keys }),
      SIGNATURE,
      'canary-cookie',
      'Lovelace',
    ]) {
      expect(seen).not.toContain(canary);
    }
  });

  test('tells of an unexpected error what the client is not told', async () => {
    const { call, logged } = await openShop({
      limits: () => {
        throw new TypeError('The limits are in kfa_test_secret of canary@example.com.');
      },
    });
    const answer = await call('GET', '/api/agent/limits');
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      type: 'urn:railyard:error:internal',
      title: 'Internal',
      status: 500,
      detail: 'Something went wrong here.',
      error: 'internal',
      message: 'Something went wrong here.',
      details: {},
    });
    const lines = logged.map((line) => JSON.parse(line) as { err?: { name: string; message: string } });
    const error = lines.find(({ err }) => err)?.err;
    expect(error).toMatchObject({
      name: 'TypeError',
      message: 'The limits are in [redacted] of [redacted].',
    });
  });

  test('tells of a wrong configuration, and the client is not told how it is wrong', async () => {
    const { call, readyCart, logged } = await openShop({
      rails: railsFrom(() => {
        throw new RailError('configuration', 'Rail "fake" has no canary.');
      }),
    });
    const answer = await call('POST', `/api/agent/cart/${await readyCart()}/checkout`);
    expect([answer.status, answer.body.error]).toEqual([500, 'internal']);
    expect(answer.text).not.toContain('canary');
    expect(logged.join()).toContain('has no canary');
  });

  test('cuts out headers and addresses that are given to it by mistake', () => {
    const lines: string[] = [];
    const log = createLogger('info', { write: (line) => void lines.push(line) });
    const headers = {
      authorization: 'canary-1',
      'payment-signature': 'canary-2',
      cookie: 'canary-3',
      'payment-authorization': 'canary-7',
      'stripe-signature': 'canary-8',
      'x-buyer-token': 'canary-9',
    };
    log.info({ headers, email: 'canary-4', request: { headers: { 'x-api-key': 'canary-5' } } }, 'A mistake.');
    log.info({ calls: [{ to: 'here', headers: [{ signature: 'canary-6' }] }] }, 'A list of mistakes.');
    expect(lines.join()).not.toContain('canary');
    expect(lines.join()).toContain('[redacted]');
    expect(lines.join()).toContain('"to":"here"');
  });
});

test('the log cuts out what pays with a card, and what opens an account at a merchant', () => {
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(line) });
  const card = { number: '4000009990010000', cvc: 'canary-1', last4: '0000' };
  const headers = { 'customer-token': 'canary-2', 'content-type': 'application/json' };
  const account = { customer: 'cus_1', token: 'canary-3', customer_token: 'canary-4' };

  log.info({ request: { headers, body: { card } }, answer: account }, 'A mistake.');

  expect(lines.join()).not.toMatch(/canary|40000099/);
  for (const kept of ['"last4":"0000"', '"customer":"cus_1"', 'application/json'])
    expect(lines.join()).toContain(kept);
});

describe('readableError', () => {
  test.each(['kfa_test_1', 'spt_1abc', 'sk_live_1', 'rk_test_1', 'whsec_1'])(
    'takes %s out of a message',
    (secret) => {
      expect(JSON.stringify(readableError(new Error(`It was sent ${secret}.`)))).not.toContain(secret);
    },
  );

  test.each(['4000009990010000', '4000 0099 9001 0000', '4000-0099-9001-0000'])(
    'takes the number of a card out of a message, written %s, wherever it is',
    (number) => {
      expect(readableError(new Error(`It was sent ${number}.`)).message).toBe('It was sent [redacted].');
      const { message } = readableError(new Error(`${'x '.repeat(4_995)}${number}`));
      expect(message).not.toMatch(/\d/);
    },
  );

  test('leaves no part of a secret at the end of a long message', () => {
    const { message } = readableError(new Error(`${'x '.repeat(4_990)}kfa_test_${'1'.repeat(60)}`));
    expect(message).not.toMatch(/kf|1/);
  });

  test('looks for addresses without stopping, whatever a message has', () => {
    // Takes minutes where each sign can be on either side of another.
    const { message } = readableError(new Error('a@'.repeat(5_000)));
    expect(message).toMatch(/^a@/);
  });

  test('keeps name, code, message and causes, and no other member', () => {
    const cause = Object.assign(new Error('Posting 0x1 failed.'), { code: 'ECONNRESET', body: 'canary' });
    const readable = readableError(new TypeError('It failed.', { cause }));
    expect(readable).toMatchObject({
      name: 'TypeError',
      message: 'It failed.',
      cause: { name: 'Error', code: 'ECONNRESET', message: 'Posting 0x1 failed.' },
    });
    expect(JSON.stringify(readable)).not.toContain('canary');
  });

  test('cuts out what looks like a key, a signature, a payment or an e-mail address', () => {
    const header = Buffer.from('x'.repeat(300)).toString('base64');
    const { message } = readableError(
      new Error(`kfa_live_abc ${SIGNATURE} ${header} ada@example.com at /x/hono@4.13.19/y.js`),
    );
    expect(message).toBe('[redacted] [redacted] [redacted] [redacted] at /x/hono@4.13.19/y.js');
  });

  test('cuts out the number of a card, and no longer or shorter one', () => {
    const { message } = readableError(
      new Error('{"number":"4000009990010000"} at 1795730000123, 1795730000123456 and 40000099900100001'),
    );
    expect(message).toBe('{"number":"[redacted]"} at 1795730000123, 1795730000123456 and 40000099900100001');
  });

  test('does not follow causes for ever, and takes what is no error', () => {
    const error = new Error('round');
    error.cause = error;
    expect(JSON.stringify(readableError(error)).match(/round/g)?.length).toBeLessThan(20);
    expect(readableError('text')).toEqual({ name: 'NotAnError', message: 'text' });
  });
});
