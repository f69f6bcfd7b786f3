import { describe, expect, it } from 'vitest';
import { broken, checkout, completed, failure, json, list, type Reply, refundObject } from './answers.ts';
import { askedOf, lastOf, mount, NOW, PAGE, PAID } from './mount.ts';

const shown = async (body: object) => mount([json(body)]).status();

describe('a payment', () => {
  it.each([
    ['ACTIVE', PAGE],
    ['PROCESSING', { state: 'pending', reference: PAGE.reference }],
    ['COMPLETED', PAID],
    ['PARTIALLY_REFUNDED', PAID],
    ['REFUNDED', PAID],
    ['EXPIRED', { state: 'expired' }],
    ['DEACTIVATED', { state: 'cancelled' }],
    ['FAILED', { state: 'declined', reason: 'payment_failed', evidence: 'provider_state' }],
    ['A_WORD_OF_NEXT_YEAR', { state: 'pending', reference: PAGE.reference }],
    ['completed', { state: 'pending', reference: PAGE.reference }],
  ])('whose checkout is %s', async (status, settlement) => {
    expect(await shown(checkout(status))).toMatchObject(settlement);
  });

  it('S1.24 has a page, with what can be paid there, until it ends', async () => {
    expect(await shown(checkout('ACTIVE'))).toEqual(PAGE);
  });

  it('is not to be paid on a page that has no web address, or does not say when it ends', async () => {
    const changes = [
      { url: 'javascript:alert(1)' },
      { url: '' },
      { url: 7 },
      { expiresAt: 'soon' },
      { expiresAt: null },
    ];
    for (const change of changes)
      expect(await shown(checkout('ACTIVE', change))).toEqual({
        state: 'unknown',
        reason: 'answer_unreadable',
        reference: PAGE.reference,
      });
  });

  it('is in doubt from the moment at which its page should have ended, until Coinbase says so', async () => {
    for (const [before, state] of [
      [1, 'action_required'],
      [0, 'unknown'],
    ] as const)
      expect(
        await shown(checkout('ACTIVE', { expiresAt: new Date(NOW + before).toISOString() })),
      ).toMatchObject({ state });
  });

  it('that lands after its page was closed is paid, whenever it is asked about', async () => {
    const mounted = mount([json(checkout('DEACTIVATED')), json(completed())]);
    expect(await mounted.status()).toEqual({ state: 'cancelled' });
    expect(await mounted.status()).toMatchObject(PAID);
  });
});

const total = (amount: number, currency = 'usd') => ({ state: 'paid', total: { amount, currency } });
const doubt = (reason: string) => ({ state: 'unknown', reason });

describe('S1.25 what was taken', () => {
  it.each([
    ['what was settled', completed(), total(4_999)],
    ['to the last digit', completed({ totalAmount: '49.990000' }), total(4_999)],
    ['without digits that are none', completed({ totalAmount: '50' }), total(5_000)],
    ['less than was asked', completed({ totalAmount: '49.98' }), total(4_998)],
    ['more than was asked', completed({ totalAmount: '50.00' }), total(5_000)],
    ['nothing', completed({ totalAmount: '0.00' }), total(0)],
    [
      'what was asked, where it was settled in another currency',
      completed({ currency: 'EUR', totalAmount: '45.10' }),
      total(4_999),
    ],
    ['what was asked, where Coinbase does not say', checkout('COMPLETED'), total(4_999)],
    ['dollars', checkout('COMPLETED', { currency: 'USD' }), total(4_999)],
    ['another currency', checkout('COMPLETED', { currency: 'EUR' }), total(4_999, 'eur')],
    ['a currency without digits', checkout('COMPLETED', { currency: 'JPY', amount: '50' }), total(50, 'jpy')],
  ])('is %s', async (_, body, paid) => {
    expect(await shown(body)).toMatchObject(paid);
  });

  it.each([
    ['half a cent', completed({ totalAmount: '49.995' })],
    ['no decimal', completed({ totalAmount: '4.999e1' })],
    ['a sign', completed({ totalAmount: '-49.99' })],
    ['a number', completed({ totalAmount: 49.99 })],
    ['none', checkout('COMPLETED', { amount: undefined as never })],
    ['another token', checkout('COMPLETED', { currency: 'EURC' })],
    ['a currency that nobody knows', checkout('COMPLETED', { currency: 'XXQ' })],
  ])('is in doubt, and for a person, when it is %s', async (_, body) => {
    expect(await shown(body)).toEqual({
      state: 'unknown',
      reason: 'amount_unreadable',
      reference: PAGE.reference,
    });
  });
});

describe('the refunds of a payment', () => {
  const seen = { id: 'refund_1', amount: { amount: 4_999, currency: 'usd' }, reference: 'ref_1' };

  it.each([
    ['COMPLETED', 'refunded'],
    ['PENDING', 'pending'],
    ['FAILED', 'failed'],
    ['A_WORD_OF_NEXT_YEAR', 'pending'],
  ])('are shown: %s', async (status, state) => {
    const body = checkout('PARTIALLY_REFUNDED', { refunds: [refundObject(status)] });
    expect(await shown(body)).toMatchObject({ ...PAID, refunds: [{ ...seen, state }] });
  });

  it('are shown without those of others', async () => {
    const others = [refundObject('COMPLETED', { id: 'ref_2', reason: 'By hand' })];
    const odd = [refundObject('COMPLETED', { id: 'ref_3', reason: null })];
    const body = checkout('PARTIALLY_REFUNDED', {
      refunds: [...others, ...odd, refundObject('COMPLETED')],
    });
    expect(await shown(body)).toMatchObject({ refunds: [{ ...seen, state: 'refunded' }] });
  });

  it('are not spoken of when they cannot all be read', async () => {
    for (const refunds of [{}, [refundObject('COMPLETED'), {}], 'none'])
      expect(await shown(checkout('REFUNDED', { refunds }))).not.toHaveProperty('refunds');
    expect(await shown(checkout('COMPLETED', { refunds: null }))).toMatchObject({ refunds: [] });
  });
});

describe('a payment whose reference was never stored', () => {
  const mine = checkout('COMPLETED');
  const others = Array.from({ length: 3 }, (_, index) =>
    checkout('COMPLETED', { id: `other_${index}`, metadata: { railyard_key: `other_${index}` } }),
  );

  it('is found among those of its time, by its key', async () => {
    const mounted = mount([json(list([...others, mine]))]);
    expect(await mounted.status({ reference: null })).toMatchObject(PAID);
    const { method, url } = lastOf(mounted);
    expect(`${method} ${url.pathname}`).toBe('GET /sandbox/api/v1/checkouts');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      pageSize: '100',
      startTime: '2030-03-17T17:36:40.000Z',
      endTime: '2030-03-17T18:56:40.000Z',
      descriptionQuery: 'order_1_of_cart_1',
    });
  });

  it('is found on a later page', async () => {
    const mounted = mount([json(list(others, 'next/=?&')), json(list([], 'more')), json(list([mine]))]);
    expect(await mounted.status({ reference: null })).toMatchObject(PAID);
    expect(mounted.sent.map(({ url }) => url.searchParams.get('pageToken'))).toEqual([
      null,
      'next/=?&',
      'more',
    ]);
  });

  it('is the one with the money, should there be two', async () => {
    const both = [checkout('EXPIRED'), checkout('ACTIVE'), mine, checkout('PROCESSING')];
    for (const order of [both, both.toReversed()])
      expect(await mount([json(list(order))]).status({ reference: null })).toMatchObject(PAID);
  });

  it('is in doubt when it is not found, or nobody can see', async () => {
    for (const [reply, reason] of [
      [json(list(others)), 'not_found'],
      [json(list([])), 'not_found'],
      [json({ checkouts: {} }), 'answer_unreadable'],
      [json({}), 'answer_unreadable'],
      [json(list([...others, { id: 'other_3' }])), 'answer_unreadable'],
      [broken, 'no_answer'],
      [failure(400), 'request_refused'],
    ] as const)
      expect(await mount([reply]).status({ reference: null })).toEqual(doubt(reason));
    const endless = mount(Array.from({ length: 20 }, () => json(list(others, 'next'))));
    expect(await endless.status({ reference: null })).toEqual(doubt('too_many_checkouts'));
    expect(endless.sent).toHaveLength(10);
    expect(await mount([json(list([{ id: 'other_3' }, mine]))]).status({ reference: null })).toMatchObject(
      PAID,
    );
    const halfway = mount([json(list([mine], 'next')), broken]);
    expect(await halfway.status({ reference: null })).toEqual(doubt('no_answer'));
  });
});

/** What is said at this time of the page that was prepared at first. */
async function asked(now: number, ...replies: readonly Reply[]) {
  const mounted = mount(replies, {}, { now: () => now });
  return { mounted, said: await mounted.status({ reference: null, prepared: await mount().prepared() }) };
}

describe('a payment of which no checkout is found when its page is over', () => {
  // An hour after the page was asked for, and ten minutes by which clocks may differ.
  const over = NOW + 4_200_001;
  const none = json(list([]));
  it('has expired when there is none whatever its description, because Coinbase opens none for a time that has passed', async () => {
    const { mounted, said } = await asked(over, none, none);
    expect(said).toEqual({ state: 'expired' });
    expect(mounted.sent.map(({ url }) => url.searchParams.get('descriptionQuery'))).toEqual([
      'order_1_of_cart_1',
      null,
    ]);
  });

  it('is what is found without the description', async () => {
    expect((await asked(over, none, json(list([completed()])))).said).toMatchObject(PAID);
  });

  it('is in doubt while nobody can see all', async () => {
    expect((await asked(over, none, broken)).said).toEqual(doubt('no_answer'));
    expect((await asked(over, broken, none)).said).toEqual(doubt('no_answer'));
    const gone = failure(404, 'not_found');
    expect((await asked(over, gone, gone)).said).toEqual(doubt('not_found'));
    expect((await asked(over, none, gone)).said).toEqual(doubt('not_found'));
  });

  it('is looked for until ten minutes after the end of its page, or of the time in which it was asked for', async () => {
    for (const [expiresIn, endTime] of [
      [300, '2030-03-17T18:01:40.000Z'],
      [604_800, '2030-03-18T05:56:40.000Z'],
    ] as const) {
      const mounted = mount([none], { expiresIn });
      await mounted.status({ reference: null });
      expect(lastOf(mounted).url.searchParams.get('endTime')).toBe(endTime);
    }
    const paused = mount([none]);
    await paused.status({ reference: null, submittedAt: NOW + 7_200_000 });
    expect(lastOf(paused).url.searchParams.get('endTime')).toBe('2030-03-17T19:56:40.000Z');
  });

  it('is in doubt until then', async () => {
    const { mounted, said } = await asked(over - 1, none, none);
    expect(said).toEqual(doubt('not_found'));
    expect(mounted.sent).toHaveLength(1);
  });

  it('is in doubt when its checkout was seen before', async () => {
    const mounted = mount([failure(404, 'not_found')], {}, { now: () => over });
    expect(await mounted.status({ prepared: await mount().prepared() })).toEqual(doubt('not_found'));
  });
});

describe('a page that is to be closed', () => {
  it('is cancelled once Coinbase says so', async () => {
    const mounted = mount([json(checkout('ACTIVE')), json(checkout('DEACTIVATED'))]);
    expect(await mounted.cancel()).toEqual({ state: 'cancelled' });
    expect(askedOf(mounted)).toEqual([
      `GET /checkouts/${PAGE.reference}`,
      `POST /checkouts/${PAGE.reference}/deactivate`,
    ]);
  });

  it.each([
    ['DEACTIVATED', { state: 'cancelled' }],
    ['EXPIRED', { state: 'expired' }],
    ['COMPLETED', PAID],
    ['PROCESSING', { state: 'pending' }],
    ['FAILED', { state: 'declined' }],
    ['A_WORD_OF_NEXT_YEAR', { state: 'pending' }],
  ])('is left alone, and said to be what it is, when it is %s', async (status, settlement) => {
    const mounted = mount([json(checkout(status))]);
    expect(await mounted.cancel()).toMatchObject(settlement);
    expect(mounted.sent).toHaveLength(1);
  });

  it.each([
    ['is paid at that moment', failure(400), completed(), PAID],
    ['is being paid at that moment', failure(409), checkout('PROCESSING'), { state: 'pending' }],
    ['was closed by a call that lost its answer', broken, checkout('DEACTIVATED'), { state: 'cancelled' }],
    [
      'was closed, says another checkout',
      json(checkout('DEACTIVATED', { id: 'b' })),
      checkout('ACTIVE'),
      PAGE,
    ],
    ['is still open', failure(500), checkout('ACTIVE'), PAGE],
  ])('is looked at again when it %s', async (_, answer, now, settlement) => {
    const mounted = mount([json(checkout('ACTIVE')), answer, json(now)]);
    expect(await mounted.cancel()).toMatchObject(settlement);
  });

  it('stays open to nobody’s knowledge while Coinbase cannot be asked', async () => {
    expect(await mount([broken]).cancel()).toEqual({ state: 'unknown', reason: 'no_answer' });
    expect(await mount([failure(404, 'not_found')]).cancel()).toEqual({
      state: 'unknown',
      reason: 'not_found',
    });
    expect(await mount([json(list([]))]).cancel({ reference: null })).toMatchObject({ state: 'unknown' });
    expect(await mount([json(checkout('ACTIVE')), broken, broken]).cancel()).toEqual({
      state: 'unknown',
      reason: 'no_answer',
      reference: PAGE.reference,
    });
  });

  it('is not closed when it is of another attempt', async () => {
    const mounted = mount([json(checkout('ACTIVE', { metadata: {} }))]);
    expect(await mounted.cancel()).toEqual({ state: 'unknown', reason: 'another_attempt' });
    expect(mounted.sent).toHaveLength(1);
  });
});
