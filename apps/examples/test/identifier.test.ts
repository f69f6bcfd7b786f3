import { generatePaymentId } from '@x402/extensions/payment-identifier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchExample } from '../src/fetch.ts';
import { openShop } from '../src/shop.ts';
import { openChain, payerOf, type TestChain } from './chain.ts';

const URL = 'http://shop.example/report';
const PRICE = 50_000n;

let chain: TestChain;
beforeAll(async () => {
  chain = await openChain();
});
afterAll(() => chain.stop());

describe('a purchase that the official extension gives a payment-identifier', () => {
  it('brings the stored answer when its payment comes again', async () => {
    const handle = fetchExample(openShop(chain.options));
    const { sent, pay } = payerOf(chain.sandbox, handle, generatePaymentId());
    const before = await chain.earned();
    const bought = await pay(URL);
    const again = await handle((sent[1] as Request).clone());

    expect([bought.status, await bought.json()]).toEqual([200, { weather: 'sunny' }]);
    expect([again.status, await again.json()]).toEqual([200, { weather: 'sunny' }]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await chain.earned()) - before).toBe(PRICE);
  });

  it('is 409 with another payment under the same id, which stays unspent and pays under an id of its own', async () => {
    const handle = fetchExample(openShop(chain.options));
    const id = generatePaymentId();
    const before = await chain.earned();
    await payerOf(chain.sandbox, handle, id).pay(URL);
    const asked = (await chain.hostile.calls()).length;
    const other = payerOf(chain.sandbox, handle, id);
    const conflict = await other.pay(URL);
    const elsewhere = await payerOf(chain.sandbox, handle, generatePaymentId()).pay(URL);

    expect(other.sent.map(({ headers }) => headers.has('payment-signature'))).toEqual([false, true]);
    expect([conflict.status, await conflict.json()]).toMatchObject([409, { error: 'idempotency_conflict' }]);
    expect(elsewhere.status).toBe(200);
    expect((await chain.hostile.calls()).length - asked).toBe(1);
    expect((await chain.earned()) - before).toBe(2n * PRICE);
  });
});
