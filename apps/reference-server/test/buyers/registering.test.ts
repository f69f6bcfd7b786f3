import { describe, expect, test } from 'vitest';
import { like } from '../matchers.ts';
import { openShop } from '../shop.ts';
import { codeIn, EMAIL } from './desk.ts';
import { BUYERS, ordersOf, profileOf, verified } from './shop.ts';

describe('a buyer', () => {
  test('registers, is mailed a code, and is verified with it', async () => {
    const shop = await openShop();
    const asked = await shop.call('POST', BUYERS, { body: { email: ' Ann@Example.COM ', name: 'Ann Lee' } });
    expect(asked.status).toBe(200);
    expect(asked.body).toEqual({
      verification_required: true,
      buyer_profile_id: like(/^buyer_[0-9a-f]{24}$/),
    });
    expect(shop.inbox.received()[0]?.to).toBe('Ann@Example.COM');

    const shown = { email: 'Ann@example.com', code: codeIn(shop.inbox) };
    const { status, body } = await shop.call('POST', `${BUYERS}/verify`, { body: shown });
    expect(status).toBe(200);
    expect(body).toEqual({
      buyer_token: like(/^kfb_test_[0-9a-f]{48}$/),
      buyer_profile_id: asked.body.buyer_profile_id,
    });
    expect((await profileOf(shop, String(body.buyer_token))).body).toEqual({
      buyer_profile_id: asked.body.buyer_profile_id,
      email: 'Ann@example.com',
      name: 'Ann Lee',
      shipping_address: null,
    });
  });

  test('is told of a wrong code what to do, and nothing of why it is wrong', async () => {
    const { call } = await openShop();
    await call('POST', `${BUYERS}/code`, { body: { email: EMAIL } });
    const wrong = { code: '000000' };
    const answers = [
      await call('POST', `${BUYERS}/verify`, { body: { ...wrong, email: EMAIL } }),
      await call('POST', `${BUYERS}/verify`, { body: { ...wrong, email: 'nobody@example.com' } }),
    ];
    expect(answers[0]).toMatchObject({ status: 401, body: { error: 'invalid_otp' } });
    expect(answers[0]?.body.next_action).toContain('newest code');
    expect(answers[1]?.text).toBe(answers[0]?.text);
  });

  test('is told when to ask again', async () => {
    const { call } = await openShop();
    await call('POST', `${BUYERS}/code`, { body: { email: EMAIL } });
    const { status, headers, body } = await call('POST', BUYERS, { body: { email: EMAIL, name: 'Ann' } });
    expect([status, body.error, body.retryable]).toEqual([429, 'rate_limited', true]);
    expect(headers.get('retry-after')).toBe(String(body.retry_after_seconds));
  });

  test.each([
    [BUYERS, { email: 'no address', name: 'Ann' }, 'email'],
    [BUYERS, { email: EMAIL, name: ' ' }, 'name'],
    [BUYERS, { email: EMAIL, name: 'n'.repeat(201) }, 'name'],
    [`${BUYERS}/code`, { email: `${EMAIL},bob@example.com` }, 'email'],
    [`${BUYERS}/verify`, { email: EMAIL, code: '12345' }, 'code'],
    [`${BUYERS}/verify`, { email: EMAIL, code: 123456 }, 'code'],
  ])('is asked for what %s takes: %o', async (path, body, field) => {
    const { call, inbox } = await openShop();
    const answer = await call('POST', path, { body });
    expect([answer.status, answer.body.error]).toEqual([422, 'validation']);
    expect(answer.body.details?.fields).toHaveProperty(field);
    expect(inbox.received()).toEqual([]);
  });

  test('needs an API key with buyer:write to be registered or verified, and with checkout:read to be looked at', async () => {
    const shop = await openShop();
    const { call, keys } = shop;
    for (const path of [BUYERS, `${BUYERS}/code`, `${BUYERS}/verify`]) {
      const { status, body } = await call('POST', path, { apiKey: keys.writeOnly, body: {} });
      expect([status, body.error, body.details]).toEqual([
        403,
        'scope_insufficient',
        { required_scope: 'buyer:write' },
      ]);
    }
    const token = await verified(shop);
    expect((await profileOf(shop, token, { apiKey: keys.readOnly })).status).toBe(200);
    expect((await profileOf(shop, token, { apiKey: keys.writeOnly })).status).toBe(403);
    expect((await ordersOf(shop, token, '', { apiKey: keys.writeOnly })).status).toBe(403);
  });
});
