import type { JsonObject } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import type { Ask } from '../src/client/ask.ts';
import { spentWith } from '../src/client/spending.ts';
import { beyond, hasReturned, NOTHING, type Spent } from '../src/spent.ts';

const AUTHORIZATION = {
  object: 'issuing.authorization',
  id: 'iauth_1',
  amount: 0,
  currency: 'usd',
  approved: true,
  status: 'closed',
  request_history: [{ approved: true, amount: 4_000 }],
};
const CAPTURE = {
  object: 'issuing.transaction',
  id: 'ipi_1',
  card: 'ic_1',
  amount: -4_000,
  currency: 'usd',
  type: 'capture',
  authorization: 'iauth_1',
};

/** Stripe, of whose card these are all. */
function listing(authorizations: readonly JsonObject[], transactions: readonly JsonObject[]): Ask {
  const get: Ask['get'] = async (path) => ({
    body: { data: [...(path === '/authorizations' ? authorizations : transactions)], has_more: false },
  });
  return { get, post: get };
}

describe('what was spent with a card', () => {
  it('is what was captured of what was granted', async () => {
    expect(await spentWith(listing([AUTHORIZATION], [CAPTURE]), ['ic_1'])).toEqual({
      taken: 4_000,
      returned: 0,
      trifles: 0,
      lapsed: 0,
      captured: 4_000,
    });
  });

  it.each([
    ['that names no authorization', null],
    ['that names one that is not listed', 'iauth_2'],
    ['that names one that was declined', 'iauth_3'],
  ])('is also a capture %s', async (_, authorization) => {
    const declined = {
      ...AUTHORIZATION,
      id: 'iauth_3',
      approved: false,
      request_history: [{ approved: false, amount: 999 }],
    };
    const forced = { ...CAPTURE, id: 'ipi_2', amount: -999, authorization };
    const ask = listing([AUTHORIZATION, declined], [CAPTURE, forced]);
    expect(await spentWith(ask, ['ic_1'])).toMatchObject({ taken: 4_999, returned: 0, captured: 4_999 });
  });

  it('is a trifle while no more than one unit of money is held of which nothing was captured', async () => {
    const held = { ...AUTHORIZATION, status: 'pending', amount: 100 };
    const asked = { ...held, request_history: [{ approved: true, amount: 100 }] };
    expect(await spentWith(listing([asked], []), ['ic_1'])).toMatchObject({ taken: 100, trifles: 100 });
    const captured = { ...CAPTURE, amount: -100 };
    expect(await spentWith(listing([asked], [captured]), ['ic_1'])).toMatchObject({ trifles: 0 });
    const more = { ...asked, amount: 101 };
    expect(await spentWith(listing([more], []), ['ic_1'])).toMatchObject({ taken: 101, trifles: 0 });
    const over = { ...asked, status: 'expired', amount: 0 };
    expect(await spentWith(listing([over], []), ['ic_1'])).toMatchObject({
      taken: 100,
      returned: 100,
      trifles: 0,
      lapsed: 100,
    });
  });
});

describe('what a merchant has beyond a purchase of 49.99', () => {
  const spent = { ...NOTHING, captured: 4_999 };
  it.each<[string, Partial<Spent>, number, number?]>([
    ['nothing, as a trial of the card has lapsed', { taken: 5_099, returned: 100, lapsed: 100 }, 0],
    ['nothing, as a trial of the card is held', { taken: 5_099, trifles: 100 }, 0],
    ['what was taken on top', { taken: 5_499 }, 500],
    ['that also once the purchase has come back', { taken: 5_499, returned: 4_999 }, 500],
    ['nothing once all has', { taken: 5_499, returned: 5_499 }, 0],
    ['nothing, as what was taken on top came back before', { taken: 5_499, returned: 500 }, 0, 500],
    ['all that was taken after the purchase came back', { taken: 9_998, returned: 4_999 }, 4_999],
  ])('is %s', (_, part, more, before = 0) => {
    expect(beyond({ ...spent, ...part }, 4_999, before)).toBe(more);
  });

  it('counts a trial of the card for a purchase that is no more than one', () => {
    const part = { ...NOTHING, taken: 80, returned: 80, lapsed: 80 };
    expect(hasReturned(part, 80, 0)).toBe(true);
    expect(hasReturned(part, 4_999, 0)).toBe(false);
  });

  it('is nothing to wait for where all had come back before', () => {
    const part = { ...NOTHING, taken: 4_999, returned: 4_999 };
    expect(hasReturned(part, 4_999, 4_999)).toBe(true);
  });
});
