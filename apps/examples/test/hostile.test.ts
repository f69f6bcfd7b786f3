import type { Guard, Handler } from '@railyard/core/http';
import { memoryStore, type Store } from '@railyard/core/store';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openShop } from '../src/shop.ts';
import { openChain, payerOf, type TestChain } from './chain.ts';

const PRICE = 50_000n;
const URL = 'http://shop.example/report';

let chain: TestChain;
beforeAll(async () => {
  chain = await openChain();
});
afterEach(() => chain.hostile.reset());
afterAll(() => chain.stop());

/** Pays once with the official client, and gives the answer and the request that paid. */
async function buy(sell: Guard, handler: Handler, payer = chain.sandbox.payer) {
  const { sent, pay } = payerOf({ ...chain.sandbox, payer }, (request) => sell(request, handler));
  const answer = await pay(URL);
  const paying = sent.find(({ headers }) => headers.has('payment-signature'));
  if (!paying) throw new Error('The client has not paid.');
  return { answer, again: () => sell(paying.clone(), handler) };
}

async function told(answer: Response): Promise<readonly [number, unknown]> {
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json');
  return [answer.status, isJson ? (JSON.parse(text) as { error?: string }).error : text];
}

/** A handler that fails so many times, and counts its runs. */
function failing(times: number, fail: () => Response | Promise<Response>): Handler & { runs: number } {
  const handler = Object.assign(
    () => {
      handler.runs += 1;
      return handler.runs <= times ? fail() : new Response('sunny');
    },
    { runs: 0 },
  );
  return handler;
}

describe('a guarded request on a real chain', () => {
  it('asks no facilitator and runs no handler while the store is down', async () => {
    const memory = memoryStore();
    const down: Store = { ...memory, update: () => Promise.reject(new Error('The disk is full.')) };
    const handler = failing(0, () => new Response());
    const { answer } = await buy(openShop(chain.options, down), handler);

    expect(await told(answer)).toEqual([503, 'upstream_unavailable']);
    expect(await chain.hostile.calls()).toEqual([]);
    expect(handler.runs).toBe(0);
  });

  it('is declined, and runs no handler, when the payer’s wallet was emptied before it was settled', async () => {
    const privateKey = generatePrivateKey();
    const payer = { address: privateKeyToAddress(privateKey), privateKey };
    await chain.bystander.give(payer.address, PRICE);
    const sell = openShop(chain.options);
    const handler = failing(0, () => new Response());
    const emptying: Guard = async (request, run) => {
      if (request.headers.has('payment-signature')) await chain.bystander.empty(privateKey);
      return sell(request, run);
    };
    const before = await chain.earned();
    const { answer } = await buy(emptying, handler, payer);

    expect(await told(answer)).toEqual([402, 'payment_declined']);
    expect(handler.runs).toBe(0);
    expect((await chain.earned()) - before).toBe(0n);
  });

  it.each<readonly [string, () => Response | Promise<Response>]>([
    ['answers 500', () => new Response('no paper', { status: 500 })],
    ['throws', () => Promise.reject(new Error('no paper'))],
  ])('is charged once when its handler %s twice, and then gets its answer', async (_, fail) => {
    const handler = failing(2, fail);
    const before = await chain.earned();
    const { answer, again } = await buy(openShop(chain.options), handler);
    const answers = [answer, await again(), await again(), await again()];

    expect(await Promise.all(answers.map(told))).toEqual([
      [503, 'order_not_fulfilled'],
      [503, 'order_not_fulfilled'],
      [200, 'sunny'],
      [200, 'sunny'],
    ]);
    expect(answers.map(({ headers }) => headers.has('payment-response'))).toEqual([false, false, true, true]);
    expect(handler.runs).toBe(3);
    expect((await chain.earned()) - before).toBe(PRICE);
  });

  it('gets its answer also when the facilitator’s was lost', async () => {
    await chain.hostile.facilitator('settle', { fault: 'cut', when: 'after' });
    const handler = failing(0, () => new Response());
    const before = await chain.earned();
    const { answer, again } = await buy(openShop(chain.options), handler);

    expect([200, 503]).toContain(answer.status);
    expect(await told(await again())).toEqual([200, 'sunny']);
    expect((await chain.earned()) - before).toBe(PRICE);
  });

  it('gives nothing for a payment that was settled before it was ever shown', async () => {
    const sell = openShop(chain.options);
    const handler = failing(0, () => new Response());
    const scraped: Guard = async (request, run) => {
      const header = request.headers.get('payment-signature');
      if (header !== null) {
        const { payload } = JSON.parse(Buffer.from(header, 'base64').toString()) as {
          payload: {
            authorization: Parameters<TestChain['bystander']['submit']>[0];
            signature: `0x${string}`;
          };
        };
        await chain.bystander.submit(payload.authorization, payload.signature);
      }
      return sell(request, run);
    };
    const { answer } = await buy(scraped, handler);

    expect(answer.status).toBe(402);
    expect(handler.runs).toBe(0);
    expect(await chain.hostile.calls()).toEqual([]);
  });
});
