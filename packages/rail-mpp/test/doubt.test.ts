import { describe, expect, it } from 'vitest';
import { broken, CANARY, cut, failure, intent, json, type Reply, reset, text } from './answers.ts';
import { mount, settled } from './mount.ts';

function limited(after: string): Reply {
  return failure(429, { type: 'rate_limit_error' }, { 'retry-after': after });
}

/** Never answers, and breaks off when it is told to. */
const silent: typeof fetch = (_, init) =>
  new Promise((__, reject) => init?.signal?.addEventListener('abort', () => reject(new Error(CANARY))));

describe('nobody can tell', () => {
  it.each<[string, Reply, string]>([
    ['a broken connection', broken, 'no_answer'],
    ['a socket that was reset', reset, 'no_answer'],
    ['an answer that breaks off', cut(intent('succeeded')), 'no_answer'],
    ['half an answer', text(JSON.stringify(intent('succeeded')).slice(0, 90)), 'answer_unreadable'],
    ['the page of a gateway', text('<html>Bad gateway</html>', 502), 'provider_error'],
    ['a page in place of an answer', text('<html>Welcome</html>'), 'answer_unreadable'],
    ['nothing', text(''), 'answer_unreadable'],
    ['an error without "error"', json({ message: CANARY }, 404), 'answer_unreadable'],
    ['an error without anything', json({}, 500), 'provider_error'],
    ['an error that is a text', json({ error: CANARY }, 400), 'answer_unreadable'],
    ['an error in a success', failure(200, { type: 'card_error' }), 'answer_unreadable'],
    ['an error beside an intent', json({ ...intent('succeeded'), error: {} }), 'answer_unreadable'],
    ['an intent in a failure', json(intent('succeeded'), 500), 'provider_error'],
    ['a success without content', () => new Response(null, { status: 204 }), 'answer_unreadable'],
    ['another request under our key', failure(400, { type: 'idempotency_error' }), 'key_conflict'],
    [
      'our key in use',
      failure(409, { type: 'idempotency_error', code: 'idempotency_key_in_use' }),
      'key_in_use',
    ],
    ['a conflict', failure(409, { type: 'invalid_request_error', code: 'lock_timeout' }), 'key_in_use'],
    ['a wrong key', failure(401), 'not_authorized'],
    ['a key without the right', failure(403), 'not_authorized'],
    [
      'any other refusal',
      failure(400, { type: 'invalid_request_error', code: 'amount_too_small' }),
      'request_refused',
    ],
    ["a fault of Stripe's", failure(500, { type: 'api_error' }), 'provider_error'],
    ['a stop of Stripe', failure(503, { type: 'api_error' }), 'provider_error'],
  ])('after %s', async (_, reply, reason) => {
    expect(await settled(reply)).toEqual({ state: 'unknown', reason });
  });

  it('when Stripe is asked too often, and says for how long', async () => {
    expect(await settled(limited('7'))).toEqual({ state: 'unknown', reason: 'rate_limited', retryAfter: 7 });
    expect(await settled(() => new Response(null, { status: 429, headers: { 'retry-after': '3' } }))).toEqual(
      {
        state: 'unknown',
        reason: 'rate_limited',
        retryAfter: 3,
      },
    );
    for (const after of ['Thu, 01 Jan 2099 00:00:00 GMT', '-1', '1e9', '']) {
      expect(await settled(limited(after))).toEqual({ state: 'unknown', reason: 'rate_limited' });
    }
  });

  it('when Stripe is silent, and ends as soon as nobody waits', async () => {
    const giveUp = new AbortController();
    const asked: typeof fetch = (input, init) => {
      queueMicrotask(() => giveUp.abort());
      return silent(input, init);
    };
    expect(await mount().settle({ fetch: asked, signal: giveUp.signal })).toEqual({
      state: 'unknown',
      reason: 'no_answer',
    });
  });

  it('when Stripe takes longer than the timeout', async () => {
    const settlement = await mount([], { timeout: 1 }).settle({ fetch: silent });
    expect(settlement).toEqual({ state: 'unknown', reason: 'no_answer' });
  });

  it('and nothing is sent once nobody waits', async () => {
    const mounted = mount([json(intent('succeeded'))]);
    expect(await mounted.settle({ signal: AbortSignal.abort() })).toMatchObject({ state: 'unknown' });
    expect(mounted.sent).toEqual([]);
  });

  it('of an attempt whose terms were not stored, or are no terms, and nothing is sent', async () => {
    const mounted = mount([json(intent('succeeded'))]);
    for (const prepared of [null, {}, { version: 1, params: {} }, { version: '1', params: [] }]) {
      expect(await mounted.settle({ prepared })).toEqual({ state: 'unknown', reason: 'not_prepared' });
    }
    expect(mounted.sent).toEqual([]);
  });
});

it('tells nobody what Stripe says in sentences', async () => {
  const replies = [
    failure(402, { type: 'card_error', code: CANARY }),
    failure(400),
    broken,
    text(CANARY, 500),
  ];
  for (const reply of replies) expect(JSON.stringify(await settled(reply))).not.toContain('CANARY');
});
