import type { JsonObject, RailRequest } from '@railyard/core/rail';
import * as fc from 'fast-check';
import { verifyWebhookSignatureWithCurrentTime } from 'hook0-client';
import { describe, expect, it } from 'vitest';
import { checkout, METADATA, refundObject } from './answers.ts';
import { mount, NOW } from './mount.ts';
import { SECRET, type Signing, signatureOf, signed } from './signed.ts';

const { rail, context } = mount([], { webhookSecrets: ['another-secret', SECRET] });
const EVENT = { tenant: 'tenant_1', cart: 'cart_1', attempt: 'attempt_1' };

const hear = async (request: RailRequest) => rail.webhook?.(request, context);
const isHeard = async (request: RailRequest): Promise<boolean> =>
  hear(request).then(
    () => true,
    (error: unknown) => {
      expect(error).toMatchObject({ code: 'invalid_signature' });
      return false;
    },
  );

function eventOf(eventType: string, change: JsonObject = {}): JsonObject {
  return { ...checkout('COMPLETED', change), eventType };
}

/** What Hook0's own client says. */
function isGenuine({ headers, body }: RailRequest, secret = SECRET): boolean {
  const { 'x-hook0-signature': signature = '', ...rest } = headers as Record<string, string>;
  const [raw, sent, now] = [Buffer.from(body), new Headers(rest), new Date(NOW)] as const;
  try {
    return verifyWebhookSignatureWithCurrentTime(signature, raw, sent, secret, 300, now) === true;
  } catch {
    return false;
  }
}

describe('a webhook', () => {
  it.each(['payment.success', 'payment.failed', 'payment.expired', 'refund.success'])(
    'about checkout.%s rings for the payment that it names',
    async (what) => {
      expect(await hear(signed(eventOf(`checkout.${what}`)))).toEqual(EVENT);
    },
  );

  it('names the installation that the checkout bears', async () => {
    const metadata = { ...METADATA, railyard_deployment: 'shop' };
    const request = signed(eventOf('checkout.payment.success', { metadata }));
    expect(await hear(request)).toEqual({ ...EVENT, deployment: 'shop' });
  });

  it('is passed over when it is none of ours, or no checkout', async () => {
    const events = [
      eventOf('checkout.payment.success', { metadata: {} }),
      eventOf('checkout.payment.success', { metadata: { railyard_attempt: 'attempt_1' } }),
      eventOf('payment_link.payment.success'),
      checkout('COMPLETED'),
      { eventType: 'checkout.payment.success' },
      '[]',
      'null',
      '',
      'not JSON',
    ];
    for (const event of events) expect(await hear(signed(event))).toBeNull();
  });

  it('is not asked about: nothing is sent', async () => {
    const mounted = mount([], { webhookSecrets: [SECRET] });
    await mounted.rail.webhook?.(signed(eventOf('checkout.payment.success')), mounted.context);
    expect(mounted.sent).toEqual([]);
  });

  it('is not taken without a secret', () => {
    expect(mount().rail).not.toHaveProperty('webhook');
  });
});

async function alarmOf(type: string, refunds: readonly JsonObject[] | null) {
  return (await hear(signed(eventOf(type, { refunds }))))?.alarm;
}

describe('a person hears', () => {
  const mine = refundObject('COMPLETED');
  const byHand = refundObject('COMPLETED', { id: 'ref_2', reason: 'By hand' });
  const failed = refundObject('FAILED', { id: 'ref_3' });
  it('of a refund that somebody made by hand', async () => {
    const alarm = { word: 'refunded_elsewhere', reference: 'ref_2' };
    expect(await alarmOf('checkout.refund.success', [byHand])).toEqual(alarm);
    expect(await alarmOf('checkout.refund.success', [byHand, mine])).toEqual(alarm);
    expect(await alarmOf('checkout.refund.success', [mine])).toBeUndefined();
    expect(await alarmOf('checkout.refund.success', null)).toBeUndefined();
    expect(await alarmOf('checkout.payment.success', [byHand])).toBeUndefined();
  });

  it('of a refund that failed, whoever made it', async () => {
    const alarm = { word: 'refund_failed', reference: 'ref_3' };
    expect(await alarmOf('checkout.refund.failed', [mine, failed, byHand])).toEqual(alarm);
    expect(await alarmOf('checkout.refund.failed', null)).toEqual({
      word: 'refund_failed',
      reference: checkout('COMPLETED').id,
    });
  });
});

describe('a signature', () => {
  const event = eventOf('checkout.payment.success', { description: 'Tee – 2 × „grün“' });

  it.each<[string, Signing]>([
    ['over headers and body', {}],
    ['over no header', { headers: {} }],
    ['over one header', { headers: { 'content-type': 'application/json' } }],
    ['over the body alone', { version: 'v0' }],
    ['from the last moment', { time: NOW / 1_000 - 300 }],
    ['from a clock that is ahead', { time: NOW / 1_000 + 300 }],
  ])('is good: %s, as Hook0 says too', async (_, signing) => {
    const request = signed(event, signing);
    expect([await isHeard(request), isGenuine(request)]).toEqual([true, true]);
  });

  it.each<[string, Signing]>([
    ['from too long ago', { time: NOW / 1_000 - 301 }],
    ['from the future', { time: NOW / 1_000 + 301 }],
    ['of somebody else', { secret: 'somebody else' }],
    ['of nobody', { secret: '' }],
  ])('is not: %s, as Hook0 says too', async (_, signing) => {
    for (const version of ['v0', 'v1'] as const) {
      const request = signed(event, { ...signing, version });
      expect([await isHeard(request), isGenuine(request)]).toEqual([false, false]);
    }
  });

  it('S1.26 is of one seller, who has a secret of their own', async () => {
    const sellers = ['secret-of-one', 'secret-of-another'].map((secret) => {
      const mounted = mount([], { webhookSecrets: [secret] });
      return async (request: RailRequest) => mounted.rail.webhook?.(request, mounted.context);
    });
    const request = signed(event, { secret: 'secret-of-one' });
    const heard = await Promise.allSettled(sellers.map((hears) => hears(request)));
    expect(heard.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('is good under either secret while one takes the place of the other', async () => {
    expect(await isHeard(signed(event, { secret: 'another-secret' }))).toBe(true);
    expect(await isHeard(signed(event, { secret: SECRET }))).toBe(true);
  });

  it('counts as a whole: a header that is signed has to be there', async () => {
    const request = signed(event);
    for (const name of ['content-type', 'x-event-id']) {
      const { [name]: _, ...headers } = request.headers;
      expect(await isHeard({ ...request, headers })).toBe(false);
    }
    const emptied = { ...request, headers: { ...request.headers, 'x-event-id': '' } };
    expect(await isHeard(emptied)).toBe(false);
  });

  it('is not made good by leaving a header away that is signed as empty', async () => {
    const names = { 'content-type': '' };
    const request = signed(event, { headers: names });
    expect(await isHeard(request)).toBe(true);
    const { 'content-type': _, ...headers } = request.headers;
    expect(await isHeard({ ...request, headers })).toBe(false);
  });

  it('over the body alone does not stand in for one over the headers', async () => {
    const body = JSON.stringify(event);
    const both = `${signatureOf(body, { version: 'v0' })},h=content-type,v1=${'0'.repeat(64)}`;
    const request = signed(event);
    const forged = { ...request, headers: { ...request.headers, 'x-hook0-signature': both } };
    expect([await isHeard(forged), isGenuine(forged)]).toEqual([false, false]);
    const broken = both.replace(/v1=.*/, 'v1=');
    expect(await isHeard({ ...forged, headers: { ...forged.headers, 'x-hook0-signature': broken } })).toBe(
      false,
    );
  });

  it.each([
    '',
    't=',
    'v1=00',
    't=1900000000',
    't=1900000000,h=content-type',
    't=1900000000,h=__proto__,v1=',
    't=1900000000,h=constructor,v1=',
    't=1900000000,h=Content-Type,v1=',
    't=01900000000,h=,v1=',
    't=1900000000.0,h=,v1=',
    't=1900000000,t=1900000000,h=,v1=',
    't=1900000000,h=,v0=00,v1=',
  ])('that is written otherwise is none: %s', async (start) => {
    const text = start.endsWith('v1=') ? `${start}${'0'.repeat(64)}` : start;
    const request = signed(event);
    expect(await isHeard({ ...request, headers: { 'x-hook0-signature': text } })).toBe(false);
  });

  it('is never good where Hook0 says that it is not, whatever comes', async () => {
    const piece = fc.constantFrom(
      't=',
      'h=',
      'v0=',
      'v1=',
      ',',
      ' ',
      '=',
      '1900000000',
      'content-type',
      '00',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    const request = signed(event);
    const good = request.headers['x-hook0-signature'] ?? '';
    const meddled = fc
      .tuple(fc.nat({ max: good.length }), fc.nat({ max: 4 }), texts)
      .map(([at, length, text]) => good.slice(0, at) + text + good.slice(at + length));
    const check = fc.check(
      fc.asyncProperty(fc.oneof(texts, meddled), async (signature) => {
        const one = { ...request, headers: { ...request.headers, 'x-hook0-signature': signature } };
        return !(await isHeard(one)) || isGenuine(one);
      }),
      { numRuns: 500 },
    );
    expect(await check).toMatchObject({ failed: false });
  });

  it('is not good for another body', async () => {
    const request = signed(event);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: request.body.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const body = request.body.map((byte, index) => (index === at ? byte ^ flip : byte));
          expect(await isHeard({ ...request, body })).toBe(false);
        },
      ),
      { numRuns: 100 },
    );
  });
});
