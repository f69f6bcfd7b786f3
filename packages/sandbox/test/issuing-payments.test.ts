import { describe, expect, it } from 'vitest';
import { arrivals } from './arrivals.ts';
import { charge, type IssuingBench, mintCard, openIssuingBench, reasonOf } from './issuing-support.ts';
import { send } from './stripe-support.ts';

/** The types of the events that have not arrived yet. */
async function typesOf(bench: IssuingBench): Promise<readonly string[]> {
  const requests = await arrivals(bench);
  const events = await Promise.all(requests.map((request) => request.json() as Promise<{ type: string }>));
  return events.map(({ type }) => type);
}

async function statusOf({ sdk }: IssuingBench, card: string): Promise<string> {
  return (await sdk.issuing.cards.retrieve(card)).status;
}

describe('a card for one payment', () => {
  it('is canceled by an approved authorization, and pays no other', async () => {
    const bench = await openIssuingBench();
    const { id } = await mintCard(bench);
    bench.local.listen('https://shop.test/webhooks');
    expect(reasonOf(await charge(bench, id))).toBe('approved card_active');
    expect(await typesOf(bench)).toEqual(['issuing_authorization.created', 'issuing_card.updated']);
    expect(await statusOf(bench, id)).toBe('canceled');
    expect(reasonOf(await charge(bench, id, 1))).toBe('declined card_canceled');
    expect(await typesOf(bench)).toEqual(['issuing_authorization.created']);
  });

  it('is not spent by a declined authorization', async () => {
    const bench = await openIssuingBench();
    const { id } = await mintCard(bench);
    expect(reasonOf(await charge(bench, id, 5001))).toBe('declined spending_controls');
    expect(reasonOf(await charge(bench, id, 5000))).toBe('approved card_active');
  });

  it('is not spent by 1 USD that is given up or runs out, and by 1 USD that is taken', async () => {
    const bench = await openIssuingBench();
    const { authorizations } = bench.sdk.testHelpers.issuing;
    const { id } = await mintCard(bench);
    await authorizations.reverse((await charge(bench, id, 100)).id);
    await authorizations.expire((await charge(bench, id, 100)).id);
    expect(await statusOf(bench, id)).toBe('active');
    await authorizations.capture((await charge(bench, id, 100)).id);
    expect(await statusOf(bench, id)).toBe('canceled');
  });

  it('counts an authorization once, however it ends', async () => {
    const bench = await openIssuingBench();
    const { id } = await mintCard(bench, { lifecycle_controls: { cancel_after: { payment_count: 2 } } });
    await bench.sdk.testHelpers.issuing.authorizations.capture((await charge(bench, id, 2000)).id);
    expect(await statusOf(bench, id)).toBe('active');
    expect((await charge(bench, id, 2000)).approved).toBe(true);
    expect(await statusOf(bench, id)).toBe('canceled');
  });

  it('is spent by more than 1 USD, also when that is given up', async () => {
    const bench = await openIssuingBench();
    const { id } = await mintCard(bench);
    await bench.sdk.testHelpers.issuing.authorizations.reverse((await charge(bench, id, 101)).id);
    expect(await statusOf(bench, id)).toBe('canceled');
  });

  it('is spent by a capture that nobody authorized, which takes its money whatever its limits are', async () => {
    const bench = await openIssuingBench();
    const { id } = await mintCard(bench);
    bench.local.listen('https://shop.test/webhooks');
    const { transactions } = bench.sdk.testHelpers.issuing;
    const forced = await transactions.createForceCapture({ card: id, amount: 9999 });
    expect(forced).toMatchObject({ amount: -9999, authorization: null, card: id, type: 'capture' });
    expect(await typesOf(bench)).toEqual(['issuing_transaction.created', 'issuing_card.updated']);
    await transactions.createForceCapture({ card: id, amount: 1 });
    expect(bench.local.issuing.money()).toMatchObject([
      { card: id, status: 'canceled', chargeable: false, payments: 2, held: 0, taken: 10_000 },
    ]);
  });

  it('pays one of many who ask at once', async () => {
    const bench = await openIssuingBench();
    bench.local.issuing.authorizeAt('https://shop.test/authorize');
    const { id } = await mintCard(bench);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => charge(bench, id, 4000)));
    expect(outcomes.filter(({ approved }) => approved)).toHaveLength(1);
    expect(bench.asked.length).toBe(10);
    expect(bench.local.issuing.money()).toMatchObject([{ held: 4000, payments: 1 }]);
  });
});

describe('an authorization', () => {
  it('is captured in full, with a transaction that says so', async () => {
    const bench = await openIssuingBench();
    const { id } = await mintCard(bench);
    const authorization = await charge(bench, id);
    bench.local.listen('https://shop.test/webhooks');
    const captured = await bench.sdk.testHelpers.issuing.authorizations.capture(authorization.id);
    expect(captured).toMatchObject({ status: 'closed', amount: 4999, transactions: [{ amount: -4999 }] });
    expect(await typesOf(bench)).toEqual(['issuing_transaction.created', 'issuing_authorization.updated']);
    const { data } = await bench.sdk.issuing.transactions.list({ card: id, expand: ['data.authorization'] });
    expect(data).toMatchObject([
      { authorization: { id: authorization.id, card: { id, status: 'canceled' } } },
    ]);
    expect(await bench.sdk.issuing.transactions.retrieve(data[0]?.id ?? '')).toMatchObject({ card: id });
  });

  it('can be captured in parts, and for more than was authorized', async () => {
    const bench = await openIssuingBench();
    const { authorizations } = bench.sdk.testHelpers.issuing;
    const { id } = await mintCard(bench);
    const { id: authorization } = await charge(bench, id);
    await authorizations.capture(authorization, { capture_amount: 1000, close_authorization: false });
    expect(bench.local.issuing.money()).toMatchObject([{ held: 3999, taken: 1000 }]);
    await authorizations.capture(authorization, { capture_amount: 9000 });
    expect(bench.local.issuing.money()).toMatchObject([{ held: 0, taken: 10_000 }]);
  });

  it.each(['capture', 'reverse', 'expire'] as const)('that is over cannot be used for %s', async (verb) => {
    const bench = await openIssuingBench();
    const { authorizations } = bench.sdk.testHelpers.issuing;
    const { id } = await mintCard(bench);
    const declined = await charge(bench, id, 5001);
    const { id: done } = await charge(bench, id);
    await authorizations.capture(done);
    for (const over of [done, declined.id])
      expect((await send(bench, `POST /v1/test_helpers/issuing/authorizations/${over}/${verb}`)).status).toBe(
        400,
      );
    expect(bench.local.issuing.transactions()).toHaveLength(1);
  });

  it('is found by card, cardholder and status', async () => {
    const bench = await openIssuingBench();
    const [one, other] = [await mintCard(bench), await mintCard(bench)];
    const [first, second] = [await charge(bench, one.id), await charge(bench, other.id, 9999)];
    const { authorizations } = bench.sdk.issuing;
    const found = async (query: Parameters<typeof authorizations.list>[0]): Promise<readonly string[]> =>
      (await authorizations.list(query)).data.map(({ id }) => id);
    expect(await found({})).toEqual([second.id, first.id]);
    expect(await found({ card: one.id })).toEqual([first.id]);
    expect(await found({ cardholder: bench.cardholder, status: 'closed' })).toEqual([second.id]);
    expect(await found({ status: 'pending' })).toEqual([first.id]);
    expect(await authorizations.retrieve(first.id, { expand: ['cardholder'] })).toMatchObject({
      cardholder: { id: bench.cardholder },
      card: { id: one.id },
    });
  });

  it.each([
    ['an inactive card', 'declined card_inactive', { status: 'inactive' }],
    ['a canceled card', 'declined card_canceled', { status: 'canceled' }],
  ] as const)('of %s is %s', async (_, outcome, update) => {
    const bench = await openIssuingBench();
    const { id } = await mintCard(bench);
    await bench.sdk.issuing.cards.update(id, update);
    expect(reasonOf(await charge(bench, id))).toBe(outcome);
  });

  it('is declined for a wrong code, for a card that has expired, and when the issuer is told to', async () => {
    const bench = await openIssuingBench();
    const { id } = await mintCard(bench);
    const wrong = { verification_data: { cvc_check: 'mismatch' } } as const;
    expect(reasonOf(await charge(bench, id, 4999, wrong))).toBe('declined verification_failed');
    bench.local.issuing.decline({ reason: 'insufficient_funds' });
    expect(reasonOf(await charge(bench, id))).toBe('declined insufficient_funds');
    bench.pass(4 * 366 * 24 * 60 * 60 * 1000);
    expect(reasonOf(await charge(bench, id))).toBe('declined card_expired');
    expect(bench.local.issuing.money()).toMatchObject([{ status: 'active', chargeable: false }]);
  });
});
