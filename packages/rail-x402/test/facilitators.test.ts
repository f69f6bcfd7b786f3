import { isRailError } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import type { FacilitatorCall, X402Options } from '../src/index.ts';
import { FACILITATOR, type Mounted, mount, refused, SUPPORTED, settled } from './mount.ts';
import { purchase } from './payer.ts';

const ONE = 'https://one.example/x402';
const TWO = 'https://two.example/x402/';
const PAID = { state: 'paid' };

function hostsOf(urls: readonly string[]): string[] {
  return urls.map((url) => new URL(url).host);
}

/** A rail with two facilitators, of which the first tells this of itself. */
function withFirst(tell: () => Response | Promise<Response>, options: Partial<X402Options> = {}): Mounted {
  const mounted = mount({ facilitator: [ONE, TWO], ...options });
  mounted.tell = (url) => (url.startsWith(ONE) ? tell() : Response.json(SUPPORTED));
  return mounted;
}

describe('several facilitators', () => {
  it('are asked in order what they support, and the first that can gets the payment', async () => {
    const mounted = withFirst(() => Response.json(SUPPORTED));
    expect(await mounted.settle()).toMatchObject(PAID);
    expect(mounted.read).toEqual([`${ONE}/supported`]);
    expect(mounted.sent.map(({ url }) => url)).toEqual([`${ONE}/settle`]);
  });

  const useless: [string, () => Response | Promise<Response>][] = [
    ['cannot be reached', () => Promise.reject(new Error('connection refused'))],
    ['asks for a key', () => Response.json({ error: 'unauthorized' }, { status: 401 })],
    ['is broken', () => new Response('<html>', { status: 502 })],
    ['answers with nonsense', () => Response.json({ kinds: 'all' })],
    ['supports nothing', () => Response.json({ kinds: [] })],
    ['supports version 1 only', () => kinds({ x402Version: 1, network: 'base-sepolia' })],
    ['supports version 1 by the names of version 2', () => kinds({ x402Version: 1 })],
    ['supports another network', () => kinds({ network: 'eip155:8453' })],
    ['supports another scheme', () => kinds({ scheme: 'upto' })],
    ['supports something unheard of', () => Response.json({ kinds: [null, 7, 'exact', {}] })],
  ];

  it.each(useless)('are passed over where the first %s', async (_, tell) => {
    const mounted = withFirst(tell);
    expect(await mounted.settle()).toMatchObject(PAID);
    expect(hostsOf(mounted.read)).toEqual(['one.example', 'two.example']);
    expect(mounted.sent.map(({ url }) => url)).toEqual(['https://two.example/x402/settle']);
  });

  it.each(useless)('that are one which %s leave the payment unsent and unknown', async (_, tell) => {
    const mounted = mount({ facilitator: ONE });
    mounted.tell = tell;
    expect(await mounted.settle()).toEqual({ state: 'unknown', reason: 'no_facilitator' });
    expect(mounted.sent).toEqual([]);
    // Nothing was sent, and the chain says so: it is sent when one can be asked again.
    expect(await mounted.status()).toMatchObject({ state: 'unknown', unspent: true });
    mounted.tell = () => Response.json(SUPPORTED);
    mounted.now += 601;
    expect(await mounted.settle('again')).toMatchObject(PAID);
  });

  const unclear: [string, () => Response | Promise<Response>][] = [
    ['does not answer', () => Promise.reject(new Error('socket hang up'))],
    ['answers 502', () => new Response('<html>', { status: 502 })],
    ['answers 401', () => Response.json({ error: 'unauthorized' }, { status: 401 })],
    ['refuses', () => refused('invalid_exact_evm_signature')],
    ['is unclear', () => refused('unexpected_settle_error')],
  ];

  it.each(unclear)('are not changed in a call once the payment went to one that %s', async (_, answer) => {
    const mounted = withFirst(() => Response.json(SUPPORTED));
    mounted.answer = answer;
    await mounted.settle();
    expect(hostsOf(mounted.sent.map(({ url }) => url))).toEqual(['one.example']);
  });

  it('get a payment that is sent again with the same bytes, whichever can take it then', async () => {
    const mounted = withFirst(() => Response.json(SUPPORTED));
    mounted.answer = () => Promise.reject(new Error('socket hang up'));
    expect(await mounted.settle()).toMatchObject({ state: 'unknown', reason: 'no_answer' });
    mounted.tell = (url) =>
      url.startsWith(ONE) ? Promise.reject(new Error('connection refused')) : Response.json(SUPPORTED);
    mounted.answer = (chain) => settled(chain.pay());
    expect(await mounted.settle('again')).toMatchObject(PAID);
    const [first, second] = mounted.sent;
    expect(hostsOf(mounted.sent.map(({ url }) => url))).toEqual(['one.example', 'two.example']);
    expect(first?.body).toBe(second?.body);
  });

  it('may be in this process, beside others', async () => {
    const asked: string[] = [];
    const mounted = mount({
      facilitator: [
        ONE,
        {
          async settle(_, { network }) {
            asked.push(network);
            return { success: true, transaction: mounted.chain.pay() };
          },
        },
      ],
    });
    mounted.tell = () => Promise.reject(new Error('connection refused'));
    expect(await mounted.settle()).toMatchObject(PAID);
    expect(asked).toEqual(['eip155:84532']);
    expect(mounted.sent).toEqual([]);
  });
});

describe('what a facilitator supports', () => {
  it('is kept for ten minutes', async () => {
    const mounted = mount({ alone: true });
    await mounted.settle();
    mounted.now += 599;
    await mounted.settle();
    expect(mounted.read.length).toBe(1);
    mounted.now += 1;
    await mounted.settle();
    expect(mounted.read.length).toBe(2);
  });

  it('is asked again after an answer that tells nothing, and not after one that is merely pending', async () => {
    const mounted = mount({ alone: true });
    for (const [answer, asked] of [
      [() => refused('settlement_pending', `0x${'ab'.repeat(32)}`), 1],
      [() => refused('insufficient_funds'), 1],
      [() => refused('unexpected_settle_error'), 1],
      [() => new Response('', { status: 503 }), 2],
      [() => settled(`0x${'ab'.repeat(32)}`), 3],
      [() => settled(`0x${'ab'.repeat(32)}`), 3],
    ] as const) {
      mounted.answer = answer;
      await mounted.settle();
      expect(mounted.read.length).toBe(asked);
    }
  });
});

describe('a profile', () => {
  it('gives headers for each call, and knows what is called and sent', async () => {
    const calls: FacilitatorCall[] = [];
    const headers: RequestInit['headers'][] = [];
    const mounted = mount({
      facilitator: {
        url: `${FACILITATOR}/`,
        headers(call) {
          calls.push(call);
          return { authorization: `Bearer for ${call.name}` };
        },
      },
    });
    const { context } = mounted;
    await mounted.rail.settle(purchase, await mounted.credential(), {
      ...context,
      fetch(input, init) {
        headers.push(init?.headers);
        return context.fetch(input, init);
      },
    });
    expect(calls).toEqual([
      { name: 'supported', method: 'GET', url: `${FACILITATOR}/supported`, body: null },
      { name: 'settle', method: 'POST', url: `${FACILITATOR}/settle`, body: mounted.sent[0]?.body },
    ]);
    expect(headers).toMatchObject([
      { authorization: 'Bearer for supported' },
      { authorization: 'Bearer for settle', 'content-type': 'application/json' },
    ]);
  });

  it('whose headers fail is passed over', async () => {
    const mounted = mount({
      facilitator: [{ url: ONE, headers: () => Promise.reject(new Error('CANARY')) }, TWO],
    });
    expect(await mounted.settle()).toMatchObject(PAID);
    expect(hostsOf(mounted.sent.map(({ url }) => url))).toEqual(['two.example']);
  });

  it('that is misconfigured says so when no other can be asked', async () => {
    const { cdp } = await import('../src/cdp.ts');
    const profile = cdp({ apiKeyId: 'key', apiKeySecret: 'CANARY' });
    const mounted = mount({ facilitator: [profile, TWO] });
    expect(await mounted.settle()).toMatchObject(PAID);
    mounted.tell = () => Promise.reject(new Error('connection refused'));
    mounted.now += 601;
    const fault: unknown = await mounted.settle().catch((error: unknown) => error);
    expect(isRailError(fault) && fault.code).toBe('configuration');
    expect(String(fault)).not.toContain('CANARY');
  });
});

function kinds(change: object): Response {
  return Response.json({ kinds: [{ x402Version: 2, scheme: 'exact', network: 'eip155:84532', ...change }] });
}
