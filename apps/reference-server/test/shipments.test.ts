import { expect, test } from 'vitest';
import { type Shipment, storedShipments } from '../src/shipments.ts';
import { type HostedShop, openHostedShop } from './hosted/shop.ts';
import { openAgent } from './mcp/client.ts';

const PARCEL: Shipment = { status: 'shipped', carrier: 'Prairie Post', trackingNumber: 'PP-CANARY-1' };
const SHOWN = { status: 'shipped', carrier: 'Prairie Post', tracking_number: 'PP-CANARY-1' };

/** An order that a person pays on Stripe's page, by both of its names. */
async function openOrder(shop: HostedShop) {
  const cart_id = await shop.readyCart();
  const asked = { cart_id, payment_rail: 'stripe-checkout' };
  const { body } = await shop.call('POST', '/api/agent/payment-link', { body: asked });
  const session = String(body.session_id);
  const order = String((await shop.call('GET', `/api/agent/orders/${session}`)).body.order_id);
  return { session, order, pay: () => shop.stripe.visit(session, 'pay') };
}

/** What each of the ways to ask for an order answers, one after the other. */
async function answersTo(shop: HostedShop, names: readonly string[], apiKey = shop.keys.network) {
  const { call } = await openAgent(shop, apiKey);
  const answers: object[] = [];
  for (const name of names) {
    answers.push((await shop.call('GET', `/api/agent/orders/${name}`, { apiKey })).body);
    answers.push((await call('order_status', { session_id: name })).structuredContent);
  }
  return answers;
}

test('S0.11 S1.13 order_status tells where the parcel of a paid order is, by its id and by its session', async () => {
  const shop = await openHostedShop();
  const { session, order, pay } = await openOrder(shop);
  const shipments = storedShipments(shop.store);
  pay();
  for (const answer of await answersTo(shop, [session, order])) {
    expect(answer).toMatchObject({ status: 'paid', order_id: order });
    expect(Object.keys(answer)).not.toContain('tracking_number');
  }
  await shipments.save('demo', order, PARCEL);
  for (const answer of await answersTo(shop, [session, order])) {
    expect(answer).toMatchObject({ ...SHOWN, amount: 4999, items: [{ title: 'Stove' }] });
  }
  await shipments.save('demo', order, { ...PARCEL, status: 'delivered', trackingNumber: null });
  for (const answer of await answersTo(shop, [session, order])) {
    expect(answer).toMatchObject({ status: 'delivered', carrier: 'Prairie Post' });
    expect(Object.keys(answer)).not.toContain('tracking_number');
  }
});

test('the words of order_status say what to tell the user of a parcel', async () => {
  const shop = await openHostedShop();
  const { session, order, pay } = await openOrder(shop);
  pay();
  const { client, call } = await openAgent(shop);
  const words = async () => (await call('order_status', { session_id: session })).words;
  expect(await words()).toMatch(/^Paid: 49\.99 usd/);
  await storedShipments(shop.store).save('demo', order, PARCEL);
  expect(await words()).toContain(`The parcel: ${PARCEL.carrier}, ${PARCEL.trackingNumber}.`);
  const tool = (await client.listTools()).tools.find(({ name }) => name === 'order_status');
  expect(tool?.description).toMatch(/every 5 seconds.*shipped.*tracking_number/);
});

test('what has not been paid is not shipped, whatever is said of its parcel', async () => {
  const shop = await openHostedShop();
  const { session, order } = await openOrder(shop);
  await storedShipments(shop.store).save('demo', order, PARCEL);
  for (const answer of await answersTo(shop, [session, order])) {
    expect(answer).toMatchObject({ status: 'action_required' });
    expect(JSON.stringify(answer)).not.toContain('CANARY');
  }
});

test('a parcel is told to nobody but who ordered it, and is that of their tenant', async () => {
  const shop = await openHostedShop();
  const { session, order, pay } = await openOrder(shop);
  pay();
  const shipments = storedShipments(shop.store);
  await shipments.save('demo', order, PARCEL);
  await shipments.save('other', order, { ...PARCEL, carrier: 'Another’s' });
  for (const stranger of [shop.keys.otherTenant, shop.keys.neighbour]) {
    for (const answer of await answersTo(shop, [session, order], stranger)) {
      expect(answer).toMatchObject({ error: 'not_found', status: 404 });
      expect(JSON.stringify(answer)).not.toMatch(/CANARY|Post|Another/);
    }
  }
  for (const answer of await answersTo(shop, [session, order])) expect(answer).toMatchObject(SHOWN);
});
