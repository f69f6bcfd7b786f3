import type { JsonObject, Prepared, Refusal } from '@railyard/core/rail';
import { describe, expect, it, vi } from 'vitest';
import type { MppOptions } from '../src/index.ts';
import { broken, CANARY, failure, json, type Reply, text } from './answers.ts';
import { credentialOf, lastOf, mount, NOW, purchase, TOKEN } from './mount.ts';

const SECONDS = NOW / 1_000;

/** The token, as Stripe shows it to the seller. */
function token(change: JsonObject = {}, limits: JsonObject = {}): Reply {
  return json({
    id: TOKEN,
    object: 'shared_payment.granted_token',
    deactivated_at: null,
    deactivated_reason: null,
    risk_details: { insights: { bot: { score: 1, recommended_action: 'continue' } } },
    usage_limits: { currency: 'usd', max_amount: 4_999, expires_at: SECONDS + 600, ...limits },
    ...change,
  });
}

/** What prepare makes of this answer. */
async function prepared(
  reply: Reply,
  options: Partial<MppOptions> = {},
): Promise<Prepared | Refusal | undefined> {
  const { rail, context } = mount([reply], options);
  return rail.prepare?.(purchase, credentialOf(TOKEN, 'challenge_1'), context);
}

const GOES_ON = { prepared: { params: { amount: 4_999, currency: 'usd' } } };

describe('a token', () => {
  it('is looked at once, with the version that knows tokens', async () => {
    const mounted = mount([token()]);
    expect(await mounted.rail.prepare?.(purchase, credentialOf(), mounted.context)).toMatchObject(GOES_ON);
    expect(mounted.sent).toHaveLength(1);
    const { method, path, headers } = lastOf(mounted);
    expect(`${method} ${path}`).toBe(`GET /v1/shared_payment/granted_tokens/${TOKEN}`);
    expect(headers.get('stripe-version')).toBe('2026-08-26.preview');
  });

  it.each(['consumed', 'expired', 'resolved', 'revoked'])('is refused once it is %s', async (reason) => {
    const answer = await prepared(token({ deactivated_at: SECONDS - 60, deactivated_reason: reason }));
    expect(answer).toEqual({
      refused: 'token_deactivated',
      message: `The token can no longer be used: ${reason}. Make a new one.`,
    });
  });

  it('is refused when it is over for a reason of next year, which is not told', async () => {
    const answer = await prepared(token({ deactivated_reason: 'a_word_of_next_year' }));
    expect(answer).toEqual({
      refused: 'token_deactivated',
      message: 'The token can no longer be used: other. Make a new one.',
    });
  });

  it.each<[string, Reply]>([
    ['token_expired', token({}, { expires_at: SECONDS - 61 })],
    ['token_currency', token({}, { currency: 'eur' })],
    ['token_too_small', token({}, { max_amount: 4_998 })],
    [
      'token_risk',
      token({ risk_details: { insights: { bot: {}, stolen_card: { recommended_action: 'block' } } } }),
    ],
    ['token_unknown', failure(404, { type: 'invalid_request_error', code: 'resource_missing', param: 'id' })],
  ])('is refused: %s', async (refused, reply) => {
    expect(await prepared(reply)).toEqual({ refused, message: expect.stringMatching(/\.$/) as string });
  });

  it('is not refused for its last minute, in which our clock may be wrong', async () => {
    expect(await prepared(token({}, { expires_at: SECONDS - 59 }))).toMatchObject(GOES_ON);
  });

  it('may be good for more, and need not say for how much or how long', async () => {
    expect(await prepared(token({}, { max_amount: 10_000, currency: 'USD' }))).toMatchObject(GOES_ON);
    for (const change of [
      { usage_limits: null },
      { usage_limits: [] },
      { risk_details: null },
      { risk_details: { insights: { bot: null } } },
    ])
      expect(await prepared(token(change))).toMatchObject(GOES_ON);
  });

  it.each<[string, Reply]>([
    ['nobody answers', broken],
    ['a page is answered', text('<html></html>')],
    ['the answer is empty', json({})],
    ['the answer is another token', json({ id: 'tok_1', object: 'token' })],
    ['the address is unknown to this account', failure(404, { type: 'invalid_request_error' })],
    ['the answer has no error', json({ message: CANARY }, 404)],
    ['the key may not look', failure(403, { type: 'invalid_request_error', code: 'resource_missing' })],
    ['the key is wrong', failure(401)],
    ['the version is unknown', failure(400)],
    ['Stripe is asked too often', failure(429)],
    ['Stripe has a fault', failure(500)],
  ])('is left to Stripe when %s', async (_, reply) => {
    expect(await prepared(reply)).toMatchObject(GOES_ON);
  });

  it('is left to Stripe when nobody waits any more', async () => {
    const { rail, context, sent } = mount([token()]);
    const signal = AbortSignal.abort();
    expect(await rail.prepare?.(purchase, credentialOf(), { ...context, signal })).toMatchObject(GOES_ON);
    expect(sent).toEqual([]);
  });

  it('is waited for no longer than something that can be done without', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    await prepared(token());
    await prepared(token(), { timeout: 1_000 });
    expect(timeout.mock.calls).toEqual([[5_000], [1_000]]);
    timeout.mockRestore();
  });

  it('has to be there', async () => {
    const { rail, context } = mount();
    expect(await rail.prepare?.(purchase, null, context)).toMatchObject({ refused: 'payment_missing' });
  });

  it('is no part of what is stored, nor of what is refused', async () => {
    const replies = [
      token(),
      token({ deactivated_reason: CANARY }),
      failure(404, { code: 'resource_missing' }),
    ];
    for (const reply of replies) expect(JSON.stringify(await prepared(reply))).not.toContain('CANARY');
  });
});

describe('what is stored', () => {
  it('is all that Stripe will be asked, but the token', async () => {
    const connect = {
      account: 'acct_1',
      onBehalfOf: 'acct_2',
      transferTo: 'acct_3',
      transferGroup: 'g',
      applicationFeeAmount: 5,
    };
    expect(await prepared(token(), { connect })).toEqual({
      prepared: {
        account: 'acct_1',
        version: '2026-08-26.preview',
        params: {
          amount: 4_999,
          application_fee_amount: 5,
          automatic_payment_methods: { allow_redirects: 'never', enabled: true },
          confirm: true,
          currency: 'usd',
          metadata: {
            mpp_challenge_id: 'challenge_1',
            railyard_attempt: 'attempt_1',
            railyard_cart: 'cart_1',
            railyard_order: 'order_1',
            railyard_tenant: 'tenant_1',
          },
          on_behalf_of: 'acct_2',
          transfer_data: { destination: 'acct_3' },
          transfer_group: 'g',
        },
      },
    });
  });

  it('names no challenge for a bare token, and nothing that is too long for Stripe', async () => {
    const { rail, context } = mount([broken]);
    const long = { ...purchase, cart: 'c'.repeat(501), order: 'o'.repeat(500) };
    const answer = await rail.prepare?.(long, credentialOf(), context);
    expect((answer as { prepared: { params: { metadata: object } } }).prepared.params.metadata).toEqual({
      railyard_attempt: 'attempt_1',
      railyard_order: 'o'.repeat(500),
      railyard_tenant: 'tenant_1',
    });
  });

  it.each([-1, 1.5, 5_000, Number.NaN])(
    'is nothing with a fee of %d, which is no part of the total',
    async (fee) => {
      const connect = { account: 'acct_1', applicationFeeAmount: () => fee };
      await expect(prepared(token(), { connect })).rejects.toMatchObject({ code: 'configuration' });
    },
  );

  it('has no fee when the platform takes none', async () => {
    const answer = await prepared(token(), { connect: { account: 'acct_1', applicationFeeAmount: () => 0 } });
    expect(JSON.stringify(answer)).not.toContain('application_fee_amount');
  });
});
