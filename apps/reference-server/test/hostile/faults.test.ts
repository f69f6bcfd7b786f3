import { randomUUID } from 'node:crypto';
import type { FacilitatorFault } from '@railyard/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, PRICE, post, watched } from '../till.ts';
import { openYard, type Yard } from '../yard.ts';
import { insist, newSale, orderIn, pay, told } from './sale.ts';

const UNRESOLVED = [503, 'payment_unresolved'];
const PAID = [200, 'paid'];

let yard: Yard;
beforeAll(async () => {
  yard = await openYard({ RAIL_TIMEOUT_MS: '2500' });
}, 30_000);
afterEach(() => yard.hostile.reset());
afterAll(() => yard.stop());

function ordersIn(answers: readonly Answer[]): number {
  return new Set(answers.map(orderIn)).size;
}

describe('a payment ends in one order, which every answer names, and is never told to be paid again, when the facilitator', () => {
  const shown: FacilitatorFault[] = [
    { fault: 'cut', when: 'after' },
    { fault: 'bad_gateway', when: 'after' },
    { fault: 'html', when: 'after' },
    { fault: 'truncated', when: 'after' },
    { fault: 'status', status: 429, when: 'after' },
    { fault: 'pending' },
    { fault: 'false_failure' },
    { fault: 'false_failure', reason: 'invalid_exact_evm_nonce_already_used' },
    { fault: 'delay', ms: 300 },
  ];
  test.each(shown)(
    'answers with $fault and has settled, which the chain shows at once: %j',
    async (fault) => {
      const sale = await newSale(yard);
      await yard.hostile.facilitator('settle', fault);
      const { result, gained, settles } = await watched(yard, async () => [await pay(sale), await pay(sale)]);
      const [paid, again] = result as [Answer, Answer];

      expect(told(paid)).toEqual(PAID);
      expect(again.text).toBe(paid.text);
      expect([gained, settles]).toEqual([PRICE, 1]);
    },
  );

  const unseen: FacilitatorFault[] = [
    { fault: 'stall', when: 'after' },
    { fault: 'cut' },
    { fault: 'stall' },
    { fault: 'bad_gateway' },
    { fault: 'html' },
    { fault: 'truncated' },
    { fault: 'status', status: 500 },
    { fault: 'leaky_refusal' },
    { fault: 'leaky_refusal', reason: 'unexpected_settle_error' },
  ];
  test.each(unseen)('answers with $fault, which tells nothing: first 503, then 200: %j', async (fault) => {
    const sale = await newSale(yard);
    await yard.hostile.facilitator('settle', fault);
    const { result, gained } = await watched(yard, () => insist(sale));

    expect(told(result[0])).toEqual(UNRESOLVED);
    expect(told(result.at(-1) as Answer)).toEqual(PAID);
    expect(ordersIn(result)).toBe(1);
    expect(gained).toBe(PRICE);
  });
});

test('a success that the chain does not show makes no order, and asks for no other payment', async () => {
  const sale = await newSale(yard);
  await yard.hostile.facilitator('settle', { fault: 'false_success' });
  const { result, gained } = await watched(yard, async () => [
    await pay(sale),
    await pay(sale),
    await post(sale, randomUUID()),
  ]);

  expect(result.map(told)).toEqual([UNRESOLVED, UNRESOLVED, UNRESOLVED]);
  expect(ordersIn(result)).toBe(1);
  expect(gained).toBe(0n);
});

test('a chain that stalls is 503, and one order once it goes on', async () => {
  const sale = await newSale(yard);
  await yard.hostile.mining('stop');
  const { result, gained } = await watched(yard, async () => {
    const stalled = [await pay(sale), await pay(sale)];
    await yard.hostile.mining('resume');
    return { stalled, resumed: await insist(sale) };
  });
  const { stalled, resumed } = result;

  expect(stalled.map(told)).toEqual([UNRESOLVED, UNRESOLVED]);
  expect(told(resumed.at(-1) as Answer)).toEqual(PAID);
  expect(ordersIn([...stalled, ...resumed])).toBe(1);
  expect(gained).toBe(PRICE);
});

test.each([
  { fault: 'cut' },
  { fault: 'stall' },
  { fault: 'bad_gateway' },
  { fault: 'error' },
  { fault: 'truncated' },
] as const)(
  'a node that answers with $fault makes a payment 503, and 200 with the same order once it can be asked',
  async (fault) => {
    const sale = await newSale(yard);
    await yard.hostile.rpc({ ...fault, times: 999 });
    const { result, gained } = await watched(yard, async () => {
      const first = await pay(sale);
      await yard.hostile.reset();
      return [first, ...(await insist(sale))] as const;
    });

    expect(told(result[0])).toEqual(UNRESOLVED);
    expect(told(result.at(-1) as Answer)).toEqual(PAID);
    expect(ordersIn(result)).toBe(1);
    expect(gained).toBe(PRICE);
  },
);

test('a node that lags makes a payment 503, and 200 with the same order once it has caught up', async () => {
  const sale = await newSale(yard);
  await yard.hostile.lag(8);
  const { result, gained } = await watched(yard, async () => {
    const first = await pay(sale);
    await yard.hostile.lag(0);
    return [first, ...(await insist(sale))] as const;
  });

  expect(told(result[0])).toEqual(UNRESOLVED);
  expect(told(result.at(-1) as Answer)).toEqual(PAID);
  expect(ordersIn(result)).toBe(1);
  expect(gained).toBe(PRICE);
});
