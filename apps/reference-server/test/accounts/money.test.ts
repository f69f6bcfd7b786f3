import { type RefundCall, refundOrder } from '@railyard/core/operator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storedSellers } from '../../src/sellers.ts';
import { credentialFor } from '../cards/payer.ts';
import { type AccountShop, openAccountShop, openPage, paidAs, SELLERS } from './shop.ts';

const RAILS = ['stripe-checkout', 'coinbase'] as const;

let shop: AccountShop;
beforeAll(async () => {
  shop = await openAccountShop();
});
afterAll(() => shop.close());

/** The ids of the pages that a merchant has been paid on. */
function paidPages({ stripe, coinbase }: AccountShop['north']): readonly string[] {
  const sessions = stripe.sessions().filter(({ payment_status }) => payment_status === 'paid');
  const checkouts = coinbase.checkouts().filter(({ status }) => status === 'COMPLETED');
  return [...sessions, ...checkouts].map(({ id }) => id);
}

/** The amounts that a merchant has given back. */
function givenBack({ stripe, coinbase }: AccountShop['north']): number {
  return stripe.refunds().length + coinbase.checkouts().flatMap(({ refunds }) => refunds ?? []).length;
}

describe('S1.26 two sellers with an account each', () => {
  test.each(RAILS)('are each paid and give back on their own page of %s', async (rail) => {
    const { north, south } = shop;
    const before = [north, south].map(givenBack);
    for (const [seller, own, other] of [
      ['acme', north, south],
      ['west', south, north],
    ] as const) {
      const { cart, session } = await openPage(shop, seller, rail);
      (rail === 'coinbase' ? own.coinbase : own.stripe).visit(session, 'pay');
      await shop.ring();
      const order = await orderOf(cart);
      expect(order.state).toBe('paid');
      expect(paidPages(own)).toContain(session);
      expect(paidPages(other)).not.toContain(session);

      const call: RefundCall = { tenant: 'demo', order: order.id, key: 'r', reason: 'sent back' };
      await refundOrder(shop.server.checkout, call);
    }
    expect([north, south].map(givenBack)).toEqual(before.map((count) => count + 1));
  });

  test('are each paid by card over a challenge of their own', async () => {
    const { north, south } = shop;
    for (const [seller, own, other] of [
      ['acme', north, south],
      ['west', south, north],
    ] as const) {
      const cart = await shop.readyCart({}, SELLERS[seller]);
      const path = `/api/agent/cart/${cart}/checkout`;
      const intents = other.stripe.intents().length;
      const key = `card-${seller}`;
      const challenge = await shop.call('POST', path, { key });
      expect(challenge.text).toContain(own.stripe.facts.profile);
      expect(challenge.text).not.toContain(other.stripe.facts.profile);

      const authorization = credentialFor(challenge, own.stripe.mint({ maxAmount: 4999 }));
      const paid = await shop.call('POST', path, { apiKey: null, key, headers: { authorization } });
      expect(paid.status).toBe(200);
      expect(own.stripe.intents().some(({ id }) => paid.text.includes(id))).toBe(true);
      expect(other.stripe.intents()).toHaveLength(intents);
    }
  });

  test.each(RAILS)('do not hear webhooks of %s that the other’s secret has signed', async (rail) => {
    const { session } = await openPage(shop, 'acme', rail);
    const provider = rail === 'coinbase' ? shop.north.coinbase : shop.north.stripe;
    provider.visit(session, 'pay');
    const rung: Request[] = [];
    await provider.deliver(async (request) => {
      rung.push(request);
      return new Response('{}');
    });
    const statuses = async (name: string): Promise<ReadonlySet<number>> => {
      const url = `https://shop.test/webhooks/${rail}/${name}`;
      const answers = rung.map(async (request) => {
        const { headers } = request;
        const body = await request.clone().text();
        return shop.server.fetch(new Request(url, { method: 'POST', headers, body }));
      });
      return new Set((await Promise.all(answers)).map(({ status }) => status));
    };
    expect(await statuses('south')).toEqual(new Set([400]));
    expect(await statuses('nobody')).toEqual(new Set([404]));
    expect(await statuses('north')).toEqual(new Set([200]));
  });
});

test('a seller of another tenant is not paid on an account by its name, and nobody is told whose it is', async () => {
  const sellers = storedSellers(shop.store);
  const globex = await sellers.find('globex');
  if (globex) await sellers.save({ ...globex, accounts: paidAs('north') });
  const apiKey = shop.keys.otherTenant;
  const at = { seller: 'globex', variant: 'var_globe' };
  const cart = await shop.readyCart({ apiKey }, at);
  const sessions = shop.north.stripe.sessions().length;
  const body = { cart_id: cart, payment_rail: 'stripe-checkout' };
  const link = await shop.call('POST', '/api/agent/payment-link', { apiKey, body });
  expect(link.body.error).toBe('rail_not_active');
  const rails = await shop.call('GET', '/api/agent/rails?seller_handle=globex', { apiKey });
  expect(`${link.text}${rails.text}`).not.toContain('north');
  expect(rails.text).not.toContain('"active":true');
  expect(shop.north.stripe.sessions()).toHaveLength(sessions);
});

async function orderOf(cart: string): Promise<{ readonly id: string; readonly state: string }> {
  const record = await shop.store.get<Stored>('cart', `demo:${cart}`);
  return { id: record?.order?.id ?? '', state: record?.attempts[0]?.state ?? '' };
}

interface Stored {
  readonly order: { readonly id: string } | null;
  readonly attempts: readonly { readonly state: string }[];
}
