import type { Settlement } from '@railyard/core/rail';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKeySignature } from '../src/wire/payment.ts';
import { type Mounted, mount, refused } from './mount.ts';
import {
  DIALECTS,
  headerOf,
  NOW,
  PAY_TO,
  purchase,
  requestWith,
  SEPOLIA_USDC,
  signedPayment,
  stranger,
} from './payer.ts';

/** A rail whose facilitator, like any, refuses a signature that it cannot verify. */
function guarded(): Mounted {
  const mounted = mount();
  mounted.answer = (chain) => {
    chain.mine();
    return refused('invalid_exact_evm_signature');
  };
  return mounted;
}

/** Presents a header as the engine would: what is refused on the way never reaches the facilitator. */
async function present(mounted: Mounted, header: string): Promise<Settlement | null> {
  const read = mounted.rail.detect(requestWith({ 'x-payment': header }));
  if (!read || 'refused' in read) return null;
  if (await mounted.rail.check?.(purchase, read, mounted.context)) return null;
  return mounted.rail.settle(purchase, read, mounted.context);
}

/** What was sent with the signature of a key; a contract's only the facilitator can check. */
function signedByKey({ sent }: Mounted): string[] {
  return sent
    .map(({ body }) => body)
    .filter((body) => {
      const { paymentPayload } = JSON.parse(body) as {
        paymentPayload: { payload: { signature: string } };
      };
      return isKeySignature(paymentPayload.payload.signature);
    });
}

/** Whether nothing came of it, but for the untouched payment. */
async function isHarmless(header: string, good: string): Promise<boolean> {
  const mounted = guarded();
  const settlement = await present(mounted, header);
  return settlement?.state !== 'paid' && signedByKey(mounted).every((body) => body === good);
}

/** What an untouched payment has the facilitator sent. */
async function bytesOfGood(): Promise<string> {
  const mounted = guarded();
  await present(mounted, headerOf(await signedPayment()));
  return mounted.sent[0]?.body ?? '';
}

describe.each(Object.entries(DIALECTS))('a %s payment', (_, speak) => {
  it('with any one byte of its JSON changed never reaches the facilitator as something else', async () => {
    const good = await bytesOfGood();
    const bytes = Buffer.from(JSON.stringify(speak(await signedPayment())));
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const changed = Buffer.from(bytes);
          changed[at] = (bytes[at] ?? 0) ^ flip;
          expect(await isHarmless(changed.toString('base64'), good)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('with any one character of its header changed, or cut short, never reaches it as something else', async () => {
    const good = await bytesOfGood();
    const header = headerOf(speak(await signedPayment()));
    const changes = fc.oneof(
      fc
        .tuple(fc.nat({ max: header.length - 1 }), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }))
        .map(([at, character]) => `${header.slice(0, at)}${character}${header.slice(at + 1)}`),
      fc.nat({ max: header.length - 1 }).map((length) => header.slice(0, length)),
    );
    await fc.assert(
      fc.asyncProperty(changes, async (changed) => {
        expect(await isHarmless(changed, good)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('with any field of its authorization changed is refused before the facilitator is asked', async () => {
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
      const mounted = guarded();
      expect([name, await present(mounted, headerOf(speak(changed)))]).toEqual([name, null]);
      expect(mounted.sent).toEqual([]);
    }
  });

  it('with a key twice in its JSON is read as the last one says, and never as both', async () => {
    const payment = await signedPayment();
    const text = JSON.stringify(speak(payment));
    const evil = `"to":"${stranger.address}"`;
    const honest = `"to":"${payment.payload.authorization.to}"`;
    const mounted = guarded();
    await present(mounted, Buffer.from(text.replace(honest, `${honest},${evil}`)).toString('base64'));
    expect(mounted.sent).toEqual([]);
    await present(mounted, Buffer.from(text.replace(honest, `${evil},${honest}`)).toString('base64'));
    expect(mounted.sent.map(({ body }) => body)).toEqual([await bytesOfGood()]);
  });
});

describe('a challenge that somebody has changed on its way to the payer', () => {
  it.each([
    ['scheme', 'upto'],
    ['network', 'eip155:8453'],
    ['asset', stranger.address],
    ['amount', '1'],
    ['payTo', stranger.address],
    ['maxTimeoutSeconds', 3_000],
    ['extra', { name: 'USD Coin', version: '2' }],
    ['extra', { name: 'USDC', version: '1' }],
  ])('in its %s is refused as the payer accepted it', async (name, value) => {
    const payment = await signedPayment();
    const accepted = { ...payment.accepted, [name]: value };
    const mounted = guarded();
    expect(await present(mounted, headerOf({ ...payment, accepted }))).toBeNull();
    expect(mounted.sent).toEqual([]);
  });

  it('is refused also where the payer signed just what it says', async () => {
    const domain = {
      name: 'USDC',
      version: '2',
      chainId: 84532,
      verifyingContract: SEPOLIA_USDC,
    } as const;
    for (const signing of [
      { to: stranger.address },
      { value: '1' },
      { validBefore: String(NOW + 3_000) },
      { domain: { ...domain, verifyingContract: PAY_TO } as const },
      { domain: { ...domain, chainId: 8453 } },
    ]) {
      for (const speak of Object.values(DIALECTS)) {
        const mounted = guarded();
        expect(await present(mounted, headerOf(speak(await signedPayment(signing))))).toBeNull();
        expect(mounted.sent).toEqual([]);
      }
    }
  });
});
