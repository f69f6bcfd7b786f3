import { describe, expect, it } from 'vitest';
import type { AfterSaleEvent } from '../src/after-sale.ts';
import { stateOf } from '../src/record.ts';
import { after, attemptOf, cartOf, declined, paid, recordOf, settled, types } from './records.ts';

const result = (state: 'refunded' | 'pending' | 'failed' | 'unknown', looks = 1): AfterSaleEvent => ({
  type: 'refund_settled',
  looks,
  refund: 'refund_att_1_1',
  result: { state, reference: 're_1', reason: 'r' },
});

describe('a refund', () => {
  const owed = after(
    recordOf(attemptOf()),
    settled(declined({ until: 1 })),
    { type: 'edited', cart: cartOf({ version: 3 }) },
    settled(paid()),
  );
  const taken: Extract<AfterSaleEvent, { type: 'refund_taken' }> = {
    type: 'refund_taken',
    refund: 'refund_att_1_1',
    until: 50_000,
  };

  it('is first submitted once, however often it is tried', () => {
    const record = after(owed, taken, result('unknown'), taken);
    expect(record.refunds).toMatchObject([
      { state: 'submitted', submittedAt: 2_000, looks: 2, busyUntil: 50_000 },
    ]);
  });

  it('stays with the worker that has it, whatever an overtaken one says but that it is done', () => {
    const later: AfterSaleEvent = { ...taken, until: 90_000 };
    for (const state of ['failed', 'pending', 'unknown'] as const) {
      const record = after(owed, taken, later, result(state, 1));
      expect(record.refunds).toMatchObject([{ state: 'submitted', busyUntil: 90_000, openCase: null }]);
    }
    expect(after(owed, taken, later, result('refunded', 1)).refunds).toMatchObject([{ state: 'refunded' }]);
  });

  it('opens no case for a worker that was overtaken', () => {
    const later: AfterSaleEvent = { ...taken, until: 90_000 };
    const lost: AfterSaleEvent = {
      type: 'refund_case',
      refund: 'refund_att_1_1',
      looks: 1,
      openCase: 'refund_unresolved',
    };
    const record = after(owed, taken, later, lost);
    expect(record.refunds).toMatchObject([{ busyUntil: 90_000, openCase: null }]);
    expect(types(record)).not.toContain('case.opened');
  });

  it('is given up only while a person has to look, and never once it is done', () => {
    const over: AfterSaleEvent = { type: 'refund_given_up', refund: 'refund_att_1_1' };
    expect(after(owed, taken, over).refunds).toMatchObject([{ state: 'submitted', busyUntil: 50_000 }]);
    expect(after(owed, taken, result('refunded'), over).refunds).toMatchObject([{ state: 'refunded' }]);

    const failed = after(owed, taken, result('failed'), over, over);
    expect(failed.refunds).toMatchObject([{ state: 'failed', openCase: null, due: null }]);
    expect(types(failed).slice(-3)).toEqual(['refund.failed', 'case.opened', 'case.closed']);
    expect(after(failed, result('refunded')).refunds).toMatchObject([{ state: 'refunded' }]);
  });

  it('that is done stays done', () => {
    const record = after(owed, taken, result('refunded'), result('failed'), result('pending'));
    expect(record.refunds).toMatchObject([
      { state: 'refunded', due: null, reference: 're_1', openCase: null },
    ]);
    expect(types(record).at(-1)).toBe('refund.refunded');
  });

  it('that fails opens a case, with both events', () => {
    const record = after(owed, taken, result('failed'));
    expect(record.refunds).toMatchObject([{ state: 'failed', due: null, openCase: 'refund_failed' }]);
    expect(types(record).slice(-2)).toEqual(['refund.failed', 'case.opened']);
    expect(stateOf(record)).toBe('case');
  });
});
