import { describe, expect, it } from 'vitest';
import type { AfterSaleEvent } from '../src/after-sale.ts';
import { type CartRecord, dueOf, newRecord, stateOf } from '../src/record.ts';
import { newRefund } from '../src/refunds.ts';
import type { CartEvent } from '../src/transition.ts';
import { attemptOf, cartOf, paid, step } from './records.ts';

type Event = CartEvent | AfterSaleEvent;

const ANSWER = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'aGk' };

function sale(): CartRecord {
  const owed = {
    state: 'unpaid',
    within: 500,
    answer: null,
    busyUntil: null,
    due: null,
    openCase: null,
  } as const;
  return { ...newRecord(cartOf(), owed), attempts: [attemptOf()] };
}

function after(record: CartRecord, ...events: readonly (Event | readonly [Event, number])[]): CartRecord {
  return events.reduce<CartRecord>((now, event) => {
    const [what, at] = 'type' in event ? [event, 2_000] : event;
    return step(now, what, at);
  }, record);
}

const settled: CartEvent = { type: 'settled', attempt: 'att_1', settlement: paid() };
const refundOf = (amount: number): Event => ({
  type: 'refund_requested',
  refund: newRefund(
    { id: 'r', attempt: 'att_1', amount: { amount, currency: 'usd' }, reason: 'late' },
    2_000,
  ),
});

const told = (state: 'failed' | 'refunded'): Event => ({
  type: 'refund_settled',
  refund: 'r',
  looks: 0,
  result: { state, reason: 'no_funds', reference: 're_1' },
});

describe('what a sale owes', () => {
  it('is due from the payment on, and done with the first answer', () => {
    const due = after(sale(), settled);
    const done = after(
      due,
      { type: 'fulfilled', until: 0, answer: ANSWER },
      { type: 'fulfilled', until: 0, answer: { ...ANSWER, body: '' } },
    );

    expect(due.fulfilment).toMatchObject({ state: 'due', due: 2_500 });
    expect(dueOf(due)).toBe(2_500);
    expect(done.fulfilment).toMatchObject({ state: 'done', answer: ANSWER, due: null, busyUntil: null });
  });

  it('stays in the hands of the run that has it, whatever an earlier one says', () => {
    const taken = after(sale(), settled, { type: 'fulfilment_taken', until: 3_000 });
    const overtaken = after(taken, { type: 'fulfilment_released', until: 2_900 });

    expect(overtaken.fulfilment?.busyUntil).toBe(3_000);
    expect(after(overtaken, { type: 'fulfilment_released', until: 3_000 }).fulfilment?.busyUntil).toBeNull();
  });

  it('becomes a case when it is overdue, which a later answer closes', () => {
    const early = after(sale(), settled, [{ type: 'fulfilment_overdue' }, 2_499]);
    const late = after(
      early,
      [{ type: 'fulfilment_overdue' }, 2_500],
      [{ type: 'fulfilment_overdue' }, 2_600],
    );
    const done = after(late, [{ type: 'fulfilled', until: 0, answer: ANSWER }, 3_000]);

    expect(stateOf(early)).toBe('paid');
    expect(stateOf(late)).toBe('case');
    expect(done.outbox.map(({ type }) => type)).toEqual(['order.paid', 'case.opened', 'case.closed']);
    expect(stateOf(done)).toBe('paid');
  });

  it('ends when all of the money goes back, and not when a part of it does', () => {
    const part = after(sale(), settled, refundOf(999));
    const whole = after(sale(), settled, refundOf(4_999));

    expect(part.fulfilment?.state).toBe('due');
    expect(whole.fulfilment).toMatchObject({ state: 'refunded', due: null });
    expect(after(whole, { type: 'fulfilled', until: 0, answer: ANSWER }).fulfilment).toMatchObject({
      answer: null,
    });
  });

  it('stays done when a refund fails of an order whose answer was too long to keep', () => {
    const done = after(sale(), settled, { type: 'fulfilled', until: 0, answer: null });
    const failed = after(done, refundOf(4_999), {
      type: 'refund_settled',
      refund: 'r',
      looks: 0,
      result: { state: 'failed', reason: 'no_funds' },
    });

    expect(failed.fulfilment).toMatchObject({ state: 'done', due: null, openCase: null });
  });

  it('is owed no more when a refund that had failed turns out done', () => {
    const failed = after(sale(), settled, refundOf(4_999), told('failed'));

    expect(failed.fulfilment).toMatchObject({ state: 'due', due: 2_000 });
    expect(after(failed, told('refunded')).fulfilment).toMatchObject({ state: 'refunded', due: null });
  });

  it('is nothing for a cart', () => {
    const cart = { ...newRecord(cartOf(), null), attempts: [attemptOf()] };
    const events: AfterSaleEvent[] = [
      { type: 'fulfilment_taken', until: 9 },
      { type: 'fulfilled', until: 0, answer: ANSWER },
      { type: 'fulfilment_overdue' },
    ];
    for (const event of events) expect(step(cart, event, 2_000)).toBe(cart);
  });
});
