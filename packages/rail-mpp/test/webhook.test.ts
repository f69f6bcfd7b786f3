import { isRailError, type JsonObject, type RailRequest } from '@railyard/core/rail';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { broken, CANARY, failure, intent, json, type Reply, refundObject } from './answers.ts';
import { mount, NOW } from './mount.ts';

const OURS = { tenant: 'tenant_1', cart: 'cart_1', attempt: 'attempt_1' };
const SECRET = 'whsec_CANARY_new';
const OLD = 'whsec_CANARY_old';

/** An event about this object. */
function event(type: string, object: unknown, change: JsonObject = {}): JsonObject {
  return {
    id: 'evt_1',
    object: 'event',
    type,
    livemode: false,
    data: { object: object as JsonObject },
    ...change,
  };
}

/** `at` in milliseconds since 1970. */
interface Signing {
  readonly secret?: string;
  readonly at?: number;
  readonly header?: string;
}

/** A request with this event, as Stripe sends it. */
async function signed(
  body: JsonObject | string,
  { secret = SECRET, at = NOW, header }: Signing = {},
): Promise<RailRequest> {
  const payload = typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
    payload,
    secret,
    timestamp: Math.floor(at / 1_000),
    cryptoProvider: Stripe.createSubtleCryptoProvider(),
  });
  return {
    method: 'POST',
    url: 'https://shop.example/webhooks/mpp',
    headers: { 'content-type': 'application/json', 'stripe-signature': header ?? signature },
    meta: {},
    body: new TextEncoder().encode(payload),
  };
}

/** What the rail hears in a request, while Stripe gives these answers. */
async function heard(request: RailRequest, ...replies: readonly Reply[]) {
  const { rail, context } = mount(replies, { webhookSecrets: [SECRET, OLD] });
  return rail.webhook?.(request, context);
}

const good = event('payment_intent.succeeded', intent('succeeded'));

describe('an event of Stripe', () => {
  it.each(['succeeded', 'processing', 'payment_failed', 'requires_action', 'canceled', 'created'])(
    'payment_intent.%s names the payment by what we wrote on the intent',
    async (type) => {
      expect(await heard(await signed(event(`payment_intent.${type}`, intent('processing'))))).toEqual(OURS);
    },
  );

  it.each(['charge.refunded', 'charge.refund.updated', 'refund.created', 'refund.updated', 'refund.failed'])(
    '%s names it by the object, without a look at Stripe',
    async (type) => {
      const { metadata = null } = intent('succeeded');
      const request = await signed(event(type, refundObject('succeeded', { metadata })));
      expect(await heard(request)).toMatchObject(OURS);
    },
  );

  it.each([
    [
      'charge.dispute.created',
      { id: 'dp_1', object: 'dispute' },
      { word: 'dispute_created', reference: 'dp_1' },
    ],
    [
      'charge.dispute.closed',
      { id: 'dp_1', object: 'dispute' },
      { word: 'dispute_closed', reference: 'dp_1' },
    ],
    ['refund.created', { id: 're_1', object: 'refund' }, { word: 'refunded_elsewhere', reference: 're_1' }],
    ['refund.created', { id: 're_1', object: 'refund', metadata: { railyard_refund: 'r1' } }, undefined],
    ['refund.updated', { id: 're_1', object: 'refund' }, undefined],
    [
      'refund.failed',
      { id: 're_1', object: 'refund', metadata: { railyard_refund: 'r1' } },
      { word: 'refund_failed', reference: 're_1' },
    ],
    ['payment_intent.succeeded', intent('succeeded'), undefined],
  ])('%s of %j has a person told %j', async (type, object, alarm) => {
    const about = { payment_intent: 'pi_1', ...object };
    const said = await heard(await signed(event(type, about)), json(intent('succeeded')));
    expect(said?.alarm).toEqual(alarm);
  });

  it.each(['charge.dispute.created', 'charge.dispute.closed', 'refund.updated'])(
    '%s names it by the intent when the object bears nothing of ours',
    async (type) => {
      const object = { id: 'dp_1', object: 'dispute', metadata: {}, payment_intent: 'pi_1' };
      expect(await heard(await signed(event(type, object)), json(intent('succeeded')))).toMatchObject(OURS);
      const expanded = { ...object, payment_intent: { id: 'pi_1', object: 'payment_intent' } };
      expect(await heard(await signed(event(type, expanded)), json(intent('succeeded')))).toMatchObject(OURS);
    },
  );

  it('is asked about at the account that charges', async () => {
    const dispute = { id: 'dp_1', object: 'dispute', payment_intent: 'pi_1' };
    const mounted = mount([json(intent('succeeded'))], {
      webhookSecrets: [SECRET],
      connect: { account: 'acct_1' },
    });
    expect(
      await mounted.rail.webhook?.(await signed(event('charge.dispute.created', dispute)), mounted.context),
    ).toMatchObject(OURS);
    expect(
      mounted.sent.map(({ method, path, headers }) => [method, path, headers.get('stripe-account')]),
    ).toEqual([['GET', '/v1/payment_intents/pi_1', 'acct_1']]);
  });

  it('is heard again, and says the same', async () => {
    const request = await signed(good);
    expect([await heard(request), await heard(request)]).toEqual([OURS, OURS]);
  });

  it.each<[string, JsonObject]>([
    [
      'an intent of somebody else',
      event('payment_intent.succeeded', intent('succeeded', { metadata: { order: '7' } })),
    ],
    [
      'an intent without a cart of ours',
      event(
        'payment_intent.succeeded',
        intent('succeeded', { metadata: { railyard_attempt: 'a', railyard_tenant: 't' } }),
      ),
    ],
    [
      'an intent whose metadata are no texts',
      event(
        'payment_intent.succeeded',
        intent('succeeded', { metadata: { railyard_attempt: 1, railyard_tenant: 2, railyard_cart: 3 } }),
      ),
    ],
    [
      'a dispute without an intent',
      event('charge.dispute.created', { id: 'dp_1', object: 'dispute', payment_intent: null }),
    ],
    [
      'a dispute with an odd intent',
      event('charge.dispute.created', { id: 'dp_1', object: 'dispute', payment_intent: '../refunds' }),
    ],
    [
      'a token',
      event('shared_payment.granted_token.used', { id: 'spt_1', object: 'shared_payment.granted_token' }),
    ],
    ['something else', event('customer.created', intent('succeeded'))],
    ['a kind that only begins alike', event('payment_intents.created', intent('succeeded'))],
    ['no object', event('payment_intent.succeeded', null)],
    ['a list', event('payment_intent.succeeded', [])],
    ['live money, where money is for tests', { ...good, livemode: true }],
    ['neither live nor test money', { ...good, livemode: null }],
    [
      'a thin event',
      {
        id: 'evt_1',
        object: 'v2.core.event',
        type: 'v1.payment_intent.succeeded',
        related_object: { id: 'pi_1' },
      },
    ],
    ['no event', intent('succeeded')],
    ['no event of this kind', { ...good, object: 'v2.core.event' }],
  ])('is nothing to us when it is about %s', async (_, body) => {
    expect(await heard(await signed(body))).toBeNull();
  });

  it.each(['[]', '"payment_intent.succeeded"', 'null', '{', 'payment_intent.succeeded', '7'])(
    'is nothing to us when it is signed and reads %s',
    async (body) => {
      expect(await heard(await signed(body))).toBeNull();
    },
  );

  it('is nothing to us when its intent is not there, or of somebody else', async () => {
    const dispute = await signed(
      event('charge.dispute.created', { id: 'dp_1', object: 'dispute', payment_intent: 'pi_1' }),
    );
    expect(await heard(dispute, failure(404))).toBeNull();
    expect(await heard(dispute, json(intent('succeeded', { metadata: {} })))).toBeNull();
  });

  it.each<[string, Reply]>([
    ['nobody answers', broken],
    ['Stripe has a fault', failure(500)],
    ['the key may not look', failure(403)],
    ['the answer has no error', json({}, 404)],
    ['the answer is empty', json({})],
    ['the answer is another object', json({ id: 'ch_1', object: 'charge', metadata: {} })],
  ])('has to be sent again when its intent cannot be looked at: %s', async (_, reply) => {
    const dispute = await signed(
      event('charge.dispute.created', { id: 'dp_1', object: 'dispute', payment_intent: 'pi_1' }),
    );
    await expect(heard(dispute, reply)).rejects.toMatchObject({ code: 'upstream_unavailable' });
  });
});

describe('a signature', () => {
  it('of either secret is good, while one takes the place of the other', async () => {
    for (const secret of [SECRET, OLD]) expect(await heard(await signed(good, { secret }))).toEqual(OURS);
  });

  it('is good among others, as while Stripe rotates', async () => {
    const { headers } = await signed(good);
    const header = `${headers['stripe-signature']},v1=${'00'.repeat(32)}`;
    expect(await heard(await signed(good, { header }))).toEqual(OURS);
  });

  it('is good for five minutes', async () => {
    expect(await heard(await signed(good, { at: NOW - 300_000 }))).toEqual(OURS);
    await expect(heard(await signed(good, { at: NOW - 301_000 }))).rejects.toMatchObject({
      code: 'invalid_signature',
    });
  });

  it('is for these bytes only', async () => {
    const request = await signed(good);
    for (const body of ['', JSON.stringify(good), `${new TextDecoder().decode(request.body)} `]) {
      const changed = { ...request, body: new TextEncoder().encode(body) };
      await expect(heard(changed)).rejects.toMatchObject({ code: 'invalid_signature' });
    }
  });

  it.each<[string, string | undefined]>([
    ['is missing', undefined],
    ['is empty', ''],
    ['is a list in JSON', '["t=1","v1=00"]'],
    ['has no time', `v1=${'00'.repeat(32)}`],
    ['has no value', `t=${NOW / 1_000},v1=`],
    ['has nothing but a time', `t=${NOW / 1_000}`],
    ['is of an old scheme', `t=${NOW / 1_000},v0=${'00'.repeat(32)}`],
    ['is made up', `t=${NOW / 1_000},v1=${'00'.repeat(32)}`],
    ['has a time that is none', `t=soon,v1=${'00'.repeat(32)}`],
    ['is endless', ','.repeat(70_000)],
  ])('that %s is refused', async (_, header) => {
    const request = await signed(good);
    const given = { ...request, headers: { ...request.headers, 'stripe-signature': header } };
    await expect(heard(given)).rejects.toMatchObject({ code: 'invalid_signature' });
  });

  it('that is no text is refused', async () => {
    const request = await signed(good);
    const headers = {
      'stripe-signature': [request.headers['stripe-signature']],
    } as unknown as RailRequest['headers'];
    await expect(heard({ ...request, headers })).rejects.toMatchObject({ code: 'invalid_signature' });
  });

  it('of another secret is refused, and the error names neither secret nor event', async () => {
    const error: unknown = await heard(
      await signed({ ...good, note: CANARY }, { secret: 'whsec_other' }),
    ).catch((one: unknown) => one);
    expect(isRailError(error) && error.code).toBe('invalid_signature');
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('CANARY');
    expect(error).not.toHaveProperty('cause');
  });
});

it('takes no webhooks without a secret', () => {
  expect(mount().rail).not.toHaveProperty('webhook');
});
