import type { Bystander } from '@railyard/sandbox';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Answer, PRICE, paymentFor, watched } from '../till.ts';
import { openYard, type Yard } from '../yard.ts';
import { detailsOf, insist, newSale, pay, read, type Sale, type Signed, told } from './sale.ts';

const DECLINED = [402, 'payment_declined'];
const PAID = [200, 'paid'];

let yard: Yard;
let bystander: Bystander;
beforeAll(async () => {
  yard = await openYard({ RAIL_TIMEOUT_MS: '2500' });
  bystander = await yard.bystander();
}, 30_000);
afterEach(() => yard.hostile.reset());
afterAll(() => yard.stop());

function newPayer(): Yard['facts']['payer'] {
  const private_key = generatePrivateKey();
  return { address: privateKeyToAddress(private_key), private_key };
}

/** The last answer of insisting. */
async function end(sale: Sale): Promise<Answer> {
  return (await insist(sale)).at(-1) as Answer;
}

type Change = (payload: Signed) => Signed;

const tampered: readonly (readonly [string, string, Change])[] = [
  ['amount', 'wrong_amount', withField('value', '1')],
  ['payee', 'wrong_recipient', withField('to', `0x${'66'.repeat(20)}`)],
  ['time', 'invalid_signature', (payload) => withField('validBefore', later(payload))(payload)],
  ['signature', 'invalid_signature', (payload) => ({ ...payload, signature: flipped(payload) })],
];

function withField(name: keyof Signed['authorization'], value: string): Change {
  return (payload) => ({ ...payload, authorization: { ...payload.authorization, [name]: value } });
}

function later({ authorization }: Signed): string {
  return String(Number(authorization.validBefore) + 1);
}

function flipped({ signature }: Signed): Signed['signature'] {
  const digit = signature.charAt(9) === '0' ? '1' : '0';
  return `0x${signature.slice(2, 9)}${digit}${signature.slice(10)}`;
}

test.each(tampered)(
  'a payment whose %s was changed is 402 without a call of the facilitator, and then pays as it was signed',
  async (_, reason, change) => {
    const sale = await newSale(yard);
    const signed = read(sale);
    const text = JSON.stringify({ ...signed, payload: change(signed.payload) });
    const { result, gained, calls } = await watched(yard, () =>
      pay(sale, Buffer.from(text).toString('base64')),
    );

    expect(told(result)).toEqual([402, 'credential_invalid']);
    expect(detailsOf(result)).toMatchObject({ reason });
    expect([gained, calls]).toEqual([0n, 0]);
    expect(told(await end(sale))).toEqual(PAID);
  },
);

test('an authorization that somebody else submits first pays its cart', async () => {
  const sale = await newSale(yard);
  const { authorization, signature } = read(sale).payload;
  const { result, gained } = await watched(yard, async () => {
    await bystander.submit(authorization, signature);
    return end(sale);
  });

  expect(told(result)).toEqual(PAID);
  expect(gained).toBe(PRICE);
});

test('an authorization that its payer has cancelled is declined, and another one pays', async () => {
  const sale = await newSale(yard);
  await bystander.cancel(yard.facts.payer.private_key, read(sale).payload.authorization.nonce);
  const declined = await end(sale);
  const other = await paymentFor(yard, sale);
  const { result, gained } = await watched(yard, () => pay(sale, other));

  expect(told(declined)).toEqual(DECLINED);
  expect(detailsOf(declined)).toMatchObject({ reason: 'authorization_cancelled' });
  expect(told(result)).toEqual(PAID);
  expect(gained).toBe(PRICE);
});

test('a payer without money is declined, and pays with another authorization after a top-up', async () => {
  const payer = newPayer();
  const sale = await newSale(yard, payer);
  const declined = await end(sale);
  await bystander.give(payer.address, PRICE);
  const same = await pay(sale);
  const fresh = await paymentFor(yard, sale, payer);
  const { result, gained } = await watched(yard, () => pay(sale, fresh));

  expect(told(declined)).toEqual(DECLINED);
  expect(detailsOf(declined)).toMatchObject({ reason: 'insufficient_funds' });
  expect(told(same)).toEqual(DECLINED);
  expect(told(result)).toEqual(PAID);
  expect(gained).toBe(PRICE);
});

test('a declined authorization that somebody submits after a top-up is the payment, and the next one stays unspent', async () => {
  const payer = newPayer();
  const sale = await newSale(yard, payer);
  expect(told(await end(sale))).toEqual(DECLINED);
  const fresh = await paymentFor(yard, sale, payer);
  await bystander.give(payer.address, 2n * PRICE);
  const { authorization, signature } = read(sale).payload;
  const { result, gained, settles } = await watched(yard, async () => {
    await bystander.submit(authorization, signature);
    return pay(sale, fresh);
  });

  expect(told(result)).toEqual(PAID);
  expect([gained, settles]).toEqual([PRICE, 0]);
});

test('a second payment that lands on top is given back on the chain, once', async () => {
  const payer = newPayer();
  const sale = await newSale(yard, payer);
  expect(told(await end(sale))).toEqual(DECLINED);
  const other = await paymentFor(yard, sale);
  const reconciled = () => expect.poll(() => yard.reconcile(), { timeout: 20_000, interval: 200 });
  const { gained } = await watched(yard, async () => {
    expect(told(await pay(sale, other))).toEqual(PAID);
    await bystander.give(payer.address, PRICE);
    const { authorization, signature } = read(sale).payload;
    await bystander.submit(authorization, signature);
    await yard.hostile.facilitator('settle', { fault: 'cut', when: 'after' });
    await reconciled().toMatchObject({ refunds: 1 });
    await expect.poll(() => yard.usdcOf(payer.address), { timeout: 20_000 }).toBe(PRICE);
    await reconciled().toMatchObject({ refunds: 0 });
  });

  expect(gained).toBe(PRICE);
  expect(await yard.usdcOf(payer.address)).toBe(PRICE);
}, 60_000);
