import type { PaymentRail, PaymentRef, Purchase, RailContext, Settlement } from '@railyard/core/rail';
import type { RailSubject } from '../../src/index.ts';

/** A rail with one thing wrong. */
export interface Plant {
  readonly subject: RailSubject;
  /** The one law that it breaks. */
  readonly breaks: string;
  /** Part of the counter-example. */
  readonly says: string;
}

/** Counts from 1. */
export function counter(): () => number {
  let count = 0;
  return () => {
    count += 1;
    return count;
  };
}

/** Asks somebody past the engine; nobody is there. */
export function unasked(who: string): void {
  void fetch(`data:,${who}`).catch(() => {});
}

export function titleOf({ lines }: Purchase): string {
  return lines[0]?.title ?? '';
}

/** The same context, but what is sent has this member more. */
export function withMember(context: RailContext, member: () => number | string): RailContext {
  return {
    ...context,
    async fetch(url, init) {
      const { body } = init ?? {};
      if (typeof body !== 'string') throw new TypeError('The fake rails send text.');
      return context.fetch(url, { ...init, body: JSON.stringify({ ...JSON.parse(body), n: member() }) });
    },
  };
}

/** The same context, but what is sent goes to another address. */
export function withAddress(context: RailContext, move: (url: string) => string): RailContext {
  return {
    ...context,
    async fetch(url, init) {
      if (typeof url !== 'string') throw new TypeError('The fake rails ask texts.');
      return context.fetch(move(url), init);
    },
  };
}

/** The answer, unless this catches what was thrown. */
export async function caught<T>(ask: Promise<T>, answer: (error: Error) => T | null): Promise<T> {
  try {
    return await ask;
  } catch (error) {
    const instead = error instanceof Error ? answer(error) : null;
    if (instead === null) throw error;
    return instead;
  }
}

export const NOT_FOUND: Settlement = { state: 'unknown', reason: 'not_found' };
export const DECLINED: Settlement = { state: 'declined', reason: 'card_declined', evidence: 'same_key' };

/** The member of a rail that has it. */
export function cancelOf(rail: PaymentRail): NonNullable<PaymentRail['cancel']> {
  return async (...given) => {
    if (!rail.cancel) throw new TypeError('The rail has no cancel.');
    return rail.cancel(...given);
  };
}

export function refundOf(rail: PaymentRail): NonNullable<PaymentRail['refund']> {
  return async (...given) => {
    if (!rail.refund) throw new TypeError('The rail has no refund.');
    return rail.refund(...given);
  };
}

/** The payment that settle is about. */
export function paymentOf({ total, quotedAt }: Purchase, context: RailContext): PaymentRef {
  const { attempt, key } = context;
  const submittedAt = context.now();
  return { attempt, key, total, quotedAt, reference: null, prepared: null, facts: {}, submittedAt };
}
