import type { JsonObject } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import type { Ask } from '../src/client/ask.ts';
import { cardsBearing } from '../src/client/cards.ts';

const AMONG = { cardholder: 'ich_1', created: { gte: 1, lte: 2 } };

/** Cards of other attempts, with one of `att_1` behind them all. */
function crowdOf(size: number): readonly JsonObject[] {
  return Array.from({ length: size }, (_, at) => ({
    object: 'issuing.card',
    id: `ic_${at}`,
    last4: '4242',
    status: 'active',
    metadata: { railyard_attempt: at === size - 1 ? 'att_1' : `att_other_${at}` },
  }));
}

/** Stripe, with these cards in this order; `silentAfter` so many pages it says nothing any more. */
function listing(cards: readonly JsonObject[], silentAfter = Number.POSITIVE_INFINITY): Ask {
  let pages = 0;
  const get: Ask['get'] = async (_, { limit, starting_after: after } = {}) => {
    pages += 1;
    if (pages > silentAfter) return { reason: 'no_answer', fault: null };
    const from = after === undefined ? 0 : cards.findIndex(({ id }) => id === after) + 1;
    const to = from + Number(limit);
    return { body: { data: cards.slice(from, to), has_more: to < cards.length } };
  };
  return { get, post: get };
}

describe('the cards of an attempt', () => {
  it('are found behind any crowd of others', async () => {
    const found = await cardsBearing(listing(crowdOf(2_501)), 'att_1', AMONG);
    expect(found).toMatchObject([{ id: 'ic_2500' }]);
  });

  it('are not known, and never none, when the crowd was not seen to its end', async () => {
    const found = await cardsBearing(listing(crowdOf(2_501), 25), 'att_1', AMONG);
    expect(found).toEqual({ reason: 'no_answer', fault: null });
  });

  it.each([
    ['that says not whether there are more', undefined],
    ['that says there are more, and shows the same again', true],
  ])('are not known from a list %s', async (_, has_more) => {
    const body = { data: crowdOf(1), ...(has_more !== undefined && { has_more }) };
    const get: Ask['get'] = async () => ({ body });
    expect(await cardsBearing({ get, post: get }, 'att_1', AMONG)).toMatchObject({
      reason: 'answer_unreadable',
    });
  });
});
