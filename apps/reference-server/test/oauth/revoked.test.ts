import { expect, test } from 'vitest';
import { credentialFor } from '../cards/payer.ts';
import { openCardShop } from '../cards/shop.ts';
import { post } from './endpoints.ts';
import { connect, OAUTH } from './shop.ts';

const checkout = (cart: string): string => `/api/agent/cart/${cart}/checkout`;

test('a payment that stands in for a client that was revoked begins nothing more, and is told to the end what it has begun', async () => {
  const shop = await openCardShop({ oauth: OAUTH });
  const { memory } = await connect(shop);
  const apiKey = memory.kept?.access_token ?? '';
  const pay = (cart: string, authorization: string) =>
    shop.call('POST', checkout(cart), { key: cart, apiKey: null, headers: { authorization } });
  const token = (): string => shop.stripe.mint({ maxAmount: 4999 });
  const ask = (cart: string) => shop.call('POST', checkout(cart), { apiKey, key: cart });
  const ready = () => shop.readyCart({ apiKey });
  const [done, raw, standard] = [await ready(), await ready(), await ready()];
  for (const cart of [done, raw]) await ask(cart);
  const asked = await ask(standard);
  const first = `Payment ${token()}`;
  const paid = await pay(done, first);
  expect(paid.status).toBe(200);

  const form = { client_id: memory.client?.client_id ?? '', token: memory.kept?.refresh_token ?? '' };
  await post(shop, 'revoke', form);
  const before = shop.stripe.calls().length;
  const refused = [await pay(raw, `Payment ${token()}`), await pay(standard, credentialFor(asked, token()))];
  for (const { status, body } of refused) {
    expect([status, body.error]).toEqual([401, 'invalid_api_key']);
    expect(body.message).toBe('Nothing here tells whose payment this is.');
  }
  expect((await pay(done, first)).text).toBe(paid.text);
  expect(shop.stripe.calls()).toHaveLength(before);
});
