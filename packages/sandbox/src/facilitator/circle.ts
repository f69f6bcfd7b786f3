import { randomUUID } from 'node:crypto';
import type { SettleResponse } from '@x402/core/types';
import { report } from '../mount.ts';
import { type Payment, readClaims } from './payment.ts';
import type { Facilitator } from './scheme.ts';

/** Where a payment stands, as Circle's service tells it. */
export interface CircleStatus {
  readonly paymentId: string;
  readonly status: 'pending' | 'completed' | 'failed';
  readonly network: string;
  readonly reason: 'outcome_unknown' | null;
  readonly transaction: string | null;
  readonly amount: string;
  readonly payer: string | null;
  readonly updatedAt: string;
}

/** Payments that are taken at once, settled meanwhile and asked for by their id. */
export interface Circle {
  /** The same signed payment again is the same payment, and submitted once. */
  settle(payment: Payment): Promise<object>;
  /** Null for an id that was never given. */
  status(paymentId: string): CircleStatus | null;
}

interface Taken {
  standing: CircleStatus;
  errorReason: string;
  /** The refusal of a payment that cannot be settled; null once it was taken. */
  readonly refusal: Promise<object | null>;
}

export function createCircle(facilitator: Facilitator): Circle {
  const byPayment = new Map<string, Taken>();

  return {
    async settle(payment) {
      const signed = JSON.stringify(payment.payload.payload);
      const taken = byPayment.get(signed) ?? take(facilitator, payment);
      byPayment.set(signed, taken);
      const refusal = await taken.refusal.catch((error: unknown) => {
        byPayment.delete(signed);
        throw error;
      });
      if (refusal) byPayment.delete(signed);
      return refusal ?? answerOf(taken);
    },
    status(paymentId) {
      const all = [...byPayment.values()];
      return all.find(({ standing }) => standing.paymentId === paymentId)?.standing ?? null;
    },
  };
}

function take(facilitator: Facilitator, payment: Payment): Taken {
  const { network, amount } = payment.requirements;
  const { payer } = readClaims({ paymentPayload: payment.payload });
  const taken: Taken = {
    standing: {
      paymentId: randomUUID(),
      status: 'pending',
      network,
      reason: null,
      transaction: null,
      amount,
      payer,
      updatedAt: new Date().toISOString(),
    },
    errorReason: 'settlement_pending',
    refusal: facilitator.verify(payment).then(({ isValid, invalidReason: errorReason }) => {
      if (!isValid) return { success: false, errorReason, transaction: '', network, payer };
      void carryOn(taken, facilitator.settle(payment));
      return null;
    }),
  };
  return taken;
}

async function carryOn(taken: Taken, settling: Promise<SettleResponse>): Promise<void> {
  try {
    const { success, errorReason, transaction } = await settling;
    const isPending = !success && errorReason === 'settlement_pending';
    move(taken, {
      status: isPending ? 'pending' : success ? 'completed' : 'failed',
      reason: isPending ? 'outcome_unknown' : null,
      transaction: transaction || null,
    });
    taken.errorReason = errorReason ?? '';
  } catch (error) {
    report(error);
    move(taken, { reason: 'outcome_unknown' });
  }
}

function move(taken: Taken, change: Partial<CircleStatus>): void {
  taken.standing = { ...taken.standing, ...change, updatedAt: new Date().toISOString() };
}

function answerOf({ standing, errorReason }: Taken): object {
  const { paymentId, status, network, payer, transaction } = standing;
  const success = status === 'completed';
  return {
    success,
    ...(!success && { errorReason }),
    paymentId,
    transaction: transaction ?? '',
    network,
    payer,
  };
}
