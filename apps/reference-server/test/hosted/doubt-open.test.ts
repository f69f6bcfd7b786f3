import { describe, expect, it } from 'vitest';
import { befall, doubtsOf, patiently, turnedAway } from './doubts.ts';
import { endOf, ONE_ORDER, openPlace, type Place, until } from './place.ts';

const RAILS = ['stripe-checkout', 'coinbase'] as const;
const OTHER = { 'stripe-checkout': 'coinbase', coinbase: 'stripe-checkout' } as const;

/** A place whose page is open. */
async function openedPlace(rail: Place['rail']): Promise<Place> {
  const place = await openPlace(rail);
  await place.ask();
  return place;
}

const failuresOf = (rail: Place['rail']) => [...doubtsOf(rail), turnedAway(rail)];
/** To look changes nothing, so it is all the same when it goes wrong. */
const looksOf = (rail: Place['rail']) => failuresOf(rail).filter(({ isDone }) => !isDone);

/** What the sandbox says to a buyer who is too late. */
const CLOSED = /takes no payment any more|cannot be done/;
const LOCKED = { status: 409, body: { error: 'cart_locked', retryable: true, retry_after_seconds: 5 } };

describe.each(RAILS)('an open page of %s', (rail) => {
  it('S2.12 serves once', async () => {
    const place = await openedPlace(rail);
    place.pay();
    await place.shop.ring();
    for (const { body } of [await place.ask(), await place.order()]) {
      expect(body.status).toBe('paid');
      expect(body.payment_url).toBeUndefined();
    }
    expect(() => place.pay()).toThrow(CLOSED);
    expect(await endOf(place)).toEqual(ONE_ORDER);
  });

  it('S2.13 is followed by another one when its time is over', async () => {
    const place = await openedPlace(rail);
    const [page] = place.open();
    place.shop.advance((rail === 'coinbase' ? 2 : 25) * 3_600_000);
    const { body } = await place.ask();
    expect([body.status, place.open()]).toEqual(['action_required', [body.session_id]]);
    expect(body.session_id).not.toBe(page);
    expect(() => place.pay(page)).toThrow(CLOSED);
  });
});

describe.each(RAILS)('an open page of %s, when the provider is asked about it', (rail) => {
  it.each(looksOf(rail))('S2.10 is pending after $name, and then the order', async (doubt) => {
    const place = await openedPlace(rail);
    place.pay();
    befall(place, 'look', doubt);
    const { status, body } = await patiently(place, place.order());
    expect([status, body.status, body.reference]).toEqual([200, 'pending', null]);
    expect(body).not.toHaveProperty('payment_url');

    expect((await place.order()).body).toMatchObject({ status: 'paid', reference: place.pages()[0] });
    expect(await endOf(place)).toEqual(ONE_ORDER);
  });

  it.each(looksOf(rail))('S0.29 is not given after $name, and no second one is opened', async (doubt) => {
    const place = await openedPlace(rail);
    befall(place, 'look', doubt);
    const told = await patiently(place, place.ask());
    expect(told).toMatchObject({ status: 503, body: { error: 'payment_unresolved', retryable: true } });

    expect((await place.ask()).body).toMatchObject({
      status: 'action_required',
      session_id: place.open()[0],
    });
    expect(place.pages()).toHaveLength(1);
  });

  it.each(looksOf(rail))('is still the order of who has paid on it meanwhile, after $name', async (doubt) => {
    const place = await openedPlace(rail);
    place.pay();
    befall(place, 'look', doubt);
    await patiently(place, place.shop.ring());
    place.shop.advance(30_000);
    await place.shop.reconcile();
    expect(await endOf(place)).toEqual(ONE_ORDER);
  });
});

describe.each(RAILS)('an open page of %s that has to be closed', (rail) => {
  it.each(failuresOf(rail))('locks the cart after $name, unless it is closed for certain', async (doubt) => {
    const place = await openedPlace(rail);
    const [page] = place.open();
    befall(place, 'close', doubt);
    const told = await patiently(place, place.edit());
    const isCertain = doubt.isDone && !doubt.isSilence;
    expect(told).toMatchObject(isCertain ? { status: 200 } : LOCKED);
    expect(place.open()).toEqual(doubt.isDone ? [] : [page]);

    expect((await place.edit()).status).toBe(200);
    expect(() => place.pay(page)).toThrow(CLOSED);
    expect((await place.ask()).body).toMatchObject({ status: 'action_required' });
    expect([place.open().length, place.pages().length]).toEqual([1, 2]);
  });

  it.each(looksOf(rail))('locks the cart after $name to the look before', async (doubt) => {
    const place = await openedPlace(rail);
    befall(place, 'look', doubt);
    expect(await patiently(place, place.edit())).toMatchObject(LOCKED);
    expect(place.open()).toHaveLength(1);
    expect((await place.edit()).status).toBe(200);
    expect(place.open()).toEqual([]);
  });

  it.each(failuresOf(rail))('lets no other rail open one after $name', async (doubt) => {
    const place = await openedPlace(rail);
    befall(place, 'close', doubt);
    const told = await patiently(place, place.ask(OTHER[rail]));
    expect(told.status).toBe(doubt.isDone && !doubt.isSilence ? 200 : 409);
    expect(place.open().length).toBeLessThanOrEqual(1);

    const { body } = await place.ask(OTHER[rail]);
    expect(place.open()).toEqual([body.session_id]);
    expect(place.pages()).toHaveLength(1);
  });

  it.each(looksOf(rail))('is the order when it is paid after $name', async (doubt) => {
    const place = await openedPlace(rail);
    befall(place, 'close', doubt);
    await patiently(place, place.ask(OTHER[rail]));
    place.pay();
    expect(await place.ask(OTHER[rail])).toMatchObject({ status: 200, body: { status: 'paid' } });
    expect([place.open(), await endOf(place)]).toEqual([[], ONE_ORDER]);
  });

  it('is the order when it is paid while it is being closed', async () => {
    const place = await openedPlace(rail);
    befall(place, 'close', { fault: { fault: 'delay', ms: 1_000 } });
    const asking = place.ask(OTHER[rail]);
    const { stripe, coinbase, advance } = place.shop;
    await until(() => [...stripe.calls(), ...coinbase.calls()].some(({ fault }) => fault === 'delay'));
    place.pay();
    advance(1_000);

    expect(await asking).toMatchObject({ status: 200, body: { status: 'paid' } });
    expect(await place.edit()).toMatchObject({ status: 409, body: { error: 'cart_already_completed' } });
    expect([place.open(), await endOf(place)]).toEqual([[], ONE_ORDER]);
  });
});

it.each(looksOf('stripe-checkout'))(
  'a session that was closed locks the cart after $name, until that is seen',
  async (doubt) => {
    const place = await openedPlace('stripe-checkout');
    befall(place, 'close', { fault: { fault: 'delay', ms: 1_000, when: 'after' } });
    const editing = place.edit();
    await until(() => place.open().length === 0);
    befall(place, 'look', doubt);
    place.shop.advance(1_000);

    expect(await patiently(place, editing)).toMatchObject(LOCKED);
    expect((await place.edit()).status).toBe(200);
  },
);
