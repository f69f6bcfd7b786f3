import { describe, expect, it } from 'vitest';
import { mount } from './mount.ts';
import { broken, complete, expired, failure, intent, list, NOW, type Reply, session } from './stripe.ts';

const CANCELLED = { state: 'cancelled' };
const notOpen = failure(400, { message: 'Only open sessions can be expired.' });

/** What closing makes of these answers. */
const closed = (...replies: readonly Reply[]) => mount(replies).cancel();

describe('closing a page', () => {
  it('expires it, and looks what became of it', async () => {
    const { cancel, sent } = mount([session(), expired(), expired()]);
    expect(await cancel()).toEqual(CANCELLED);
    expect(sent.map(({ call, body }) => [call, body])).toEqual([
      ['GET /v1/checkout/sessions/cs_1?expand%5B0%5D=payment_intent', ''],
      ['POST /v1/checkout/sessions/cs_1/expire', ''],
      ['GET /v1/checkout/sessions/cs_1?expand%5B0%5D=payment_intent', ''],
    ]);
  });

  it.each<[string, readonly Reply[], object]>([
    ['was closed before', [expired()], CANCELLED],
    ['was paid before', [complete('paid'), list([])], { state: 'paid', refunds: [] }],
    ['waits for a bank', [complete('unpaid', intent('processing'))], { state: 'pending' }],
  ])('sends nothing when it %s', async (_, replies, settlement) => {
    const { cancel, sent } = mount(replies);
    expect(await cancel()).toMatchObject(settlement);
    expect(sent.every(({ call }) => call.startsWith('GET'))).toBe(true);
  });

  it('gives back what it is when the person was faster', async () => {
    expect(await closed(session(), notOpen, complete('paid'), list([]))).toMatchObject({ state: 'paid' });
    expect(await closed(session(), notOpen, complete('unpaid', intent('processing')))).toMatchObject({
      state: 'pending',
    });
    expect(await closed(session(), notOpen, expired())).toEqual(CANCELLED);
  });

  it.each(['processing', 'requires_action', 'requires_capture', 'a_word_of_next_year'])(
    'is no end while money can still come: the intent is %s',
    async (status) => {
      const shown = expired(intent(status));
      expect(await closed(session(), shown, shown)).toMatchObject({ state: 'pending', reference: 'cs_1' });
    },
  );

  it('is paid when the money came all the same', async () => {
    const shown = expired(intent('succeeded'));
    expect(await closed(session(), shown, shown, list([]))).toMatchObject({ state: 'paid' });
  });

  it('is done though its answer was lost', async () => {
    expect(await closed(session(), broken, expired(intent('canceled')))).toEqual(CANCELLED);
  });

  it.each<[string, readonly Reply[], string]>([
    ['it is not found', [failure(404)], 'not_found'],
    ['nobody answers', [broken], 'no_answer'],
    ['nobody says what became of it', [session(), expired(), broken], 'no_answer'],
    ['it is open as before', [session(), failure(500), session()], 'not_closed'],
  ])('is in doubt when %s', async (_, replies, reason) => {
    expect(await closed(...replies)).toEqual({ state: 'unknown', reason, reference: 'cs_1' });
  });

  it('is in doubt when its reference was never stored and none is found: it may be about to open', async () => {
    expect(await mount([list([])]).cancel({ reference: null })).toEqual({
      state: 'unknown',
      reason: 'not_found',
    });
  });

  it('after its end finds it expired', async () => {
    const context = { now: () => NOW + 3_600_000 };
    expect(await mount([expired()]).cancel({}, context)).toEqual({ state: 'expired' });
  });
});
