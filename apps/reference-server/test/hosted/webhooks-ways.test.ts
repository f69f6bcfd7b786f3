import { describe, expect, it, vi } from 'vitest';
import { returnTo } from '../../src/rails/return-url.ts';
import { stripeLinkKind } from '../../src/rails/stripe-link.ts';
import { createRails } from '../../src/rails.ts';
import { BASE_URL, openShop } from '../shop.ts';
import { befall } from './doubts.ts';
import { openStore } from './open-store.ts';
import { openPage } from './page.ts';
import { endOf, ONE_ORDER, openPlace, type Place, until } from './place.ts';
import { recordOf } from './record.ts';
import { OTHER_COINBASE, openHostedShop } from './shop.ts';
import { caught, providerOf, send, signed, type Webhook } from './webhook.ts';

const RAILS = ['stripe-checkout', 'coinbase'] as const;
const SECOND = 1_000;

/** A place whose page is open, and paid by now. */
async function paidPlace(rail: Place['rail']): Promise<Place> {
  const place = await openPlace(rail);
  await place.ask();
  place.pay();
  return place;
}

/** A server that is down. */
const nobody = async (): Promise<Response> => new Response(null, { status: 503 });

describe.each(RAILS)('the webhooks of a page of %s', (rail) => {
  it('S1.12 of which one alone comes, before the call that opened the page is answered, make one order', async () => {
    const place = await openPlace(rail);
    const { shop } = place;
    befall(place, 'open', { fault: { fault: 'delay', ms: SECOND, when: 'after' } });
    const asking = place.ask();
    await until(() => place.pages().length === 1);
    place.pay();
    const webhook = (await caught(shop, rail)).at(-1) as Webhook;
    const taking = vi.spyOn(shop.store, 'update');
    const ringing = send(shop, webhook);
    await until(() => taking.mock.calls.length > 0);
    expect((await recordOf(shop, place.cart)).order).toBeNull();
    shop.advance(SECOND);

    expect((await asking).status).toBe(200);
    expect((await ringing).status).toBe(200);
    expect(await endOf(place)).toEqual(ONE_ORDER);
  });

  it('S2.10 that are lost are not missed', async () => {
    const place = await openPlace(rail);
    await place.ask();
    providerOf(place.shop, rail).webhooks({ fault: 'drop', times: 99 });
    place.pay();
    expect(await place.shop.ring()).toBe(0);
    place.shop.advance(SECOND);
    await place.shop.reconcile();
    expect(await endOf(place)).toEqual(ONE_ORDER);
  });

  it('S2.9 that come twice, late and in another order make one order', async () => {
    const place = await openPlace(rail);
    const { shop } = place;
    await place.ask();
    for (const fault of ['duplicate', 'reorder', 'duplicate'] as const)
      providerOf(shop, rail).webhooks({ fault });
    providerOf(shop, rail).webhooks({ fault: 'delay', ms: 3_600 * SECOND, times: 99 });
    place.pay();
    await shop.ring();
    shop.advance(3_600 * SECOND);
    providerOf(shop, rail).reset();
    await shop.ring();
    expect(await endOf(place)).toEqual(ONE_ORDER);
  });

  it('S1.12 that found the server down come again', async () => {
    const place = await paidPlace(rail);
    expect(await providerOf(place.shop, rail).deliver(nobody)).toBeGreaterThan(0);
    place.shop.advance(SECOND);
    await place.shop.ring();
    expect(await endOf(place)).toEqual(ONE_ORDER);
  });

  it('that come when the provider cannot be asked are made up for', async () => {
    const place = await paidPlace(rail);
    befall(place, 'look', { fault: { fault: 'cut' } }, 99);
    await place.shop.ring();
    expect((await recordOf(place.shop, place.cart)).order).toBeNull();
    providerOf(place.shop, rail).reset();
    place.shop.advance(60 * SECOND);
    await place.shop.reconcile();
    expect(await endOf(place)).toEqual(ONE_ORDER);
  });
});

it('a dispute is an alarm, told once', async () => {
  const place = await paidPlace('stripe-checkout');
  const { stripe, ring, logged } = place.shop;
  await ring();
  const dispute = stripe.dispute(stripe.intents()[0]?.id ?? '');
  stripe.webhooks({ fault: 'duplicate' });
  await ring();

  expect(await place.events()).toEqual(['order.paid', 'payment.alarm']);
  const [line] = logged.filter((one) => one.includes('payment.alarm'));
  const { order } = await recordOf(place.shop, place.cart);
  expect(JSON.parse(line ?? '{}')).toMatchObject({
    level: 40,
    event: { subject: { alarm: 'dispute_created', reference: dispute, order: order?.id } },
  });
});

/** A payment by an agent's token of which nobody knows yet what came of it, and its webhook. */
async function openTokenPayment() {
  const shop = await openHostedShop();
  const cart = await shop.readyCart();
  shop.stripe.fault('payment_intents.create', { fault: 'cut', when: 'after' });
  const path = `/api/agent/cart/${cart}/checkout`;
  await shop.call('POST', path, { key: 'token' });
  const headers = { 'payment-authorization': `Payment ${shop.stripe.mint({ maxAmount: 4999 })}` };
  expect((await shop.call('POST', path, { key: 'token', headers })).status).toBe(503);
  const webhook = (await caught(shop, 'stripe-checkout')).find(({ body }) =>
    body.includes('"payment_intent.succeeded"'),
  );
  if (!webhook) throw new Error('Nobody has rung.');
  await shop.server.idle();
  return { shop, cart, webhook };
}

describe('an event of an object of another rail', () => {
  it('is passed over where pages are rung about, and heard where its own rail is', async () => {
    const { shop, cart, webhook } = await openTokenPayment();
    const before = shop.store.held();
    expect((await send(shop, webhook)).status).toBe(200);
    expect(shop.store.held()).toEqual(before);

    const url = `${BASE_URL}/webhooks/stripe-mpp/${shop.stripe.facts.profile}`;
    expect((await send(shop, { ...webhook, url })).status).toBe(200);
    expect((await recordOf(shop, cart)).order).not.toBeNull();
  });

  it('is passed over where tokens are rung about', async () => {
    const { shop, cart } = await paidPlace('stripe-checkout');
    const url = `${BASE_URL}/webhooks/stripe-mpp/${shop.stripe.facts.profile}`;
    const before = shop.store.held();
    const all = await caught(shop, 'stripe-checkout');
    for (const webhook of all) expect((await send(shop, { ...webhook, url })).status).toBe(200);
    expect(shop.store.held()).toEqual(before);
    for (const webhook of all) await send(shop, webhook);
    expect((await recordOf(shop, cart)).order).not.toBeNull();
  });

  it.each([
    ['stripe-checkout', 'coinbase/main'],
    ['coinbase', 'stripe-checkout/main'],
  ] as const)('of %s is refused at %s', async (rail, path) => {
    const { shop } = await paidPlace(rail);
    const before = shop.store.held();
    for (const webhook of await caught(shop, rail))
      expect((await send(shop, { ...webhook, url: `${BASE_URL}/webhooks/${path}` })).status).toBe(400);
    expect(shop.store.held()).toEqual(before);
  });

  it('of one account is passed over on that of another', async () => {
    const { shop } = await paidPlace('coinbase');
    const before = shop.store.held();
    const { account, webhookSecret: secret } = OTHER_COINBASE;
    for (const webhook of await caught(shop, 'coinbase')) {
      const url = `${BASE_URL}/webhooks/coinbase/${account}`;
      const theirs = signed({ ...webhook, url }, 'coinbase', { secret, at: shop.now() });
      expect((await send(shop, theirs)).status).toBe(200);
    }
    expect(shop.store.held()).toEqual(before);
  });

  it('of a connected account is passed over on our own, and ours on that of another', async () => {
    const { shop } = await paidPlace('stripe-checkout');
    const { webhookSecret: secret, connected } = shop.stripe.facts;
    const before = shop.store.held();
    for (const webhook of await caught(shop, 'stripe-checkout')) {
      const body = JSON.stringify({ ...(JSON.parse(webhook.body) as object), account: connected.account });
      const theirs = signed({ ...webhook, body }, 'stripe-checkout', { secret, at: shop.now() });
      expect((await send(shop, theirs)).status).toBe(200);
      const url = `${BASE_URL}/webhooks/stripe-checkout/${connected.account}`;
      expect((await send(shop, { ...webhook, url })).status).toBe(200);
    }
    expect(shop.store.held()).toEqual(before);
  });
});

describe('an event of the other mode', () => {
  it('of live money is passed over where money is for tests', async () => {
    const { shop } = await paidPlace('stripe-checkout');
    const { webhookSecret: secret } = shop.stripe.facts;
    const before = shop.store.held();
    for (const webhook of await caught(shop, 'stripe-checkout')) {
      const body = JSON.stringify({ ...(JSON.parse(webhook.body) as object), livemode: true });
      const live = signed({ ...webhook, body }, 'stripe-checkout', { secret, at: shop.now() });
      expect((await send(shop, live)).status).toBe(200);
    }
    expect(shop.store.held()).toEqual(before);
  });

  it('of test money is passed over where money is real, even about a payment that is known', async () => {
    const shop = await openHostedShop();
    const { session } = await openPage(shop, 'stripe-checkout');
    shop.stripe.visit(session, 'pay');
    const { webhookSecret } = shop.stripe.facts;
    const account = { secretKey: 'sk_live_1', profile: null, webhookSecrets: [webhookSecret] };
    const store = openStore({ now: shop.now });
    const asked = vi.fn<typeof fetch>();
    const live = await openShop({
      mode: 'live',
      store: { ...store, durability: 'disk' },
      rails: createRails({
        kinds: [stripeLinkKind(account, returnTo('https://shop.test'))],
        referring: null,
        cards: null,
        accounts: null,
      }),
      fetch: asked,
    });
    await store.restore(shop.store.held());

    for (const webhook of await caught(shop, 'stripe-checkout'))
      expect((await send(live, webhook)).status).toBe(200);
    expect(store.held()).toEqual(shop.store.held());
    expect(asked).not.toHaveBeenCalled();
  });
});
