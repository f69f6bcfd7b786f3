import { isRailError, type JsonObject, type RailRequest } from '@railyard/core/rail';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import type { StripeLinkOptions } from '../src/index.ts';
import { mount } from './mount.ts';
import { broken, complete, failure, intent, json, NOW, type Reply, refundObject, session } from './stripe.ts';

const OURS = { tenant: 'tenant_1', cart: 'cart_1', attempt: 'attempt_1', deployment: 'shop' };
const SECRET = 'whsec_CANARY_new';
const OLD = 'whsec_CANARY_old';
const FORGED = { code: 'invalid_signature' };

const dispute = { id: 'dp_1', object: 'dispute', metadata: {}, payment_intent: 'pi_1' };

/** An event about this object. */
function event(type: string, object: JsonObject | null, change: JsonObject = {}): JsonObject {
  return { id: 'evt_1', object: 'event', type, livemode: false, data: { object }, ...change };
}

interface Signing {
  readonly secret?: string;
  /** In milliseconds since 1970. */
  readonly at?: number;
}

/** A request with this text, as Stripe sends it. */
async function signed(
  text: JsonObject | string,
  { secret = SECRET, at = NOW }: Signing = {},
): Promise<RailRequest> {
  const payload = typeof text === 'string' ? text : JSON.stringify(text, null, 2);
  const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
    payload,
    secret,
    timestamp: Math.floor(at / 1_000),
    cryptoProvider: Stripe.createSubtleCryptoProvider(),
  });
  const body = new TextEncoder().encode(payload);
  const headers = { 'stripe-signature': signature };
  return { method: 'POST', url: 'https://shop.example/webhooks/stripe', headers, meta: {}, body };
}

function under(request: RailRequest, signature: string | undefined): RailRequest {
  return { ...request, headers: { 'stripe-signature': signature } };
}

/** What the rail hears in a request, while Stripe gives these answers. */
async function heard(
  request: RailRequest,
  replies: readonly Reply[] = [],
  options: Partial<StripeLinkOptions> = {},
) {
  const { rail, context, sent } = mount(replies, { webhookSecrets: [SECRET, OLD], ...options });
  const said = await rail.webhook(request, context);
  return { said, sent };
}

const good = event('checkout.session.completed', complete('paid', 'pi_1'));

describe('an event of Stripe', () => {
  it.each([
    'checkout.session.completed',
    'checkout.session.async_payment_succeeded',
    'checkout.session.async_payment_failed',
    'checkout.session.expired',
  ])('%s names the payment by what we wrote on the session', async (type) => {
    const { said, sent } = await heard(await signed(event(type, session())));
    expect(said).toEqual(OURS);
    expect(sent).toEqual([]);
  });

  it.each(['succeeded', 'processing', 'payment_failed', 'canceled'])(
    'payment_intent.%s names it by the intent',
    async (type) => {
      const { said } = await heard(await signed(event(`payment_intent.${type}`, intent('processing'))));
      expect(said).toEqual(OURS);
    },
  );

  it.each<[string, JsonObject, object?]>([
    ['charge.dispute.created', dispute, { word: 'dispute_created', reference: 'dp_1' }],
    ['charge.dispute.closed', dispute, { word: 'dispute_closed', reference: 'dp_1' }],
    ['refund.created', { ...dispute, id: 're_1' }, { word: 'refunded_elsewhere', reference: 're_1' }],
    ['refund.created', refundObject('succeeded')],
    ['refund.failed', refundObject('failed'), { word: 'refund_failed', reference: 're_1' }],
    ['refund.updated', refundObject('failed')],
    ['charge.refund.updated', refundObject('succeeded')],
    ['charge.refunded', { id: 'ch_1', object: 'charge', payment_intent: 'pi_1' }],
  ])('%s of %j names it by its intent, and has a person told %j', async (type, object, alarm) => {
    for (const payment_intent of ['pi_1', { id: 'pi_1', object: 'payment_intent' }]) {
      const { said, sent } = await heard(await signed(event(type, { ...object, payment_intent })), [
        intent('succeeded'),
      ]);
      expect(said).toEqual({ ...OURS, ...(alarm && { alarm }) });
      expect(sent.map(({ call }) => call)).toEqual(['GET /v1/payment_intents/pi_1']);
    }
  });

  it('is heard again, and says the same', async () => {
    const request = await signed(good);
    const twice = [await heard(request), await heard(request)];
    expect(twice.map(({ said }) => said)).toEqual([OURS, OURS]);
  });

  it.each<[string, JsonObject]>([
    ['a page of somebody else', event('checkout.session.completed', session({ metadata: { order: '7' } }))],
    [
      'a page of somebody else that was tried',
      event('checkout.session.completed', session({ metadata: {}, payment_intent: 'pi_1' })),
    ],
    ['a page without metadata', event('checkout.session.completed', session({ metadata: null }))],
    [
      'a page whose metadata are no texts',
      event('checkout.session.completed', session({ metadata: { railyard_attempt: 1 } })),
    ],
    ['an intent of somebody else', event('payment_intent.succeeded', intent('succeeded', { metadata: {} }))],
    ['a dispute without an intent', event('charge.dispute.created', { ...dispute, payment_intent: null })],
    [
      'a dispute with an odd intent',
      event('charge.dispute.created', { ...dispute, payment_intent: '../refunds' }),
    ],
    ['a charge that succeeds', event('charge.succeeded', session())],
    ['something else', event('customer.created', session())],
    ['a kind that only begins alike', event('checkout.sessions.completed', session())],
    ['no object', event('checkout.session.completed', null)],
    ['live money, where money is for tests', { ...good, livemode: true }],
    ['neither live nor test money', { ...good, livemode: null }],
    ['another account', { ...good, account: 'acct_1' }],
    ['an object of our own', session()],
    ['a thin event', { id: 'evt_1', object: 'v2.core.event', type: 'v1.checkout.session.completed' }],
  ])('is nothing to us when it is about %s', async (_, body) => {
    const { said, sent } = await heard(await signed(body));
    expect(said).toBeNull();
    expect(sent).toEqual([]);
  });

  it.each(['[]', '"checkout.session.completed"', 'null', '{', '7'])(
    'is nothing to us when it is signed and reads %s',
    async (text) => {
      expect((await heard(await signed(text))).said).toBeNull();
    },
  );

  it('of test money is nothing where money is live', async () => {
    const { rail, context } = mount([], { webhookSecrets: [SECRET], secretKey: 'sk_live_CANARY' });
    const live = { ...context, mode: 'live' as const };
    expect(await rail.webhook(await signed(good), live)).toBeNull();
    expect(await rail.webhook(await signed({ ...good, livemode: true }), live)).toEqual(OURS);
  });

  it('is of the account that is paid, and its intent is asked for there', async () => {
    const account = 'acct_1';
    expect((await heard(await signed({ ...good, account }), [], { account })).said).toEqual(OURS);
    for (const other of [{}, { account: 'acct_2' }, { account: null }, { account: '' }])
      expect((await heard(await signed({ ...good, ...other }), [], { account })).said).toBeNull();
    const about = await signed(event('charge.dispute.created', dispute, { account }));
    const { said, sent } = await heard(about, [intent('succeeded')], { account });
    expect(said).toMatchObject(OURS);
    expect(sent[0]?.headers.get('stripe-account')).toBe(account);
  });

  it('is nothing to us when its intent is not there, or of somebody else', async () => {
    const request = await signed(event('charge.dispute.created', dispute));
    for (const reply of [failure(404), intent('succeeded', { metadata: {} })])
      expect((await heard(request, [reply])).said).toBeNull();
  });

  it.each<[string, Reply]>([
    ['nobody answers', broken],
    ['Stripe has a fault', failure(500)],
    ['the key may not look', failure(403)],
    ['the answer is a 404 without "error"', json({}, 404)],
    ['the answer is another intent', intent('succeeded', { id: 'pi_2' })],
    ['the answer is another object', session()],
  ])('has to be sent again when nobody says whose it is: %s', async (_, reply) => {
    const request = await signed(event('charge.dispute.created', dispute));
    await expect(heard(request, [reply])).rejects.toMatchObject({ code: 'upstream_unavailable' });
  });
});

describe('a signature', () => {
  it('of either secret is good, while one takes the place of the other', async () => {
    for (const secret of [SECRET, OLD])
      expect((await heard(await signed(good, { secret }))).said).toEqual(OURS);
    await expect(heard(await signed(good, { secret: 'whsec_other' }))).rejects.toMatchObject(FORGED);
  });

  it('is good among others', async () => {
    const request = await signed(good);
    const header = `v0=11,${request.headers['stripe-signature']},v1=${'00'.repeat(32)}`;
    expect((await heard(under(request, header))).said).toEqual(OURS);
  });

  it.each([-300, 300])('is good at %i s', async (seconds) => {
    expect((await heard(await signed(good, { at: NOW + seconds * 1_000 }))).said).toEqual(OURS);
  });

  it.each([-301, 301, 3_600])('is none at %i s', async (seconds) => {
    await expect(heard(await signed(good, { at: NOW + seconds * 1_000 }))).rejects.toMatchObject(FORGED);
  });

  it('is for these bytes only, and no other spelling of them', async () => {
    const request = await signed(good);
    const { body } = request;
    const bodies = [
      new TextEncoder().encode(JSON.stringify(good)),
      new TextEncoder().encode(`${new TextDecoder().decode(body)} `),
      Uint8Array.from([0xef, 0xbb, 0xbf, ...body]),
      body.slice(1),
      new Uint8Array(),
    ];
    for (const other of bodies)
      await expect(heard({ ...request, body: other })).rejects.toMatchObject(FORGED);
  });

  it('is for what no text is, of none', async () => {
    const request = await signed('{"name":"\ufffd"}');
    const text = new TextDecoder().decode(request.body);
    const bytes = Uint8Array.from([...new TextEncoder().encode(text.slice(0, 9)), 0xff, 0x22, 0x7d]);
    await expect(heard({ ...request, body: bytes })).rejects.toMatchObject(FORGED);
  });

  it('has one time', async () => {
    const late = await signed(good, { at: NOW + 3_600_000 });
    const given = late.headers['stripe-signature'] ?? '';
    for (const header of [`t=${NOW / 1_000},${given}`, `${given},t=${NOW / 1_000}`])
      await expect(heard(under(late, header))).rejects.toMatchObject(FORGED);
  });

  it.each<[string, string | undefined]>([
    ['is missing', undefined],
    ['is empty', ''],
    ['has no time', `v1=${'00'.repeat(32)}`],
    ['has no value', `t=${NOW / 1_000},v1=`],
    ['is of an old scheme', `t=${NOW / 1_000},v0=${'00'.repeat(32)}`],
    ['is made up', `t=${NOW / 1_000},v1=${'00'.repeat(32)}`],
    ['has a time that is none', `t=soon,v1=${'00'.repeat(32)}`],
    ['is endless', ','.repeat(70_000)],
  ])('that %s is none', async (_, header) => {
    await expect(heard(under(await signed(good), header))).rejects.toMatchObject(FORGED);
  });

  it('is refused with an error that names neither secret nor event', async () => {
    const request = await signed({ ...good, note: 'CANARY' }, { secret: 'whsec_other' });
    const error: unknown = await heard(request).catch((one: unknown) => one);
    expect(isRailError(error) && `${error.message} ${JSON.stringify(error)}`).not.toContain('CANARY');
    expect(error).not.toHaveProperty('cause');
  });
});

it('takes no webhooks without a secret', () => {
  expect(mount().rail).not.toHaveProperty('webhook');
});
