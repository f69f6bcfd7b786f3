import { randomUUID } from 'node:crypto';
import { createPublicClient, http } from 'viem';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runDemo } from '../src/demo/run.ts';
import { payingFetch } from '../src/demo/wallet.ts';
import { type Answer, openTill, PRICE, paymentFor, post, watched } from './till.ts';
import { openYard, type Yard } from './yard.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await openYard();
}, 30_000);
afterAll(() => yard.stop());

describe('an agent with the official x402 client', () => {
  test('S1.36 pays a cart of $49.99 in USDC by repeating its request once', async () => {
    const at = await openTill(yard);
    const requests: number[] = [];
    const request = {
      method: 'POST',
      headers: { authorization: `Bearer ${at.apiKey}`, 'idempotency-key': randomUUID() },
    };
    const counting: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      requests.push(response.status);
      return response;
    };
    const { result, gained, settles } = await watched(yard, async () => {
      const response = await payingFetch(yard.facts, counting)(at.url, request);
      return { status: response.status, text: await response.text() };
    });
    expect(requests).toEqual([402, 200]);
    expect([result.status, gained, settles]).toEqual([200, PRICE, 1]);

    const order = JSON.parse(result.text) as Answer['body'];
    expect(order).toMatchObject({ status: 'paid', payment_rail: 'x402', amount: 4999, currency: 'usd' });
    const read = await fetch(`${yard.facts.base_url}/api/agent/orders/${String(order.order_id)}`, {
      headers: request.headers,
    });
    expect(await read.json()).toMatchObject({ status: 'paid', transaction: order.transaction });
  });

  test('S1.40 pays without being asked first, in one request', async () => {
    const payment = await paymentFor(yard, await openTill(yard));
    const at = await openTill(yard);
    const { result, gained } = await watched(yard, () =>
      post(at, randomUUID(), { 'payment-signature': payment }),
    );
    expect([result.status, gained]).toEqual([200, PRICE]);
  });

  test('S1.41 is verified by the facilitator, who broadcasts the transfer to the chain', async () => {
    const at = await openTill(yard);
    const payment = await paymentFor(yard, at);
    const { result, settles } = await watched(yard, () =>
      post(at, randomUUID(), { 'payment-signature': payment }),
    );
    expect(settles).toBe(1);

    const client = createPublicClient({ transport: http(yard.facts.chain.rpc_url) });
    const hash = result.body.transaction as `0x${string}`;
    const receipt = await client.getTransactionReceipt({ hash });
    expect(receipt.status).toBe('success');
    expect(receipt.to).toBe(yard.facts.chain.usdc.toLowerCase());
    const facts = (await (await fetch(`${yard.facts.base_url}/sandbox`)).json()) as {
      facilitator_url: string;
    };
    const supported = await fetch(`${facts.facilitator_url}/supported`);
    const { signers } = (await supported.json()) as { signers: Record<string, string[]> };
    const broadcasters = Object.values(signers).flat();
    expect(broadcasters.map((address) => address.toLowerCase())).toContain(receipt.from);
  });

  test('S1.49 gets its order by a retry when the answer was lost, and pays once', async () => {
    const at = await openTill(yard);
    const [key, payment] = [randomUUID(), await paymentFor(yard, at)];
    const headers = {
      authorization: `Bearer ${at.apiKey}`,
      'idempotency-key': key,
      'payment-signature': payment,
    };
    const { result, gained, settles } = await watched(yard, async () => {
      const earlier = yard.facilitatorCalls.length;
      const hangUp = new AbortController();
      const lost = fetch(at.url, { method: 'POST', headers, signal: hangUp.signal }).catch(() => 'lost');
      await expect.poll(() => yard.facilitatorCalls.length, { interval: 1 }).toBeGreaterThan(earlier);
      hangUp.abort();
      expect(await lost).toBe('lost');
      return post(at, key, { 'payment-signature': payment });
    });
    expect([result.status, result.replayed, gained, settles]).toEqual([200, 'true', PRICE, 1]);
  });

  test('S1.41 is refused by the facilitator when the payer has no money, and makes no order', async () => {
    const at = await openTill(yard);
    const private_key = generatePrivateKey();
    const poor = { address: privateKeyToAddress(private_key), private_key };
    const payment = await paymentFor(yard, at, poor);
    const { result, gained, settles } = await watched(yard, () =>
      post(at, randomUUID(), { 'payment-signature': payment }),
    );
    expect([result.status, result.body.error, gained, settles]).toEqual([402, 'payment_declined', 0n, 1]);
    expect(result.body.details).toMatchObject({ reason: 'insufficient_funds' });
  });

  test('S1.48 gets the identical bytes for the same key, with and without the payment, and pays once', async () => {
    const at = await openTill(yard);
    const key = randomUUID();
    const payment = { 'payment-signature': await paymentFor(yard, at) };
    const { result, gained, settles } = await watched(yard, async () => [
      await post(at, key, payment),
      await post(at, key, payment),
      await post(at, key),
    ]);
    expect(result.map(({ status, replayed }) => [status, replayed])).toEqual([
      [200, null],
      [200, 'true'],
      [200, 'true'],
    ]);
    expect(new Set(result.map(({ text }) => text)).size).toBe(1);
    expect([gained, settles]).toEqual([PRICE, 1]);
  });

  test.each([10, 100])(
    'S1.49 sends %i copies at once, and all get the one order of one transfer',
    async (copies) => {
      const at = await openTill(yard);
      const key = randomUUID();
      const payment = { 'payment-signature': await paymentFor(yard, at) };
      const { result, gained, settles } = await watched(yard, () =>
        Promise.all(Array.from({ length: copies }, () => post(at, key, payment))),
      );
      expect(new Set(result.map(({ status }) => status))).toEqual(new Set([200]));
      expect(new Set(result.map(({ text }) => text)).size).toBe(1);
      expect([gained, settles]).toEqual([PRICE, 1]);
    },
    60_000,
  );
});

describe('one payment', () => {
  test.each(['demo', 'other'] as const)(
    'at a second cart, of tenant %s, is refused before the facilitator is called',
    async (of) => {
      const [first, second] = [await openTill(yard), await openTill(yard, of)];
      const payment = { 'payment-signature': await paymentFor(yard, first) };
      expect((await post(first, randomUUID(), payment)).status).toBe(200);

      const { result, gained, calls } = await watched(yard, () => post(second, randomUUID(), payment));
      expect([result.status, result.body.error]).toEqual([402, 'credential_already_used']);
      expect([gained, calls]).toEqual([0n, 0]);
    },
  );

  test('at two carts of two tenants at once makes one order', async () => {
    const tills = [await openTill(yard), await openTill(yard, 'other')] as const;
    const payment = { 'payment-signature': await paymentFor(yard, tills[0]) };
    const { result, gained, settles } = await watched(yard, () =>
      Promise.all(tills.map((one) => post(one, randomUUID(), payment))),
    );
    const outcomes = result.map(({ status, body }) => (status === 200 ? 'paid' : body.error));
    expect(new Set(outcomes)).toEqual(new Set(['paid', 'credential_already_used']));
    expect([gained, settles]).toEqual([PRICE, 1]);
  });

  test.each<[string, (payment: string) => string]>([
    ['in base64url without padding', (payment) => Buffer.from(payment, 'base64').toString('base64url')],
    ['with white space', (payment) => encoded(JSON.stringify(decoded(payment), null, 2))],
    ['with its members in another order', (payment) => encoded(JSON.stringify(reversed(decoded(payment))))],
    [
      'with its addresses and nonce in upper case',
      (payment) => encoded(shouting(JSON.stringify(decoded(payment)))),
    ],
  ])('spelled anew %s is the same payment', async (_, respell) => {
    const [first, second] = [await openTill(yard), await openTill(yard)];
    const payment = await paymentFor(yard, first);
    const spelled = respell(payment);
    expect(spelled).not.toBe(payment);
    const paid = await post(first, randomUUID(), { 'payment-signature': payment });
    const { result, calls } = await watched(yard, async () => ({
      same: await post(first, randomUUID(), { 'payment-signature': spelled }),
      other: await post(second, randomUUID(), { 'payment-signature': spelled }),
    }));
    expect([result.same.status, result.same.text]).toEqual([200, paid.text]);
    expect([result.other.status, result.other.body.error]).toEqual([402, 'credential_already_used']);
    expect(calls).toBe(0);
  });
});

test('the demo buys a cart and proves it', async () => {
  const lines: string[] = [];
  const { gained } = await watched(yard, () => runDemo(yard.facts.base_url, (line) => lines.push(line)));
  expect(gained).toBe(PRICE);
  const text = lines.join('\n');
  expect(text).toContain('49.990000 USDC more');
  expect(text).toContain('the same to the byte');
  expect(text).toContain('spend control');
  expect(text).toContain('completed: validate_cart');
});

function decoded(payment: string): unknown {
  return JSON.parse(Buffer.from(payment, 'base64').toString());
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}

function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

function shouting(json: string): string {
  return json.replaceAll(
    /"0x([0-9a-fA-F]{40}|[0-9a-fA-F]{64})"/g,
    (_, digits: string) => `"0x${digits.toUpperCase()}"`,
  );
}
