import type { RailContext } from '@railyard/core/rail';
import {
  type Cancellation,
  type Found,
  type MerchantCall,
  type MerchantConnector,
  type MerchantOrder,
  type Placed,
  type Placement,
  REFUSALS,
  type Refused,
} from './connector.ts';
import { formed, moneyIn, objectIn, wordAmong } from './wire/members.ts';

/** Nobody can tell what the merchant did. */
export const UNCLEAR = { answer: 'unknown' } as const;

type Unclear = typeof UNCLEAR;

/** A merchant whose answers can be relied on: it never rejects, and answers nothing that is not in the contract. */
export interface Merchant {
  place(order: MerchantOrder, key: string): Promise<Placement | Unclear>;
  find(key: string): Promise<Found>;
  cancel(reference: string): Promise<Cancellation | Unclear>;
}

export function merchantOf(connector: MerchantConnector, context: RailContext): Merchant {
  const { tenant, principal, mode, fetch: send, signal } = context;
  const call: MerchantCall = { tenant, principal, mode, fetch: send, signal, now: () => context.now() };

  // What a connector throws can hold the card: nobody is to see it.
  async function heard<T>(
    ask: () => Promise<unknown>,
    read: (said: unknown) => T | null,
  ): Promise<T | Unclear> {
    try {
      signal.throwIfAborted();
      return read(await Promise.race([ask(), aborted(signal)])) ?? UNCLEAR;
    } catch {
      return UNCLEAR;
    }
  }

  return {
    place: (order, key) =>
      heard(
        () => connector.place(order, key, call),
        (said) => placementIn(said, order.card.number),
      ),
    find: (key) => heard(() => connector.find(key, call), foundIn),
    cancel: (reference) => heard(() => connector.cancel(reference, call), cancellationIn),
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function placementIn(said: unknown, number: string): Placement | null {
  const answer = placedIn(said) ?? refusedIn(said);
  const isClean = answer?.answer !== 'placed' || !answer.reference.includes(number);
  return isClean ? answer : null;
}

function foundIn(said: unknown): Found | null {
  const isNever = objectIn(said)?.answer === 'never';
  return placedIn(said) ?? refusedIn(said) ?? (isNever ? { answer: 'never' } : null);
}

function cancellationIn(said: unknown): Cancellation | null {
  const answer = wordAmong(['cancelled', 'refused'], objectIn(said)?.answer);
  return answer === 'other' ? null : { answer };
}

function placedIn(said: unknown): Placed | null {
  const { answer, reference: named, total: charged, state: standing } = objectIn(said) ?? {};
  const reference = formed(named, /^[!-~](?:[ -~]{0,253}[!-~])?$/);
  const { amount, currency } = objectIn(charged) ?? {};
  const total = moneyIn(amount, currency);
  const state = wordAmong(['confirmed', 'confirming', 'cancelled'], standing);
  const isPlaced = answer === 'placed' && reference !== null && total && state !== 'other';
  return isPlaced ? { answer, reference, total, state } : null;
}

function refusedIn(said: unknown): Refused | null {
  const { answer, reason: given } = objectIn(said) ?? {};
  const reason = wordAmong(REFUSALS, given);
  return answer === 'refused' && reason !== 'other' ? { answer, reason } : null;
}
