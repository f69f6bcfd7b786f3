import { reconcile } from '@railyard/core/operator';
import getPort from 'get-port';
import { expect, test } from 'vitest';
import { smtpMail } from '../../src/mail/smtp.ts';
import { openShop } from '../shop.ts';
import { codeIn, EMAIL } from './desk.ts';
import { BUYERS, buy, LINK, ordersOf, profileOf, verified } from './shop.ts';

test('no code and no token is in the log, or in any answer but the one that it is for', async () => {
  const shop = await openShop();
  const { call, inbox, logged } = shop;
  await call('POST', BUYERS, { body: { email: EMAIL, name: 'Ann Lee' } });
  const code = codeIn(inbox);
  const given = await call('POST', `${BUYERS}/verify`, { key: 'v', body: { email: EMAIL, code } });
  const token = String(given.body.buyer_token);
  const seen = [
    await call('POST', `${BUYERS}/verify`, { body: { email: EMAIL, code } }),
    await call('POST', `${BUYERS}/verify`, { key: 'v', body: { email: EMAIL, code: '000000' } }),
    await call('POST', `${BUYERS}/verify`, { body: { email: EMAIL, code: `${code}0`, token } }),
    await profileOf(shop, token),
    await profileOf(shop, `${token}0`),
    await call('GET', '/api/agent/buyer', {
      headers: { 'x-buyer-token': token, authorization: `Bearer ${token}` },
    }),
    await call('POST', LINK, { body: { cart_id: await shop.readyCart(), buyer_token: token } }),
    await call('POST', LINK, { body: { cart_id: 'none', buyer_token: token } }),
    await call('POST', LINK, { body: { cart_id: 'none', buyer_token: { token } } }),
    await call('POST', LINK, { body: `{"buyer_token":"${token}"` }),
  ];
  await buy(shop, token, 'one');
  await reconcile(shop.server.checkout);
  seen.push(await ordersOf(shop, token));
  const text = [
    ...logged,
    ...seen.map((answer) => `${JSON.stringify([...answer.headers])} ${answer.text}`),
  ].join('\n');
  expect(text).toContain('order.paid');
  expect([text.includes(token.slice(9)), text.includes(code), logged.join().includes(EMAIL)]).toEqual([
    false,
    false,
    false,
  ]);
});

test('two servers on one store know the same buyers, when they share the secret', async () => {
  const shop = await openShop();
  const token = await verified(shop);
  const other = await openShop({ store: shop.store });
  expect((await profileOf(other, token, { apiKey: shop.keys.network })).status).toBe(200);
});

test('mail that cannot be sent is an error without the address, and the log says which kind', async () => {
  const mail = smtpMail({ url: `smtp://127.0.0.1:${await getPort()}`, from: 'shop@example.com' });
  const shop = await openShop({ buyers: { secret: 'a secret', mail } });
  const { status, body, text } = await shop.call('POST', `${BUYERS}/code`, { body: { email: EMAIL } });
  expect([status, body.error, body.retryable]).toEqual([503, 'upstream_unavailable', true]);
  expect(text + shop.logged.join()).not.toContain(EMAIL);
  expect(shop.logged.join()).toContain('did not take the mail (E');
});
