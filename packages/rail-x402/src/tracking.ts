import type { Facts, RailContext, Settlement } from '@railyard/core/rail';
import { pause } from './chain/pause.ts';
import type { Sender } from './client/facilitator.ts';
import type { Network } from './networks.ts';
import type { Settings } from './options.ts';
import { paid, pending, unknown } from './outcome.ts';
import { type Answer, readPaymentId } from './wire/answer.ts';
import type { Expected } from './wire/payment.ts';
import type { Tracked } from './wire/tracking.ts';

/** Asks the facilitator that was sent a payment where it stands. */
export type Track = () => Promise<Tracked>;

/** What to store of an answer so that the facilitator can be asked about the payment later. */
export function factsOfTracking({ name, track }: Sender, answer: Answer): Facts {
  if (!track || name === null || answer.says !== 'unclear' || answer.payment === null) return {};
  return { facilitator: name, facilitatorPayment: answer.payment };
}

/** How to ask about a payment that this answer left pending; null where nothing can be asked. */
export function trackOf({ track }: Sender, answer: Answer, context: RailContext): Track | null {
  if (!track || answer.says !== 'unclear' || answer.payment === null) return null;
  const { payment } = answer;
  return () => track(payment, context);
}

/** How to ask about a stored payment; null where nothing can be asked. */
export function storedTrack({ facilitators }: Settings, facts: Facts, context: RailContext): Track | null {
  const { facilitator, facilitatorPayment } = facts;
  const payment = readPaymentId(facilitatorPayment);
  const sender = facilitator === undefined ? null : facilitators.named(facilitator);
  if (!sender?.track || payment === null) return null;
  const { track } = sender;
  return () => track(payment, context);
}

const POLL = 1_000;

/** Asks until the payment has gone one way or the other, or `patience` milliseconds of looks are spent. */
export async function tracked(track: Track, patience: number, signal: AbortSignal): Promise<Tracked> {
  for (let spent = 0; ; spent += POLL) {
    const seen = await track();
    const decided = seen.at === 'completed' || seen.at === 'failed';
    if (decided || spent >= patience || signal.aborted) return seen;
    await pause(Math.min(POLL, patience - spent), signal);
  }
}

/** Where a payment stands by the facilitator's word, which has to do where there is no chain to ask. */
export function settlementByTracking(
  { at, transaction }: Tracked,
  expected: Expected,
  network: Network,
): Settlement {
  switch (at) {
    case 'completed':
      return transaction === null ? unknown('no_transaction') : paid(expected, network, transaction);
    case 'pending':
      return pending(transaction);
    case 'failed':
      return {
        state: 'declined',
        reason: 'settlement_failed',
        evidence: 'provider_state',
        until: Number(expected.validBefore) * 1_000,
      };
    case 'unclear':
      return unknown('no_answer', transaction);
  }
}
