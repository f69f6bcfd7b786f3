import { describe, expect, test } from 'vitest';
import { EMAIL } from './desk.ts';
import { BUYERS, openTimedShop, type TimedShop, verified } from './shop.ts';

/** What can be seen of an answer and of the work behind it, but for ids, codes and the address itself. */
async function traceOf({ call, inbox, touched }: TimedShop, path: string, body: { readonly email: string }) {
  touched.length = 0;
  const before = inbox.received().length;
  const { status, headers, text } = await call('POST', path, { body });
  const { 'x-request-id': _, ...told } = Object.fromEntries(headers);
  const letters = inbox.received().slice(0, inbox.received().length - before);
  return [status, told, text, touched, letters.map((letter) => JSON.stringify({ ...letter, at: 0 }))]
    .map((part) => JSON.stringify(part))
    .join('\n')
    .replaceAll(body.email, 'EMAIL')
    .replaceAll(/buyer_[0-9a-f]{24}/g, 'BUYER')
    .replaceAll(/\b\d{6}\b/g, 'CODE');
}

describe('who is a buyer', () => {
  test.each([
    ['registering', BUYERS, { name: 'Ann' }],
    ['asking for a code', `${BUYERS}/code`, {}],
  ])('cannot be told by %s: the answer, the work and the mail are the same', async (_, path, more) => {
    const shop = await openTimedShop();
    await verified(shop, 'known@example.com');
    shop.advance(60_000);
    const known = await traceOf(shop, path, { email: 'known@example.com', ...more });
    shop.advance(60_000);
    const unknown = await traceOf(shop, path, { email: 'unknown@example.com', ...more });
    expect(unknown).toBe(known);
    expect(known).toContain('write buyer_code code');
    expect(known).toContain('Your code is CODE');
    expect(known).not.toContain('read buyer ');
  });

  test('cannot be told by the id either, which an address has before it has ever registered', async () => {
    const shop = await openTimedShop();
    const ask = async () => (await shop.call('POST', `${BUYERS}/code`, { body: { email: EMAIL } })).body;
    const before = await ask();
    shop.advance(60_000);
    await verified(shop);
    shop.advance(60_000);
    expect(await ask()).toEqual(before);
  });

  test('cannot be told by a code that is wrong', async () => {
    const shop = await openTimedShop();
    await verified(shop, 'known@example.com');
    const wrong = { code: '000000' };
    const known = await traceOf(shop, `${BUYERS}/verify`, { email: 'known@example.com', ...wrong });
    const unknown = await traceOf(shop, `${BUYERS}/verify`, { email: 'unknown@example.com', ...wrong });
    expect(unknown).toBe(known);
  });
});
