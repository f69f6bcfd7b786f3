import { describe, expect, it } from 'vitest';
import { broken, CANARY, checkout, cut, failure, json, list, type Reply, text } from './answers.ts';
import { askedOf, mount, PAGE, settled } from './mount.ts';

/** Never answers, and breaks off when it is told to. */
const silent: typeof fetch = (_, init) =>
  new Promise((__, reject) => init?.signal?.addEventListener('abort', () => reject(new Error(CANARY))));

/** Coinbase was asked too often. */
const limited = (after: string) => failure(429, 'rate_limit_exceeded', { 'retry-after': after });

const DOUBTS: readonly (readonly [string, Reply, string])[] = [
  ['a broken connection', broken, 'no_answer'],
  ['an answer that breaks off', cut(checkout('ACTIVE')), 'no_answer'],
  ['half an answer', text(JSON.stringify(checkout('ACTIVE')).slice(0, 90)), 'answer_unreadable'],
  ['the page of a gateway', text('<html>Bad gateway</html>', 502), 'provider_error'],
  ['a page in place of an answer', text('<html>Welcome</html>'), 'answer_unreadable'],
  ['nothing', text(''), 'answer_unreadable'],
  ['a list in place of a checkout', json([checkout('ACTIVE')]), 'answer_unreadable'],
  ['an error in a success', failure(200), 'answer_unreadable'],
  ['an error without a type', json({ errorMessage: CANARY }, 400), 'answer_unreadable'],
  ['an error whose type is a sentence', failure(400, CANARY), 'answer_unreadable'],
  ['an error that is a page', text('<html>Bad request</html>', 400), 'answer_unreadable'],
  ['a checkout in a failure', json(checkout('COMPLETED'), 500), 'provider_error'],
  ['a checkout without an id', json(checkout('ACTIVE', { id: '' })), 'answer_unreadable'],
  ['an id that leads elsewhere', json(checkout('ACTIVE', { id: '../charges' })), 'answer_unreadable'],
  ['a success without content', () => new Response(null, { status: 204 }), 'answer_unreadable'],
  ['a redirect', () => new Response(null, { status: 302 }), 'answer_unreadable'],
  ['a checkout of another attempt', json(checkout('ACTIVE', { metadata: {} })), 'another_attempt'],
  ['another request under our key', failure(400, 'idempotency_error'), 'request_refused'],
  ['our key in use', failure(409, 'idempotency_error'), 'key_conflict'],
  ['the 401 of a gateway', text('<html>Log in</html>', 401), 'not_authorized'],
  ["a 403 in JSON that is not Coinbase's", json({ error: 'forbidden' }, 403), 'not_authorized'],
  ['a 403 with a word for something else', failure(403, 'policy_violation'), 'not_authorized'],
  ['an address that is not there', failure(404, 'not_found'), 'not_found'],
  ["a fault of Coinbase's", failure(500, 'internal_server_error'), 'provider_error'],
  ["a refusal with a fault of Coinbase's", failure(503), 'provider_error'],
];

describe('nobody can tell', () => {
  it.each(DOUBTS)('after %s', async (_, reply, reason) => {
    expect(await settled(reply)).toEqual({ state: 'unknown', reason });
  });

  it.each(DOUBTS)('about a payment, after %s', async (_, reply, reason) => {
    expect(await mount([reply]).status()).toEqual({ state: 'unknown', reason });
  });

  it('when Coinbase is asked too often, and says for how long', async () => {
    const unknown = { state: 'unknown', reason: 'rate_limited' };
    expect(await settled(limited('7'))).toEqual({ ...unknown, retryAfter: 7 });
    for (const after of ['Thu, 01 Jan 2099 00:00:00 GMT', '-1', '1e9', ''])
      expect(await settled(limited(after))).toEqual(unknown);
  });

  it('when Coinbase is silent, and ends as soon as nobody waits', async () => {
    const giveUp = new AbortController();
    const asked: typeof fetch = (input, init) => {
      queueMicrotask(() => giveUp.abort());
      return silent(input, init);
    };
    const settlement = await mount().settle({ fetch: asked, signal: giveUp.signal });
    expect(settlement).toEqual({ state: 'unknown', reason: 'no_answer' });
  });

  it('when Coinbase takes longer than the timeout', async () => {
    const settlement = await mount([], { timeout: 1 }).settle({ fetch: silent });
    expect(settlement).toEqual({ state: 'unknown', reason: 'no_answer' });
  });

  it('and nothing is sent once nobody waits', async () => {
    const mounted = mount([json(checkout('ACTIVE'))]);
    expect(await mounted.settle({ signal: AbortSignal.abort() })).toMatchObject({ state: 'unknown' });
    expect(mounted.sent).toEqual([]);
  });

  it('of an attempt whose terms were not stored, or are no terms, and nothing is sent', async () => {
    const mounted = mount([json(checkout('ACTIVE'))]);
    for (const prepared of [null, {}, { mode: 'test' }, { mode: 'test', body: [] }, { body: {} }])
      expect(await mounted.settle({ prepared })).toEqual({ state: 'unknown', reason: 'not_prepared' });
    expect(mounted.sent).toEqual([]);
  });

  it('how a page stands that was opened, while that cannot be asked', async () => {
    const settlement = await settled(json(checkout('ACTIVE')), broken);
    expect(settlement).toEqual({ state: 'unknown', reason: 'no_answer', reference: PAGE.reference });
  });
});

describe('a page that Coinbase refuses to open', () => {
  const refusal = failure(400);
  const none = json(list([]));
  const unknown = { state: 'unknown', reason: 'request_refused' };

  it('is a decline when nobody asked before, and nothing is there', async () => {
    const mounted = mount([refusal, none]);
    expect(await mounted.settle()).toEqual({
      state: 'declined',
      reason: 'page_refused',
      code: 'invalid_request',
      evidence: 'same_key',
    });
    expect(askedOf(mounted)).toEqual(['POST /checkouts', 'GET /checkouts']);
  });

  it('is none when the page is there all the same', async () => {
    expect(await settled(refusal, json(list([checkout('ACTIVE')])))).toEqual(PAGE);
  });

  it('is in doubt while nobody can see whether it is there', async () => {
    for (const reply of [broken, json({}), failure(500), failure(404, 'not_found')])
      expect(await settled(refusal, reply)).toEqual(unknown);
  });

  it('is in doubt when it may have been opened before', async () => {
    const mounted = mount([refusal, none]);
    expect(await mounted.settle({ first: false })).toEqual(unknown);
    expect(mounted.sent).toHaveLength(1);
  });
});

describe('an API key that Coinbase does not take', () => {
  const refusals = [
    [failure(401, 'unauthorized'), 'unauthorized'],
    [failure(403, 'forbidden'), 'forbidden'],
  ] as const;
  const unknown = { state: 'unknown', reason: 'not_authorized' };

  it('is a decline when nobody asked before, because Coinbase has done nothing', async () => {
    for (const [refusal, code] of refusals) {
      const mounted = mount([refusal]);
      const declined = { state: 'declined', reason: 'not_authorized', code, evidence: 'provider_state' };
      expect(await mounted.settle()).toEqual(declined);
      expect(mounted.sent).toHaveLength(1);
    }
  });

  it('leaves in doubt what may have been opened before, and how a payment stands', async () => {
    for (const [refusal] of refusals) {
      expect(await mount([refusal]).settle({ first: false })).toEqual(unknown);
      expect(await mount([refusal]).status()).toEqual(unknown);
    }
  });
});

it('tells nobody what Coinbase says in sentences', async () => {
  const replies = [failure(400), failure(400, CANARY), broken, text(CANARY, 500)];
  for (const reply of replies)
    expect(JSON.stringify(await settled(reply, json(list([]))))).not.toContain('CANARY');
});
