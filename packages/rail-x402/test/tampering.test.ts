import * as fc from 'fast-check';
import { type Hex, parseUnits } from 'viem';
import { describe, expect, it } from 'vitest';
import type { Requirement } from '../src/index.ts';
import { guarded, present, withOneByte, withOneField } from './meddling.ts';
import {
  DIALECTS,
  headerOf,
  NOW,
  purchase,
  requestWith,
  SEPOLIA,
  type Signing,
  signedPayment,
  stranger,
} from './payer.ts';

/** What the facilitator is sent for a payment that nobody has touched. */
async function bytesOf(signing: Signing = {}): Promise<string> {
  const { state, sent } = await present(headerOf(await signedPayment(signing)));
  expect(state).toBe('paid');
  return sent[0] ?? '';
}

/** What paid without being exactly this, and what else reached the facilitator though it can be checked here. */
async function harmOf(header: string, good: string): Promise<readonly string[]> {
  const { state, sent, checkable } = await present(header);
  return (state === 'paid' ? sent : checkable).filter((body) => body !== good);
}

const SPOKEN = Object.entries(DIALECTS);

describe.each(SPOKEN)(
  'a %s payment is paid as it was signed or not at all, and what can be checked here never reaches the facilitator otherwise,',
  (_, speak) => {
    it('with any one byte of its header changed, inserted or left out; letter case and unchecked text may be', async () => {
      const good = await bytesOf();
      const payment = speak(await signedPayment());
      const headers = fc.oneof(withOneByte(headerOf(payment)), withOneByte(JSON.stringify(payment)));
      await fc.assert(
        fc.asyncProperty(headers, async (header) => {
          expect(await harmOf(header, good)).toEqual([]);
        }),
        { numRuns: 300 },
      );
    });

    it('with any one of its fields, however deep, changed or left out; letter case and unchecked text may be', async () => {
      const good = await bytesOf();
      await fc.assert(
        fc.asyncProperty(withOneField(speak(await signedPayment())), async (changed) => {
          expect(await harmOf(JSON.stringify(changed), good)).toEqual([]);
        }),
        { numRuns: 300 },
      );
    });

    it('with any field of its authorization changed to another good value, before the facilitator is asked', async () => {
      const payment = await signedPayment();
      const changes = {
        from: stranger.address,
        to: stranger.address,
        value: '49990001',
        validAfter: '1',
        validBefore: String(NOW + 299),
        nonce: `0x${'9'.repeat(64)}`,
      };
      for (const [name, value] of Object.entries(changes)) {
        const authorization = { ...payment.payload.authorization, [name]: value };
        const changed = { ...payment, payload: { ...payment.payload, authorization } };
        const outcome = await present(headerOf(speak(changed)));
        expect([name, outcome]).toEqual([name, { state: null, sent: [], checkable: [] }]);
      }
    });

    it('with a key twice in its JSON, which is read as the last one says and never as both', async () => {
      const payment = await signedPayment();
      const text = JSON.stringify(speak(payment));
      const evil = `"to":"${stranger.address}"`;
      const honest = `"to":"${payment.payload.authorization.to}"`;
      expect((await present(text.replace(honest, `${honest},${evil}`))).sent).toEqual([]);
      const { state, sent } = await present(text.replace(honest, `${evil},${honest}`));
      expect([state, sent]).toEqual(['paid', [await bytesOf()]]);
    });
  },
);

/** What a client goes by that pays what it reads. */
interface Asked {
  readonly chainId: number | undefined;
  readonly asset: string;
  readonly amount: string;
  readonly payTo: string;
  readonly seconds: number;
  readonly extra: { readonly name: string; readonly version: string };
}

const CHAIN_OF: Readonly<Record<string, number>> = { base: 8453, 'base-sepolia': 84532 };

/** Signs just what is asked, with the same nonce each time; null for what nobody can sign. */
async function sign({ chainId, asset, amount, payTo, seconds, extra }: Asked) {
  if (chainId === undefined) return null;
  const { name, version } = extra;
  const domain = { name, version, chainId, verifyingContract: asset as Hex };
  const validBefore = String(NOW + seconds);
  const signed = await signedPayment({ to: payTo, value: amount, validBefore, domain });
  return { signed, validBefore };
}

/** A way to read a challenge and to pay by it: throws, or gives null, where a client cannot. */
type Client = (text: string) => Promise<{ readonly header: string; readonly validBefore: string } | null>;

const v2: Client = async (text) => {
  const [accepted] = (JSON.parse(text) as { readonly accepts: readonly [Requirement] }).accepts;
  const { network, maxTimeoutSeconds: seconds } = accepted;
  const made = await sign({ ...accepted, chainId: Number(network.split(':')[1]), seconds });
  return made && { ...made, header: headerOf({ ...made.signed, accepted }) };
};

interface RequirementV1 extends Pick<Asked, 'asset' | 'payTo' | 'extra'> {
  readonly scheme: string;
  readonly network: string;
  readonly maxAmountRequired: string;
  readonly maxTimeoutSeconds: number;
}

const v1: Client = async (text) => {
  const asked = JSON.parse(text) as RequirementV1;
  const { scheme, network, maxAmountRequired: amount, maxTimeoutSeconds: seconds } = asked;
  const made = await sign({ ...asked, chainId: CHAIN_OF[network], amount, seconds });
  return (
    made && { ...made, header: headerOf({ x402Version: 1, scheme, network, payload: made.signed.payload }) }
  );
};

const plain: Client = async (text) => {
  const asked = JSON.parse(text) as Readonly<Record<'network' | 'amount' | 'address', string>>;
  const made = await sign({
    chainId: CHAIN_OF[asked.network],
    asset: SEPOLIA.verifyingContract,
    amount: String(parseUnits(asked.amount, 6)),
    payTo: asked.address,
    seconds: 300,
    extra: SEPOLIA,
  });
  return made && { ...made, header: headerOf(made.signed.payload) };
};

/** What an unpaid request is answered, as the clients read it. */
async function challenge(): Promise<Readonly<Record<'v2' | 'v1' | 'plain', string>>> {
  const { rail, context } = guarded();
  const { headers, body } = await rail.challenge(purchase, { ...context, request: requestWith({}) });
  return {
    v2: Buffer.from(headers['PAYMENT-REQUIRED'] ?? '', 'base64').toString(),
    v1: JSON.stringify((body.accepts as unknown[])[0]),
    plain: headers['X-Payment-Required'] ?? '',
  };
}

describe.each([
  ['PAYMENT-REQUIRED', 'v2', v2],
  ['"accepts" of version 1', 'v1', v1],
  ['X-Payment-Required', 'plain', plain],
] as const)('a challenge in %s that somebody has changed on its way to the payer', (_, kind, client) => {
  it('is paid as it stands', async () => {
    const paying = await client((await challenge())[kind]);
    expect((await present(paying?.header ?? '')).sent).toEqual([await bytesOf()]);
  });

  it('never ends in a payment of anything else, though the payer signs just what it says; its text and its end may be changed', async () => {
    const text = (await challenge())[kind];
    const untouched = await bytesOf();
    const field = withOneField(JSON.parse(text) as object).map((changed) => JSON.stringify(changed));
    await fc.assert(
      fc.asyncProperty(fc.oneof(withOneByte(text), field), async (changed) => {
        const paying = await client(changed).catch(() => null);
        if (!paying) return;
        const { state, sent } = await present(paying.header);
        // Where the dialect does not repeat what was asked, when it ends is the payer's own affair.
        const { validBefore } = paying;
        const good = kind === 'v2' || state !== 'paid' ? untouched : await bytesOf({ validBefore });
        expect(sent).toEqual(state === 'paid' ? [good] : []);
      }),
      { numRuns: 300 },
    );
  });
});

it('the facilitator of these tests pays whatever a key has signed', async () => {
  const mounted = guarded();
  for (const signing of [{ value: '1' }, { to: stranger.address }]) {
    const { payload, accepted } = await signedPayment(signing);
    const body = JSON.stringify({ paymentPayload: { x402Version: 2, accepted, payload } });
    const answer = await mounted.context.fetch('https://facilitator.example', { method: 'POST', body });
    expect(await answer.json()).toMatchObject({ success: true });
  }
});
