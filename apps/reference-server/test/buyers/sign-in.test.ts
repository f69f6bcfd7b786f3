import { describe, expect, test } from 'vitest';
import { EMAIL, MINUTE, openDesk } from './desk.ts';

const SHOWN = { tenant: 'demo', principal: 'web:1', email: EMAIL };

function openPage() {
  const desk = openDesk();
  const ask = () => desk.code(EMAIL, { principal: 'web:1', kind: 'sign_in' });
  return { ...desk, ask, type: (code: string) => desk.buyers.signIn({ ...SHOWN, code }) };
}

describe('a code for signing in', () => {
  test('makes its person known once, and tells them to tell it to nobody', async () => {
    const { ask, type, inbox, buyers } = openPage();
    const code = await ask();
    expect(inbox.received()[0]?.text).toContain('Tell it to nobody');
    const buyer = await type(code);
    expect(buyer).toMatchObject({ tenant: 'demo', email: EMAIL });
    expect(await buyers.read(buyer.id)).toEqual(buyer);
    await expect(type(code)).rejects.toMatchObject({ code: 'invalid_otp' });
  });

  test('is no code that an agent can show, nor the other way round', async () => {
    const { ask, type, verify, code, advance } = openPage();
    await expect(verify(await ask())).rejects.toMatchObject({ code: 'invalid_otp' });
    advance(MINUTE);
    await expect(type(await code())).rejects.toMatchObject({ code: 'invalid_otp' });
  });

  test('is good for ten minutes and five tries', async () => {
    const { ask, type, advance } = openPage();
    const late = await ask();
    advance(10 * MINUTE);
    await expect(type(late)).rejects.toMatchObject({ code: 'invalid_otp' });
    const tried = await ask();
    const wrong = tried === '000000' ? '000001' : '000000';
    for (let tries = 0; tries < 5; tries += 1) await expect(type(wrong)).rejects.toThrow('good now');
    await expect(type(tried)).rejects.toMatchObject({ code: 'invalid_otp' });
  });

  test('counts with the other letters to its mailbox', async () => {
    const { ask, code } = openPage();
    await code();
    await expect(ask()).rejects.toMatchObject({ code: 'rate_limited' });
  });
});
