import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Settlement } from '../src/rail.ts';
import { type Attempt, type CartRecord, dueOf, isOpen, stateOf } from '../src/record.ts';
import { type CartEvent, transition } from '../src/transition.ts';
import {
  after,
  attemptOf,
  cartOf,
  declined,
  page,
  paid,
  RECEIPT,
  recordOf,
  settled,
  TOTAL,
  types,
  unknown,
} from './records.ts';

const pending: Settlement = { state: 'pending', reference: 'pend_1' };
const expired: Settlement = { state: 'expired' };
const cancelled: Settlement = { state: 'cancelled' };
const referred: Settlement = { state: 'referred', handoff: {} };

const first = ({ attempts }: CartRecord): Attempt => attempts[0] as Attempt;

describe('an attempt', () => {
  it('ends the same in every order in which a payment and whatever else is heard of it come', () => {
    const others = fc.subarray([
      pending,
      page(),
      unknown,
      declined(),
      declined({ until: 9_000 }),
      expired,
      cancelled,
    ]);
    fc.assert(
      fc.property(
        others.chain((set) => fc.shuffledSubarray([paid(), ...set], { minLength: set.length + 1 })),
        (order) => {
          const record = after(recordOf(attemptOf()), ...order.map((one) => settled(one)));
          const { state, reference, settlement, sealed, due, doubtSince } = first(record);
          expect({ state, reference, settlement, sealed, due, doubtSince }).toEqual({
            state: 'paid',
            reference: 'ch_1',
            settlement: { state: 'paid', reference: 'ch_1', total: TOTAL },
            sealed: null,
            due: null,
            doubtSince: null,
          });
          expect(record.order).toMatchObject({ id: 'order_a_2', reference: 'ch_1', receipt: RECEIPT });
          expect(record.refunds).toEqual([]);
        },
      ),
    );
  });

  it.each([declined(), expired, cancelled])(
    'ends in $state in every order with what only says that it goes on',
    (end) => {
      fc.assert(
        fc.property(fc.shuffledSubarray([end, pending, page(), unknown], { minLength: 4 }), (order) => {
          const record = after(recordOf(attemptOf()), ...order.map((one) => settled(one)));
          expect(first(record)).toMatchObject({
            state: end.state,
            due: null,
            sealed: null,
            doubtSince: null,
          });
          expect(record.order).toBeNull();
        }),
      );
    },
  );

  it('only rises', () => {
    const all = [pending, page(), unknown, declined(), expired, cancelled, referred, paid()];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...all), { maxLength: 12 }), (heard) => {
        let record = recordOf(attemptOf());
        let ended = false;
        for (const one of heard) {
          record = after(record, settled(one));
          expect(ended && isOpen(first(record))).toBe(false);
          ended = !isOpen(first(record));
        }
        expect(record.order === null || first(record).state === 'paid').toBe(true);
      }),
    );
  });

  it('keeps the reference of its money, whatever stale answer comes after', () => {
    const record = after(
      recordOf(attemptOf()),
      settled(page()),
      settled(paid('ch_1')),
      settled(page()),
      settled(pending),
    );
    expect(first(record).reference).toBe('ch_1');
  });

  it('keeps the first reference that it heard of, so that it can be asked about', () => {
    const doubt: Settlement = { state: 'unknown', reason: 'x', reference: 'ch_9' };
    expect(first(after(recordOf(attemptOf()), settled(doubt))).reference).toBe('ch_9');
    expect(first(after(recordOf(attemptOf()), settled(page()), settled(doubt))).reference).toBe('page_1');
  });

  it('is submitted once', () => {
    const created = attemptOf({ state: 'created', submittedAt: null });
    const submitted: CartEvent = {
      type: 'submitted',
      attempt: 'att_1',
      prepared: { a: 1 },
      keyLifetime: 9,
      looks: 0,
    };
    const record = after(recordOf(created), submitted);
    const again = transition(record, { ...submitted, prepared: { a: 2 } }, 9_000);

    expect(first(record)).toMatchObject({
      state: 'submitted',
      prepared: { a: 1 },
      submittedAt: 2_000,
      sendUntil: 2_009,
    });
    expect(again).toBe(record);
  });

  it('that was referred never becomes an order, and a payment heard of it is a person’s business', () => {
    const record = after(recordOf(attemptOf()), settled(referred), settled(paid()));
    expect(first(record)).toMatchObject({ state: 'referred', openCase: 'paid_after_referral' });
    expect(record.order).toBeNull();
    expect(types(record)).toEqual(['case.opened']);
  });

  it('that nobody knows changes nothing', () => {
    const record = recordOf(attemptOf());
    expect(transition(record, settled(paid(), 'att_9'), 5)).toBe(record);
  });
});

describe('doubt', () => {
  it('begins with the first answer that tells nothing, and ends with one that does', () => {
    const doubted = after(recordOf(attemptOf()), settled(unknown), settled(unknown));
    expect(first(doubted)).toMatchObject({ state: 'submitted', doubtSince: 2_000, openCase: null });
    expect(first(after(doubted, settled(pending))).doubtSince).toBeNull();
  });

  it('opens a case past its deadline, with one event, which evidence closes', () => {
    const doubted = transition(recordOf(attemptOf({ sendUntil: 0 })), settled(unknown), 3_600_000);
    const record = after(doubted, settled(unknown));
    expect(first(record).openCase).toBe('unresolved_past_deadline');
    expect(types(record)).toEqual(['case.opened']);
    expect(stateOf(record)).toBe('case');
    expect(first(after(record, settled(paid()))).openCase).toBeNull();
  });

  it('about an ended attempt is none', () => {
    const record = after(recordOf(attemptOf()), settled(declined()), settled(unknown));
    expect(first(record)).toMatchObject({ state: 'declined', doubtSince: null, due: null });
  });
});

describe('money that comes in', () => {
  it('makes the order with one event', () => {
    const record = after(recordOf(attemptOf()), settled(paid()), settled(paid()));
    expect(record.order).toMatchObject({
      attempt: 'att_1',
      rail: 'keyed',
      version: 2,
      subtotal: 4_999,
      paidAt: 2_000,
    });
    expect(types(record)).toEqual(['order.paid']);
  });

  it('after an end makes the order, and alarms', () => {
    const record = after(recordOf(attemptOf()), settled(declined({ until: 9_000 })), settled(paid()));
    expect(record.order).toMatchObject({ attempt: 'att_1' });
    expect(types(record)).toEqual(['payment.late', 'order.paid']);
  });

  it.each<readonly [string, (record: CartRecord) => CartRecord]>([
    [
      'the cart was edited since',
      (record) => after(record, { type: 'edited', cart: cartOf({ version: 3 }) }),
    ],
    [
      'another payment is open',
      (record) => after(record, { type: 'opened', attempt: attemptOf({ id: 'att_2' }) }),
    ],
    [
      'another has made the order',
      (record) =>
        after(
          record,
          { type: 'opened', attempt: attemptOf({ id: 'att_2' }) },
          settled(paid('ch_2'), 'att_2'),
        ),
    ],
  ])('after an end goes back when %s, once, and alarms', (_, meanwhile) => {
    const record = meanwhile(after(recordOf(attemptOf()), settled(declined({ until: 9_000 }))));
    const owed = after(record, settled(paid()), settled(paid()));

    expect(owed.order).toEqual(record.order);
    expect(owed.refunds).toMatchObject([
      { id: 'refund_att_1_1', attempt: 'att_1', amount: { amount: 4_999, currency: 'usd' }, state: 'due' },
    ]);
    expect(types(owed).slice(-2)).toEqual(['payment.late', 'refund.due']);
  });
});

describe('a declined credential that could still be used', () => {
  it('is watched until it cannot', () => {
    const watched = after(recordOf(attemptOf()), settled(declined({ until: 9_000 })));
    expect(first(watched)).toMatchObject({ state: 'declined', sealed: null });
    expect(dueOf(watched)).toBe(first(watched).due);

    const looked = after(watched, { type: 'taken', attempt: 'att_1', until: 60_000 }, settled(unknown));
    expect(first(looked)).toMatchObject({ state: 'declined', looks: 1, busyUntil: null });
    expect(first(looked).due).not.toBeNull();
    expect(first(after(looked, settled(expired)))).toMatchObject({ state: 'declined', due: null });
  });
});
