import { randomUUID } from 'node:crypto';
import type { FacilitatorFault } from '@railyard/sandbox';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, openTill, PRICE, paymentFor, post, type Till, watched } from '../till.ts';
import { openYard, type Yard } from '../yard.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await openYard({ RAIL_TIMEOUT_MS: '2500' });
}, 30_000);
afterEach(() => yard.hostile.reset());
afterAll(() => yard.stop());

interface Sale extends Till {
  readonly key: string;
  readonly payment: Record<string, string>;
}

async function newSale(payer = yard.facts.payer): Promise<Sale> {
  const till = await openTill(yard);
  const payment = { 'payment-signature': await paymentFor(yard, till, payer) };
  return { ...till, key: randomUUID(), payment };
}

const pay = (sale: Sale): Promise<Answer> => post(sale, sale.key, sale.payment);

/** Repeats the payment until it is no longer uncertain, as a client does that heeds `retryable`. */
async function insist(sale: Sale): Promise<Answer> {
  for (;;) {
    const answer = await pay(sale);
    if (answer.status !== 503) return answer;
    expect(answer.body).toMatchObject({ error: 'payment_unresolved', retryable: true });
  }
}

const told = ({ status, body }: Answer) => [status, body.error ?? body.status];

describe('a payment ends in one order, and is never told to be paid again, when the facilitator', () => {
  const taken: FacilitatorFault[] = [
    { fault: 'cut', when: 'after' },
    { fault: 'stall', when: 'after' },
    { fault: 'bad_gateway', when: 'after' },
    { fault: 'html', when: 'after' },
    { fault: 'truncated', when: 'after' },
    { fault: 'status', status: 429, when: 'after' },
    { fault: 'pending' },
    { fault: 'false_failure' },
    { fault: 'false_failure', reason: 'invalid_exact_evm_nonce_already_used' },
    { fault: 'delay', ms: 300 },
  ];
  test.each(taken)('answers with $fault although it has settled: %j', async (fault) => {
    const sale = await newSale();
    await yard.hostile.facilitator('settle', fault);
    const { result, gained } = await watched(yard, async () => [
      await pay(sale),
      await insist(sale),
      await pay(sale),
    ]);
    const [first, paid, again] = result;

    expect([200, 503]).toContain(first?.status);
    expect(paid && told(paid)).toEqual([200, 'paid']);
    expect(again?.text).toBe(paid?.text);
    expect(gained).toBe(PRICE);
  });

  const untaken: FacilitatorFault[] = [
    { fault: 'cut' },
    { fault: 'stall' },
    { fault: 'bad_gateway' },
    { fault: 'html' },
    { fault: 'truncated' },
    { fault: 'status', status: 500 },
    { fault: 'leaky_refusal' },
    { fault: 'leaky_refusal', reason: 'unexpected_settle_error' },
  ];
  test.each(untaken)('answers with $fault and has not settled: %j', async (fault) => {
    const sale = await newSale();
    await yard.hostile.facilitator('settle', fault);
    const { result, gained } = await watched(yard, async () => [await pay(sale), await insist(sale)]);

    expect(told(result[0] as Answer)).toEqual([503, 'payment_unresolved']);
    expect(told(result[1] as Answer)).toEqual([200, 'paid']);
    expect(gained).toBe(PRICE);
  });
});

test('a success that the chain does not show makes no order, and asks for no other payment', async () => {
  const sale = await newSale();
  await yard.hostile.facilitator('settle', { fault: 'false_success' });
  const { result, gained } = await watched(yard, async () => [
    await pay(sale),
    await pay(sale),
    await post(sale, randomUUID()),
  ]);

  expect(result.map(told)).toEqual(result.map(() => [503, 'payment_unresolved']));
  expect(gained).toBe(0n);
});

test('a chain that stalls is 503, and one order once it goes on', async () => {
  const sale = await newSale();
  await yard.hostile.mining('stop');
  const { result, gained } = await watched(yard, async () => {
    const stalled = [await pay(sale), await pay(sale)];
    await yard.hostile.mining('resume');
    return [...stalled, await insist(sale)];
  });

  expect(result.map(told)).toEqual([
    [503, 'payment_unresolved'],
    [503, 'payment_unresolved'],
    [200, 'paid'],
  ]);
  expect(gained).toBe(PRICE);
});

test.each([
  { fault: 'cut' },
  { fault: 'stall' },
  { fault: 'bad_gateway' },
  { fault: 'error' },
  { fault: 'truncated' },
] as const)('a node that answers with $fault leaves a payment uncertain at most', async (fault) => {
  const sale = await newSale();
  await yard.hostile.rpc({ ...fault, times: 999 });
  const { result, gained } = await watched(yard, async () => {
    const first = await pay(sale);
    await yard.hostile.reset();
    return [first, await insist(sale)];
  });

  expect(told(result[0] as Answer)).toEqual([503, 'payment_unresolved']);
  expect(told(result[1] as Answer)).toEqual([200, 'paid']);
  expect(gained).toBe(PRICE);
});

test('a node that lags leaves a payment uncertain until it has caught up', async () => {
  const sale = await newSale();
  await yard.hostile.lag(8);
  const { result, gained } = await watched(yard, async () => {
    const first = await pay(sale);
    await yard.hostile.lag(0);
    return [first, await insist(sale)];
  });

  expect(told(result[0] as Answer)).toEqual([503, 'payment_unresolved']);
  expect(told(result[1] as Answer)).toEqual([200, 'paid']);
  expect(gained).toBe(PRICE);
});

interface Signed {
  readonly payload: {
    readonly signature: `0x${string}`;
    readonly authorization: Parameters<Awaited<ReturnType<Yard['bystander']>>['submit']>[0];
  };
}

function signedIn(sale: Sale): Signed['payload'] {
  const text = Buffer.from(sale.payment['payment-signature'] ?? '', 'base64').toString();
  return (JSON.parse(text) as Signed).payload;
}

test('an authorization that somebody else submits first pays its cart', async () => {
  const sale = await newSale();
  const stranger = await yard.bystander();
  const { authorization, signature } = signedIn(sale);
  const { result, gained } = await watched(yard, async () => {
    await stranger.submit(authorization, signature);
    return insist(sale);
  });

  expect(told(result)).toEqual([200, 'paid']);
  expect(gained).toBe(PRICE);
});

test('an authorization that its payer has cancelled is declined, and another one pays', async () => {
  const sale = await newSale();
  const stranger = await yard.bystander();
  await stranger.cancel(yard.facts.payer.private_key, signedIn(sale).authorization.nonce);
  const declined = await insist(sale);
  const other = { 'payment-signature': await paymentFor(yard, sale) };
  const { result, gained } = await watched(yard, () => post(sale, sale.key, other));

  expect(told(declined)).toEqual([402, 'payment_declined']);
  expect(declined.body.details).toMatchObject({ reason: 'authorization_cancelled' });
  expect(told(result)).toEqual([200, 'paid']);
  expect(gained).toBe(PRICE);
});

test('a payer without money is declined, and pays with another authorization after a top-up', async () => {
  const private_key = generatePrivateKey();
  const payer = { address: privateKeyToAddress(private_key), private_key };
  const sale = await newSale(payer);
  const declined = await insist(sale);
  await (await yard.bystander()).give(payer.address, PRICE);
  const same = await pay(sale);
  const fresh = { 'payment-signature': await paymentFor(yard, sale, payer) };
  const { result, gained } = await watched(yard, () => post(sale, sale.key, fresh));

  expect(told(declined)).toEqual([402, 'payment_declined']);
  expect(declined.body.details).toMatchObject({ reason: 'insufficient_funds' });
  expect(told(same)).toEqual([402, 'payment_declined']);
  expect(told(result)).toEqual([200, 'paid']);
  expect(gained).toBe(PRICE);
});

test('a declined authorization that somebody submits after a top-up is the payment, and the next one stays unspent', async () => {
  const private_key = generatePrivateKey();
  const payer = { address: privateKeyToAddress(private_key), private_key };
  const sale = await newSale(payer);
  expect(told(await insist(sale))).toEqual([402, 'payment_declined']);
  const fresh = { 'payment-signature': await paymentFor(yard, sale, payer) };
  const stranger = await yard.bystander();
  await stranger.give(payer.address, 2n * PRICE);
  const { authorization, signature } = signedIn(sale);
  const { result, gained, settles } = await watched(yard, async () => {
    await stranger.submit(authorization, signature);
    return post(sale, sale.key, fresh);
  });

  expect(told(result)).toEqual([200, 'paid']);
  expect([gained, settles]).toEqual([PRICE, 0]);
});

test('a second payment that lands on top is given back on the chain, once', async () => {
  const private_key = generatePrivateKey();
  const payer = { address: privateKeyToAddress(private_key), private_key };
  const sale = await newSale(payer);
  expect(told(await insist(sale))).toEqual([402, 'payment_declined']);
  const other = { 'payment-signature': await paymentFor(yard, sale) };
  const stranger = await yard.bystander();
  const { gained } = await watched(yard, async () => {
    expect(told(await post(sale, sale.key, other))).toEqual([200, 'paid']);
    await stranger.give(payer.address, PRICE);
    const { authorization, signature } = signedIn(sale);
    await stranger.submit(authorization, signature);
    await yard.hostile.facilitator('settle', { fault: 'cut', when: 'after' });
    await expect
      .poll(() => yard.reconcile(), { timeout: 20_000, interval: 200 })
      .toMatchObject({ refunds: 1 });
    await expect.poll(() => yard.usdcOf(payer.address), { timeout: 20_000 }).toBe(PRICE);
    await expect
      .poll(() => yard.reconcile(), { timeout: 20_000, interval: 200 })
      .toMatchObject({ refunds: 0 });
  });

  expect(gained).toBe(PRICE);
  expect(await yard.usdcOf(payer.address)).toBe(PRICE);
}, 60_000);
