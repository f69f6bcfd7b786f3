import { describe, expect, it } from 'vitest';
import { befall, doubtsOf, patiently, refusal, turnedAway } from './doubts.ts';
import { endOf, ONE_ORDER, openPlace, type Place, type Told } from './place.ts';
import { recordOf } from './record.ts';

const RAILS = ['stripe-checkout', 'coinbase'] as const;
const OTHER = { 'stripe-checkout': 'coinbase', coinbase: 'stripe-checkout' } as const;

/** Waits as long as the answer says. */
function wait({ shop }: Place, { body }: Told): void {
  shop.advance(Number(body.retry_after_seconds) * 1_000);
}

/** Holds for every answer of which the client may not make a second payment. */
function expectDoubt({ status, body }: Told): void {
  expect([status, body.error, body.retryable]).toEqual([503, 'payment_unresolved', true]);
  expect(body.retry_after_seconds).toBeGreaterThanOrEqual(1);
  expect(body).not.toHaveProperty('payment_url');
}

describe.each(RAILS)('while nobody can tell whether a page of %s is open', (rail) => {
  it.each(doubtsOf(rail))('S0.29 S0.30 after $name, one retry under the same key gets it', async (doubt) => {
    const place = await openPlace(rail);
    befall(place, 'open', doubt);
    const first = await patiently(place, place.ask());
    expectDoubt(first);
    expect(place.pages()).toHaveLength(doubt.isDone ? 1 : 0);

    wait(place, first);
    const { status, body } = await place.ask();
    expect([status, body.status]).toEqual([200, 'action_required']);
    expect(place.pages()).toEqual([body.session_id]);
    expect(place.keys().size).toBe(1);
  });

  it.each(doubtsOf(rail))('after $name, the background work finds it or opens it', async (doubt) => {
    const place = await openPlace(rail);
    befall(place, 'open', doubt);
    wait(place, await patiently(place, place.ask()));

    expect(await place.shop.reconcile()).toMatchObject({ attempts: 1, failed: 0 });
    expect(place.pages()).toHaveLength(1);
    const { attempts } = await recordOf(place.shop, place.cart);
    expect(attempts).toMatchObject([
      { state: 'action_required', reference: place.pages()[0], doubtSince: null },
    ]);
    expect((await place.order()).body).toMatchObject({
      status: 'action_required',
      session_id: place.pages()[0],
    });
  });

  it.each(doubtsOf(rail))('after $name five times, there is still one page', async (doubt) => {
    const place = await openPlace(rail);
    befall(place, 'open', doubt, 5);
    befall(place, 'find', doubt, 5);
    befall(place, 'look', doubt, 5);
    let told = await patiently(place, place.ask());
    for (let tries = 0; told.status !== 200 && tries < 12; tries += 1) {
      expectDoubt(told);
      wait(place, told);
      await patiently(place, place.shop.reconcile());
      told = await patiently(place, place.ask());
    }
    expect(told.body).toMatchObject({ status: 'action_required', session_id: place.pages()[0] });
    expect(place.pages()).toHaveLength(1);
  });
});

describe.each(RAILS)('a page of %s that may be open', (rail) => {
  it.each(doubtsOf(rail))('after $name keeps another rail from opening one', async (doubt) => {
    const place = await openPlace(rail);
    befall(place, 'open', doubt, 9);
    befall(place, 'find', doubt, 9);
    await patiently(place, place.ask());
    const { stripe, coinbase } = place.shop;

    expectDoubt(await patiently(place, place.ask(OTHER[rail])));
    const opened = [...stripe.sessions(), ...coinbase.checkouts()];
    expect(opened.map(({ id }) => id)).toEqual(place.pages());
  });

  it('keeps the token of an agent unspent until it is closed', async () => {
    const place = await openPlace(rail);
    const { stripe, call } = place.shop;
    const path = `/api/agent/cart/${place.cart}/checkout`;
    expect((await call('POST', path, { key: 'token' })).status).toBe(402);
    const doubt = { fault: { fault: 'cut', when: 'after' } } as const;
    befall(place, 'open', doubt, 2);
    befall(place, 'find', doubt, 2);
    await place.ask();
    const headers = { 'payment-authorization': `Payment ${stripe.mint({ maxAmount: 4999 })}` };

    expectDoubt(await call('POST', path, { key: 'token', headers }));
    expect([place.taken(), stripe.intents()]).toEqual([0, []]);

    const told = await call('POST', path, { key: 'token', headers });
    expect([told.status, told.body.payment_rail]).toEqual([200, 'stripe-mpp']);
    expect([place.pages().length, place.open(), place.taken()]).toEqual([1, [], 1]);
  });

  it.each([
    { name: 'was never opened', when: 'before' },
    { name: 'was opened, and never seen', when: 'after' },
  ] as const)('S2.13 and $name makes room for another when its time is over', async ({ when }) => {
    const place = await openPlace(rail);
    befall(place, 'open', { fault: { fault: 'cut', when } });
    await place.ask();
    place.shop.advance((rail === 'coinbase' ? 2 : 25) * 3_600_000);
    await place.shop.reconcile();

    const { attempts } = await recordOf(place.shop, place.cart);
    expect(attempts).toMatchObject([{ state: 'expired', due: null, openCase: null }]);
    const { body } = await place.ask();
    expect([body.status, place.open()]).toEqual(['action_required', [body.session_id]]);
  });

  it('S0.30 is asked about when the provider wants it', async () => {
    const place = await openPlace(rail);
    const headers = { 'retry-after': '7' };
    const body =
      rail === 'coinbase' ? '{"errorType":"rate_limit_exceeded"}' : '{"error":{"type":"api_error"}}';
    befall(place, 'open', { fault: { status: 429, headers, body } });
    expect((await place.ask()).body).toMatchObject({ retryable: true, retry_after_seconds: 7 });
  });

  it.each([
    ['refuses to open it', refusal(rail)],
    ['lets nobody in', turnedAway(rail)],
  ])('S0.31 is no question when the provider %s, which no retry can mend', async (_, doubt) => {
    const place = await openPlace(rail);
    befall(place, 'open', doubt);
    const { status, body: told } = await place.ask();

    expect([status, told.error]).toEqual([400, 'purchase_not_accepted']);
    // Every 502 and 503 of ours says when to ask again; what waiting does not mend is neither.
    expect(told).not.toHaveProperty('retryable');
    expect(told).not.toHaveProperty('retry_after_seconds');
    expect(place.pages()).toEqual([]);
  });
});

it('S0.30 an answer says the same in its header, and where to ask', async () => {
  const place = await openPlace('stripe-checkout');
  befall(place, 'open', { fault: { fault: 'rate_limit' } });
  const { headers, body } = await place.shop.call('POST', '/api/agent/payment-link', {
    body: { cart_id: place.cart, payment_rail: 'stripe-checkout' },
  });
  expect(headers.get('retry-after')).toBe(String(body.retry_after_seconds));
  const path = new URL(String(body.status_url)).pathname;
  expect((await place.shop.call('GET', path)).body).toMatchObject({ status: 'pending' });
});

const lost = (rail: (typeof RAILS)[number]) => doubtsOf(rail).filter(({ isDone }) => isDone);

describe.each(RAILS)('a page of %s that was opened and paid though its answer was lost', (rail) => {
  const WAYS: Readonly<Record<string, (place: Place) => Promise<unknown>>> = {
    'S1.12 S2.9 it becomes the order by the webhook': ({ shop }) => shop.ring(),
    'S2.10 it becomes the order by reading it': (place) => place.order(),
    'S2.10 it becomes the order by the background work, without a webhook': ({ shop }) => shop.reconcile(),
    'it becomes the order by the retry': (place) => place.ask(),
  };

  it.each(lost(rail).flatMap((doubt) => Object.keys(WAYS).map((way) => ({ way, doubt, name: doubt.name }))))(
    '$way, after $name',
    async ({ way, doubt }) => {
      const place = await openPlace(rail);
      befall(place, 'open', doubt);
      const first = await patiently(place, place.ask());
      expectDoubt(first);
      place.pay();
      wait(place, first);
      await WAYS[way]?.(place);

      expect(await endOf(place)).toEqual(ONE_ORDER);
      expect((await place.ask()).body).toMatchObject({ status: 'paid', order_id: place.orderId });
      expect(await endOf(place)).toEqual(ONE_ORDER);
    },
  );
});
