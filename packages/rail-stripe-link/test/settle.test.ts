import { describe, expect, it } from 'vitest';
import { mount } from './mount.ts';
import {
  broken,
  CANARY,
  complete,
  error,
  expired,
  failure,
  intent,
  json,
  type Reply,
  replay,
  session,
} from './stripe.ts';

const OPEN = { state: 'action_required', reference: 'cs_1', url: 'https://checkout.stripe.com/c/pay/cs_1' };

/** What the first call makes of this answer. */
const first = (...replies: readonly Reply[]) => mount(replies).settle();
/** What a repeat makes of it. */
const again = (...replies: readonly Reply[]) => mount(replies).settle({ first: false });

describe('a page that is new', () => {
  it('is opened by one call', async () => {
    const { settle, sent } = mount([session()]);
    expect(await settle()).toMatchObject(OPEN);
    expect(sent).toHaveLength(1);
  });

  it.each<[string, Reply, string]>([
    ['is another object', intent('succeeded'), 'answer_unreadable'],
    ['bears another attempt', session({ metadata: { railyard_attempt: 'attempt_2' } }), 'another_attempt'],
  ])('is not handed out when it %s', async (_, reply, reason) => {
    expect(await first(reply)).toEqual({ state: 'unknown', reason });
  });
});

describe('a page that was opened before', () => {
  it.each<[string, Reply, object]>([
    ['still open', session(), OPEN],
    ['paid', complete('paid'), { state: 'paid' }],
    ['waiting for a bank', complete('unpaid', intent('processing')), { state: 'pending' }],
    ['closed', expired(), { state: 'cancelled' }],
    ['out of sight', broken, { state: 'unknown', reason: 'no_answer', reference: 'cs_1' }],
  ])(
    'is looked at, since Stripe repeats how it was when it was new: it is %s',
    async (_, now, settlement) => {
      expect(await first(replay(session()), now)).toMatchObject(settlement);
      expect(await again(replay(session()), now)).toMatchObject(settlement);
    },
  );

  it('is looked at on every repeat, also when no header says that it is one', async () => {
    const { settle, sent } = mount([session(), session()]);
    expect(await settle({ first: false })).toMatchObject(OPEN);
    expect(sent.map(({ call }) => call.split(' ')[0])).toEqual(['POST', 'GET']);
  });
});

describe('a call that Stripe refuses', () => {
  const declined = { state: 'declined', reason: 'page_refused', evidence: 'same_key' };

  it('is declined, with its code and without its sentence', async () => {
    expect(await first(failure(400, { code: 'url_invalid', param: 'success_url' }))).toEqual({
      ...declined,
      code: 'url_invalid',
    });
    expect(await first(failure(400))).toEqual(declined);
    expect(await first(failure(400, { code: CANARY }))).toEqual(declined);
  });

  it('is in doubt on a repeat, which says nothing of the first: unless it is the stored answer to that', async () => {
    expect(await again(failure(400))).toEqual({ state: 'unknown', reason: 'request_refused' });
    expect(await again(replay(error(), 400))).toEqual(declined);
  });
});

describe('a key that Stripe does not take', () => {
  const declined = { state: 'declined', reason: 'not_authorized', evidence: 'provider_state' };

  it('is a decline when nobody asked before, because Stripe has done nothing', async () => {
    expect(await first(failure(401))).toEqual(declined);
    expect(await first(failure(401, { code: 'api_key_expired' }))).toEqual({
      ...declined,
      code: 'api_key_expired',
    });
    expect(await first(failure(403))).toEqual(declined);
  });

  it('is in doubt on a repeat, which says nothing of the first', async () => {
    for (const status of [401, 403])
      expect(await again(failure(status))).toEqual({ state: 'unknown', reason: 'not_authorized' });
  });
});

/** Never answers, and breaks off when it is told to. */
const silent: typeof fetch = (_, init) =>
  new Promise((__, reject) => init?.signal?.addEventListener('abort', () => reject(new Error(CANARY))));

describe('nobody can tell', () => {
  it.each<[string, Reply, string, number?]>([
    ['a lost reply', broken, 'no_answer'],
    ['half an answer', () => new Response('{"id":"cs_1","object":"checkout.s'), 'answer_unreadable'],
    ['a 404 without "error"', json({ message: CANARY }, 404), 'answer_unreadable'],
    ['a 500 without "error"', json({}, 500), 'provider_error'],
    ['an "error" that is a text', json({ error: CANARY }, 400), 'answer_unreadable'],
    ['an error in a success', failure(200), 'answer_unreadable'],
    ['an error beside a session', { ...session(), error: null }, 'answer_unreadable'],
    ['a session in a failure', json(session(), 500), 'provider_error'],
    ['the page of a gateway', () => new Response('<html>', { status: 502 }), 'provider_error'],
    ['the page of a gateway in a success', () => new Response('<html>'), 'answer_unreadable'],
    ['nothing at all', () => new Response(null, { status: 204 }), 'answer_unreadable'],
    [
      'our key in use',
      failure(409, { type: 'idempotency_error', code: 'idempotency_key_in_use' }),
      'key_in_use',
      2,
    ],
    ['another request under our key', failure(400, { type: 'idempotency_error' }), 'key_conflict'],
    ['too many calls', failure(429, { type: 'rate_limit_error' }), 'rate_limited', 5],
    ['too many calls, and for how long', failure(429, {}, { 'retry-after': '17' }), 'rate_limited', 17],
    [
      'too many calls, until a day',
      failure(429, {}, { 'retry-after': 'Thu, 01 Jan 2099' }),
      'rate_limited',
      5,
    ],
    ['a stop', failure(503, { type: 'api_error' }, { 'retry-after': '30' }), 'provider_error', 30],
    ['the 401 of a gateway', () => new Response('<html>', { status: 401 }), 'not_authorized'],
    ['a 403 of a gateway in JSON', json({ error: 'forbidden' }, 403), 'not_authorized'],
    ["a 403 that is not Stripe's", json({ error: { code: 403, message: CANARY } }, 403), 'not_authorized'],
    ['a fault of its own in 403', failure(403, { type: 'api_error' }), 'not_authorized'],
    ['a card error, which no page has', failure(402, { type: 'card_error' }), 'request_refused'],
    ['an account that is not there', failure(404, { code: 'resource_missing' }), 'request_refused'],
    ['a fault of its own in 400', failure(400, { type: 'api_error' }), 'request_refused'],
  ])('after %s', async (_, reply, reason, retryAfter) => {
    const doubt = { state: 'unknown', reason, ...(retryAfter !== undefined && { retryAfter }) };
    expect(await first(reply)).toEqual(doubt);
    expect(await again(reply)).toEqual(doubt);
  });

  it('when Stripe takes longer than the timeout', async () => {
    const settlement = await mount([], { timeout: 1 }).settle({ fetch: silent });
    expect(settlement).toEqual({ state: 'unknown', reason: 'no_answer' });
  });

  it('and nobody is told what Stripe says in sentences', async () => {
    const replies = [failure(400), failure(500), json({ message: CANARY }, 404), broken, session()];
    for (const reply of replies) expect(JSON.stringify(await first(reply))).not.toContain('CANARY');
  });
});
