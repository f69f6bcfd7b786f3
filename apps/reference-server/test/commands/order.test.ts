import { reconcile } from '@railyard/core/operator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storedShipments } from '../../src/shipments.ts';
import { type FakeProvider, fakeProvider, fakeRail, paid } from '../fake-rail.ts';
import { like } from '../matchers.ts';
import { payFor, railsFrom } from '../shop.ts';
import { type Desk, openDesk } from './desk.ts';

let desk: Desk;
/** A paid order that nobody refunds. */
let settled: string;
/** What the provider was asked to give back, in minor units. */
const given: number[] = [];
beforeAll(async () => {
  const rail = fakeRail(provider);
  const refunding: typeof rail = {
    ...rail,
    async refund(_, { id, amount }) {
      if (id === failing) return { state: 'failed', reason: 'closed' };
      given.push(amount.amount);
      return { state: 'refunded', reference: `back_${given.length}` };
    },
  };
  desk = await openDesk(() => ({
    rails: railsFrom(() => [{ rail: refunding, account: 'one', active: true }]),
  }));
  settled = await paidOrder();
});
afterAll(() => desk.close());

const provider = fakeProvider();
const pays: FakeProvider['answer'] = ({ total }, token) => paid(total, token);
const declines: FakeProvider['answer'] = () => {
  return { state: 'declined', reason: 'no_funds', evidence: 'provider_state' };
};
let failing = '';

const order = (...args: readonly string[]): Promise<string> => desk.run('order', ...args);
const refund = async (...args: readonly string[]) =>
  JSON.parse(await order('refund', ...args, '--reason', 'broken', '--json')) as Refunded;
interface Refunded {
  readonly refund_id: string;
  readonly state: string;
}

/** Lets the background work of a server do what is due. */
const work = () => reconcile(desk.shop.server.checkout);

let count = 0;
async function paidOrder(seller = 'acme', variant = 'var_stove'): Promise<string> {
  const cart = await desk.shop.readyCart({}, { seller, variant });
  count += 1;
  const { body } = await payFor(desk.shop, cart, `tok_${count}`, `key_${count}`);
  return String(body.order_id);
}

describe('railyard order', () => {
  test('shows an order by its id or its cart: what was bought, where it goes and how it was paid', async () => {
    const id = await paidOrder();
    const text = await order('show', id);
    for (const line of [
      `Order     ${id}`,
      'State     paid',
      'Item      1 × Stove (var_stove) at 44.99 usd',
      'Total     49.99 usd',
      'Ship to   Ada Lovelace, 12 Analytical Way, Lincoln, NE, 68508, US',
      'Parcel    -',
    ])
      expect(text).toContain(line);
    expect(text).toMatch(/^Paid {6}49\.99 usd, \d{4}-\d\d-\d\dT[\d:]{8}Z on fake, tok_\d+$/m);
    expect(text).toMatch(/^fake {6}paid /m);

    await storedShipments(desk.shop.store).save('demo', id, {
      status: 'shipped',
      carrier: 'UPS',
      trackingNumber: '1Z',
    });
    expect(await order('show', id)).toContain('Parcel    shipped UPS 1Z');
    const shape = JSON.parse(await order('show', id, '--json')) as Record<string, unknown>;
    expect(shape).toMatchObject({
      order_id: id,
      cart_id: like(/^cart_/),
      state: 'paid',
      seller: 'acme',
      currency: 'usd',
      total: 4999,
      delivery_fee: 500,
      items: [{ variant_id: 'var_stove', quantity: 1, price: 4499 }],
      shipping_address: { postal_code: '68508' },
      payment_rail: 'fake',
      paid_at: like(/Z$/),
      attempts: [{ payment_rail: 'fake', account: 'one', state: 'paid', in_doubt_since: null }],
      refunds: [],
      shipment: { status: 'shipped', carrier: 'UPS', tracking_number: '1Z' },
    });
    expect(JSON.parse(await order('show', String(shape.cart_id), '--json'))).toEqual(shape);
  });

  test('lists what was tried, the newest first, by state and by seller, and no other tenant’s', async () => {
    const { shop } = desk;
    const [other, acme] = [await paidOrder('closed', 'var_vase'), await paidOrder()];
    provider.answer = declines;
    const declined = await shop.readyCart();
    await payFor(shop, declined, 'tok_no', 'key_no');
    provider.answer = pays;
    await shop.readyCart();

    const ids = async (...args: readonly string[]) =>
      (
        JSON.parse(await order('list', '--json', ...args)) as readonly { order_id: string; cart_id: string }[]
      ).map(({ order_id }) => order_id);
    const all = await ids();
    expect(all.slice(1, 3)).toEqual([acme, other]);
    expect(all[0]).toContain(declined.replace('cart_', ''));
    expect(await ids('--limit', '2')).toEqual(all.slice(0, 2));
    expect(await ids('--state', 'declined')).toEqual(all.slice(0, 1));
    expect(await ids('--seller', 'closed')).toEqual([other]);
    expect(await ids('--tenant', 'other')).toEqual([]);
    expect(await order('list', '--state', 'case')).toBe('There is no such order.');
    expect(await order('list')).toMatch(
      new RegExp(`^${acme} +paid +49.99 usd +- +fake +acme +\\d{4}-[-\\dT:]+Z$`, 'm'),
    );
  });

  test('refunds an order or a part of it, which a server does, once', async () => {
    const id = await paidOrder();
    given.length = 0;
    const told = await order('refund', id, '--amount', '1000', '--reason', 'broken');
    expect(told).toMatch(/^refund_\S+ +10.00 usd +pending +- +-$/m);
    expect(told).toContain('A server on this database asks the provider for it.');
    expect(given).toEqual([]);
    const again = await order('refund', id, '--amount', '1000', '--reason', 'broken');
    expect(again).toContain('It was asked for before, and is made once.');
    await expect(refund(id)).rejects.toThrow('Another refund of this order has not ended yet.');
    await work();
    expect(given).toEqual([1000]);

    const rest = await refund(id);
    await work();
    expect(given).toEqual([1000, 3999]);
    expect(await refund(id)).toMatchObject({ refund_id: rest.refund_id, state: 'refunded' });
    await expect(refund(id, '--key', 'more')).rejects.toThrow('Of this order 0 usd can be given back.');
    expect(await order('show', id)).toMatch(/^refund_\S+ +39.99 usd +refunded +back_2 +-$/m);
    expect(await order('list')).toMatch(new RegExp(`^${id} +paid +49.99 usd +49.99 usd +fake`, 'm'));
  });

  test('says that a refund failed, and makes another under another key', async () => {
    const id = await paidOrder();
    given.length = 0;
    failing = (await refund(id)).refund_id;
    await work();
    expect(await order('refund', id, '--reason', 'broken')).toContain(
      'Nothing went back. Ask anew under another --key.',
    );
    expect(await order('list', '--state', 'case')).toContain(id);
    await refund(id, '--key', 'second');
    await work();
    expect(given).toEqual([4999]);
  });

  test.each([
    [['show'], 'Nothing is named.'],
    [['show', 'order_none_1'], 'Nobody has tried to pay an order "order_none_1" of the tenant "demo".'],
    [['show', ''], 'Nobody has tried to pay an order ""'],
    [['show', 'PAID', '--tenant', 'other'], 'of the tenant "other". See: railyard order list.'],
    [['show', 'PAID', '--tenant', 'a:b'], 'A tenant id holds no colon.'],
    [['list', '--state', 'done'], '--state: Write one of paid, case,'],
    [['list', '--limit', '0'], '--limit: Write a whole number from 1 to 10000.'],
    [['list', '--limit', 'all'], '--limit: Write a whole number from 1 to 10000.'],
    [['list', '--seller', 'a b'], '--seller: Write letters, digits,'],
    [['refund', 'PAID'], '--reason: Write a few words.'],
    [['refund', 'PAID', '--reason', ' '], '--reason: Write a few words.'],
    [
      ['refund', 'PAID', '--reason', 'r', '--amount', '0'],
      '--amount: Write a whole number of minor units from 1',
    ],
    [['refund', 'PAID', '--reason', 'r', '--amount', '1.5'], '--amount: Write a whole number of minor units'],
    [['refund', 'PAID', '--reason', 'r', '--amount=-5'], '--amount: Write a whole number of minor units'],
    [['refund', 'PAID', '--reason', 'r', '--amount', '5000'], 'Of this order 4999 usd can be given back.'],
    [['refund', 'PAID', '--reason', 'r', '--tenant', 'other'], 'of the tenant "other"'],
    [['refund', 'order_none_1', '--reason', 'r'], 'Nobody has tried to pay an order "order_none_1"'],
    [['ship', 'PAID'], 'There is no action "ship".'],
  ])('refuses what it cannot read, and gives nothing back: %j', async (args, sentence) => {
    const before = await order('list');
    await expect(order(...args.map((arg) => (arg === 'PAID' ? settled : arg)))).rejects.toThrow(sentence);
    expect(await order('list')).toBe(before);
  });

  test('refunds nothing that was not paid', async () => {
    provider.answer = declines;
    const cart = await desk.shop.readyCart();
    await payFor(desk.shop, cart, 'tok_unpaid', 'key_unpaid');
    provider.answer = pays;
    await expect(refund(cart)).rejects.toThrow(/^There is no order "order_/);
  });

  test('shows nothing that steers a terminal', async () => {
    provider.answer = ({ total }) => paid(total, 'ref\u001b[31m');
    const id = await paidOrder();
    provider.answer = pays;
    expect(await order('show', id)).toContain('ref\uFFFD[31m');
  });

  test('says how it is used', async () => {
    expect(await order()).toMatch(/^railyard order list /);
    expect(await order('refund', '--help')).toContain('--amount 1000');
  });
});
