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
import { holdsNumber } from './number.ts';
import { formed, moneyIn, objectIn, wordAmong } from './wire/members.ts';

/** Nobody can tell what the merchant did. */
export const UNCLEAR = { answer: 'unknown' } as const;

type Unclear = typeof UNCLEAR;

/** A merchant whose answers can be relied on: it never rejects, and answers nothing that is not in the contract. */
export interface Merchant {
  place(order: MerchantOrder, key: string): Promise<Placement | Unclear>;
  /** `last4`: of the card that the merchant was shown; null when it was shown none. */
  find(key: string, last4: string | null): Promise<Found>;
  cancel(reference: string): Promise<Cancellation | Unclear>;
}

export function merchantOf(connector: MerchantConnector, context: RailContext): Merchant {
  const { tenant, principal, mode, fetch: send, signal } = context;
  const call: MerchantCall = {
    tenant,
    principal,
    mode,
    // Wherever a redirect leads, the card would go along.
    fetch: (input, init) => send(input, { ...init, redirect: 'error' }),
    signal,
    now: () => context.now(),
  };

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
        (said) => placementIn(said, order.card.number.slice(-4)),
      ),
    find: (key, last4) =>
      heard(
        () => connector.find(key, call),
        (said) => foundIn(said, last4),
      ),
    cancel: (reference) => heard(() => connector.cancel(reference, call), cancellationIn),
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function placementIn(said: unknown, last4: string | null): Placement | null {
  return placedIn(said, last4) ?? refusedIn(said);
}

function foundIn(said: unknown, last4: string | null): Found | null {
  const isNever = objectIn(said)?.answer === 'never';
  return placementIn(said, last4) ?? (isNever ? { answer: 'never' } : null);
}

function cancellationIn(said: unknown): Cancellation | null {
  const answer = wordAmong(['cancelled', 'refused'], objectIn(said)?.answer);
  return answer === 'other' ? null : { answer };
}

/** An order, whose reference is kept and shown, and so must not hold the card. */
function placedIn(said: unknown, last4: string | null): Placed | null {
  const { answer, reference: named, total: charged, state: standing } = objectIn(said) ?? {};
  const reference = formed(named, /^[!-~](?:[ -~]{0,253}[!-~])?$/);
  const { amount, currency } = objectIn(charged) ?? {};
  const total = moneyIn(amount, currency);
  const state = wordAmong(['confirmed', 'confirming', 'cancelled'], standing);
  const isPlaced = answer === 'placed' && reference !== null && total && state !== 'other';
  const isDiscreet = last4 === null || !holdsNumber(reference ?? '', [last4]);
  return isPlaced && isDiscreet ? { answer, reference, total, state } : null;
}

function refusedIn(said: unknown): Refused | null {
  const { answer, reason: given } = objectIn(said) ?? {};
  const reason = wordAmong(REFUSALS, given);
  return answer === 'refused' && reason !== 'other' ? { answer, reason } : null;
}
