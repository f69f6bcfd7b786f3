import { isRailError } from '@railyard/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newCode } from '../../src/buyers/code.ts';
import { mailboxOf } from '../../src/buyers/email.ts';
import { BY_KEY, type Pace, paceAfter, type Rule, TO_MAILBOX, waitFor } from '../../src/buyers/pace.ts';
import { secretOf } from '../../src/buyers/secret.ts';
import { purgeAll } from '../../src/purge.ts';
import { createLatch } from '../latch.ts';
import { like } from '../matchers.ts';
import { EMAIL, MINUTE, openDesk } from './desk.ts';

const INVALID = { code: 'invalid_otp', status: 401 };
const LIMITED = { code: 'rate_limited', status: 429 };

/** Another code than this one. */
const not = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('a code', () => {
  test('has six digits, each code as likely as any other, whatever chance brings', () => {
    const draws = [new Uint8Array([0xff, 0xff, 0xff, 0xff]), new Uint8Array([0, 0, 0, 7])];
    expect(newCode(() => draws.shift() ?? new Uint8Array(4))).toBe('000007');
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes) => {
        let drawn = 0;
        const code = newCode(() => (drawn++ === 0 ? bytes : new Uint8Array(4)));
        expect(code).toMatch(/^\d{6}$/);
      }),
    );
  });

  test('gives a token once, and is nothing then', async () => {
    const { code, verify } = openDesk();
    const mailed = await code();
    const { token, buyer } = await verify(mailed);
    expect(token).toMatch(/^kfb_test_[0-9a-f]{48}$/);
    expect(buyer).toMatch(/^buyer_[0-9a-f]{24}$/);
    await expect(verify(mailed)).rejects.toMatchObject(INVALID);
  });

  test('is good at the fifth try, and not at the sixth', async () => {
    const { code, verify, advance } = openDesk();
    const first = await code();
    for (let wrong = 0; wrong < 4; wrong += 1)
      await expect(verify(not(first))).rejects.toMatchObject(INVALID);
    expect(await verify(first)).toMatchObject({ replayed: false });

    advance(MINUTE);
    const second = await code();
    for (let wrong = 0; wrong < 5; wrong += 1)
      await expect(verify(not(second))).rejects.toMatchObject(INVALID);
    await expect(verify(second)).rejects.toMatchObject(INVALID);
  });

  test('is good for ten minutes, to the millisecond', async () => {
    const { code, verify, advance } = openDesk();
    const first = await code();
    advance(10 * MINUTE - 1);
    await verify(first);
    const second = await code();
    advance(10 * MINUTE);
    await expect(verify(second)).rejects.toMatchObject(INVALID);
  });

  test('takes the place of the one before', async () => {
    const { code, verify, advance } = openDesk();
    const first = await code();
    advance(MINUTE);
    const second = await code();
    expect(second).not.toBe(first);
    await expect(verify(first)).rejects.toMatchObject(INVALID);
    expect(await verify(second)).toMatchObject({ replayed: false });
  });

  test('is good for its own address and tenant alone, in whatever case the domain is written', async () => {
    const { code, verify } = openDesk();
    const mailed = await code();
    await expect(verify(mailed, { email: 'bob@example.com' })).rejects.toMatchObject(INVALID);
    await expect(verify(mailed, { email: 'Ann@example.com' })).rejects.toMatchObject(INVALID);
    await expect(verify(mailed, { tenant: 'other' })).rejects.toMatchObject(INVALID);
    await verify(mailed, { email: ' ann@EXAMPLE.com ' });
  });

  test('is used up by one of two who show it at the same moment', async () => {
    const { code, verify } = openDesk();
    const mailed = await code();
    const both = await Promise.allSettled([verify(mailed), verify(mailed)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

function codeOf(error: unknown): unknown {
  return isRailError(error) ? error.code : error;
}

type Move =
  | { readonly do: 'ask' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'show'; readonly which: number }
  | { readonly do: 'guess' };

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.constant<Move>({ do: 'ask' }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 11 * MINUTE }) }),
  fc.record({ do: fc.constant('show' as const), which: fc.nat({ max: 3 }) }),
  fc.constant<Move>({ do: 'guess' }),
);

test('no history makes a code valid twice, after five wrong tries, after ten minutes, or after a newer one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 60 }), async (moves) => {
      const { code, verify, advance } = openDesk();
      const sent: { code: string; at: number; wrong: number; used: boolean }[] = [];
      let now = 0;
      for (const one of moves) {
        if (one.do === 'wait') {
          advance(one.ms);
          now += one.ms;
          continue;
        }
        if (one.do === 'ask') {
          const mailed = await code().catch(() => null);
          if (mailed !== null) sent.push({ code: mailed, at: now, wrong: 0, used: false });
          continue;
        }
        const newest = sent.at(-1);
        const shown = one.do === 'show' ? sent.at(-1 - one.which)?.code : newest && not(newest.code);
        if (shown === undefined) continue;
        const isGood =
          newest !== undefined &&
          shown === newest.code &&
          !newest.used &&
          newest.wrong < 5 &&
          now - newest.at < 10 * MINUTE;
        const outcome = await verify(shown).then(() => 'token', codeOf);
        if (outcome === 'rate_limited') return;
        expect(outcome).toBe(isGood ? 'token' : 'invalid_otp');
        if (newest && isGood) newest.used = true;
        else if (newest) newest.wrong += 1;
      }
    }),
    { numRuns: 300 },
  );
});

describe('codes are mailed', () => {
  test('to one mailbox once a minute, five times an hour and ten times a day, however it is spelled', async () => {
    const { code, inbox, advance } = openDesk();
    await code();
    const again = code('Ann+shop@Example.com', { principal: 'key_2' });
    await expect(again).rejects.toMatchObject({ code: 'rate_limited', extras: { retryAfter: 60 } });
    const mailed: number[] = [];
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      advance(MINUTE);
      await code(`ann+${minute}@example.com`, { principal: `key_${minute}` }).catch(() => {});
      mailed.push(inbox.received().length);
    }
    expect([mailed[0], mailed[58], mailed[59], mailed[1438], mailed[1439]]).toEqual([2, 5, 6, 10, 11]);
    expect(await code('bob@example.com')).toMatch(/^\d{6}$/);
  });

  test('for one API key sixty times an hour, to whomever', async () => {
    const { code, advance } = openDesk();
    for (let one = 0; one < 60; one += 1) await code(`buyer${one}@example.com`);
    await expect(code('another@example.com')).rejects.toMatchObject(LIMITED);
    await code('another@example.com', { principal: 'key_2' });
    advance(60 * MINUTE);
    await code('still@example.com');
  });

  test('never in vain: who asks too often leaves the code that is good', async () => {
    const { code, verify } = openDesk();
    const mailed = await code();
    await expect(code()).rejects.toMatchObject(LIMITED);
    await verify(mailed);
  });

  test('without a word of whoever asks in them', async () => {
    const { code, inbox } = openDesk();
    await code(EMAIL, { name: 'Visit evil.example now' });
    expect(inbox.received()[0]).toMatchObject({ to: EMAIL });
    expect(JSON.stringify(inbox.received())).not.toContain('evil');
  });
});

test('an API key that guesses is stopped, whomever it guesses for, and the codes stay good for others', async () => {
  const { code, verify } = openDesk();
  const mailed = await code('bob@example.com', { principal: 'key_2' });
  for (let guess = 0; guess < 60; guess += 1) {
    await expect(verify('123456', { email: `buyer${guess}@example.com` })).rejects.toMatchObject(INVALID);
  }
  await expect(verify(mailed, { email: 'bob@example.com' })).rejects.toMatchObject(LIMITED);
  await verify(mailed, { email: 'bob@example.com', principal: 'key_2' });
});

describe('the same request again', () => {
  test('mails no second code, and gives the same token', async () => {
    const { code, verify, inbox } = openDesk();
    const mailed = await code(EMAIL, { key: 'k' });
    expect(await code(EMAIL, { key: 'k' })).toBe(mailed);
    expect(inbox.received()).toHaveLength(1);
    const first = await verify(mailed, { key: 'v' });
    expect(await verify(mailed, { key: 'v' })).toEqual({ ...first, replayed: true });
  });

  test('with other contents is a conflict, and under another API key another request', async () => {
    const { code, verify } = openDesk();
    const mailed = await code(EMAIL, { key: 'k' });
    const conflict = { code: 'idempotency_conflict' };
    await expect(code('bob@example.com', { key: 'k' })).rejects.toMatchObject(conflict);
    await code('bob@example.com', { key: 'k', principal: 'key_2' });
    await verify(mailed, { key: 'v' });
    await expect(verify(not(mailed), { key: 'v' })).rejects.toMatchObject(conflict);
    await expect(verify(mailed, { key: 'v', principal: 'key_2' })).rejects.toMatchObject(INVALID);
  });

  test('can mail a code when the mail server did not take the first one', async () => {
    let down = true;
    const { code, verify, advance } = openDesk((inbox) => ({
      send: (message) => (down ? Promise.reject(new Error('down')) : inbox.send(message)),
    }));
    await expect(code(EMAIL, { key: 'k' })).rejects.toThrow('down');
    await expect(code(EMAIL, { key: 'k' })).rejects.toMatchObject(LIMITED);
    down = false;
    advance(MINUTE);
    await verify(await code(EMAIL, { key: 'k' }));
  });

  test('waits for the mail that is being sent', async () => {
    const sending = createLatch();
    const { code } = openDesk((inbox) => ({
      async send(message) {
        await sending.opened;
        await inbox.send(message);
      },
    }));
    const first = code(EMAIL, { key: 'k' });
    await expect(code(EMAIL, { key: 'k' })).rejects.toMatchObject({ code: 'idempotency_in_flight' });
    sending.open();
    await first;
    await code(EMAIL, { key: 'k' });
  });
});

test('where no mail is sent, nobody is told to try again', async () => {
  const { code } = openDesk(() => null);
  const refusal = await code().catch((error: unknown) => (isRailError(error) ? error.toProblem() : null));
  expect(refusal).toMatchObject({ error: 'upstream_unavailable', next_action: like(/e-mail of the buyer/) });
  expect(refusal).not.toHaveProperty('retryable');
});

test('a name comes with the code, from the API key that told it, and one that is saved stays', async () => {
  const { code, verify, buyers, advance } = openDesk();
  const nameOf = async (token: string) => (await buyers.find('demo', token))?.name;
  await code(EMAIL, { name: 'Ann' });
  advance(MINUTE);
  const ann = await verify(await code());
  expect(await nameOf(ann.token)).toBe('Ann');
  advance(MINUTE);
  await verify(await code(EMAIL, { name: 'Somebody' }));
  expect(await nameOf(ann.token)).toBe('Ann');

  await code('bob@example.com', { name: 'A stranger’s joke', principal: 'key_2' });
  advance(MINUTE);
  const bob = await verify(await code('bob@example.com'), { email: 'bob@example.com' });
  expect(await nameOf(bob.token)).toBeNull();
});

describe('tokens', () => {
  test('stand for their buyer, all of them, in their own tenant alone', async () => {
    const { code, verify, buyers, advance } = openDesk();
    const first = await verify(await code());
    advance(MINUTE);
    const second = await verify(await code());
    expect(first.token).not.toBe(second.token);
    for (const { token } of [first, second]) {
      expect(await buyers.find('demo', token)).toMatchObject({ email: EMAIL, tenant: 'demo' });
      expect(await buyers.find('other', token)).toBeNull();
    }
  });

  test('are nothing when anything about them is other', async () => {
    const { code, verify, buyers } = openDesk();
    const { token } = await verify(await code());
    const others = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.nat({ max: token.length - 1 }).map((at) => token.slice(0, at)),
    );
    await fc.assert(
      fc.asyncProperty(others, async (other) => {
        expect(await buyers.find('demo', other)).toBeNull();
      }),
    );
    expect(await buyers.find('demo', `${token}0`)).toBeNull();
    expect(await buyers.find('demo', token.replace('test', 'live'))).toBeNull();
    expect(await buyers.find('demo', `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`)).toBeNull();
  });

  test('and codes are in no record, in clear or under a hash that could be tried out', async () => {
    const { code, verify, store } = openDesk();
    const first = await code(EMAIL, { key: 'k' });
    const before = JSON.stringify(store.held());
    const { token } = await verify(first, { key: 'v' });
    const after = JSON.stringify(store.held());
    expect(before).toContain('code:buyer_');
    expect(after).toContain('token:');
    expect([before.includes(first), after.includes(first), after.includes(token.slice(9))]).toEqual([
      false,
      false,
      false,
    ]);
    const other = secretOf('another secret');
    expect(before).not.toContain(other.hash('code', before.match(/buyer_\w{24}/)?.[0] ?? '', first));
  });

  test('tell a tenant nothing of another’s: one address is two buyers', async () => {
    const { code, verify } = openDesk();
    const here = await verify(await code());
    const there = await verify(await code(EMAIL, { tenant: 'other' }), { tenant: 'other' });
    expect(here.buyer).not.toBe(there.buyer);
  });
});

test('what is counted, mailed or asked is dropped when its time is over; a buyer stays', async () => {
  const { code, verify, store, advance } = openDesk();
  await verify(await code(EMAIL, { key: 'k' }), { key: 'v' });
  await code('bob@example.com');
  advance(4 * 24 * 60 * MINUTE);
  await purgeAll(store, () => {});
  const kept = store.held().map(({ space, key }) => `${space} ${key.split(/[:_]/)[0]}`);
  expect(kept.toSorted()).toEqual(['buyer buyer', 'buyer token']);
});

describe('the pace', () => {
  const times = fc.array(fc.integer({ min: 0, max: 40 * 60 * MINUTE }), { maxLength: 400 });
  test.each([
    ['to a mailbox', TO_MAILBOX],
    ['by an API key', BY_KEY],
  ] as const)('%s holds in every window, and lets through whoever waits as long as told', (_, rules) => {
    fc.assert(
      fc.property(times, (asked) => {
        let pace: Pace | null = null;
        const passed: number[] = [];
        for (const now of asked.toSorted((one, other) => one - other)) {
          const wait = waitFor(pace, rules, now);
          expect(waitFor(pace, rules, now + wait)).toBe(0);
          if (wait > 0) continue;
          pace = paceAfter(pace, rules, now);
          passed.push(now);
        }
        const isKept = ({ most, within }: Rule): boolean =>
          passed.every((time, at) => time - (passed[at - most] ?? -Infinity) >= within);
        expect(rules.map(isKept)).toEqual(rules.map(() => true));
      }),
    );
  });
});

test.each([
  ['Ann+shop@Example.com', 'ann@example.com'],
  ['+@example.com', '+@example.com'],
  ['a+b+c@x.org', 'a@x.org'],
])('the mailbox of %s is %s', (email, mailbox) => {
  expect(mailboxOf(email)).toBe(mailbox);
});
