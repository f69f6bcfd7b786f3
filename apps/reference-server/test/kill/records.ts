import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stored } from './verdict.ts';

/** The record of a cart, as far as it is read here. */
export interface CartRecord {
  readonly cart: { readonly id: string; readonly principal: string };
  readonly attempts: readonly Attempt[];
  readonly order: { readonly reference: string; readonly total: { readonly amount: number } } | null;
  readonly refunds: readonly {
    readonly attempt: string;
    readonly state: string;
    readonly amount: { readonly amount: number };
    readonly openCase: string | null;
  }[];
  readonly outbox: readonly object[];
}

interface Attempt {
  readonly id: string;
  /** The idempotency key that the provider knows it by. */
  readonly key: string;
  readonly rail: string;
  readonly state: string;
  readonly reference: string | null;
  readonly facts: { readonly nonce?: string };
  /** When it is looked at next; null when nothing is left to learn. */
  readonly due: number | null;
  readonly openCase: string | null;
}

/** States of an attempt that has not ended. */
export const OPEN: ReadonlySet<string> = new Set(['created', 'submitted', 'action_required', 'pending']);

/** What the database in a folder says of every cart. Nobody asks the server. */
export function readRecords(folder: string): readonly Stored[] {
  return readCarts(folder).map(storedOf);
}

/** The record of every cart in a folder, as it was stored. */
export function readCarts(folder: string): readonly CartRecord[] {
  const database = new DatabaseSync(join(folder, 'railyard.db'), { readOnly: true });
  try {
    const rows = database.prepare('select value from cart').all();
    return rows.map(({ value }) => JSON.parse(String(value)) as CartRecord);
  } finally {
    database.close();
  }
}

function storedOf({ cart, attempts, order, refunds }: CartRecord): Stored {
  return {
    cart: cart.id,
    order: order && { transaction: order.reference, cents: order.total.amount },
    refunds: refunds.map(({ attempt, state, amount }) => ({
      transaction: attempts.find(({ id }) => id === attempt)?.reference ?? null,
      cents: amount.amount,
      state,
    })),
    tried: attempts.flatMap(({ facts }) => facts.nonce ?? []),
    open: attempts.map(({ state }) => state).filter((state) => OPEN.has(state)),
  };
}

/** Waits until no payment in the folder is open, or for `patience` milliseconds. */
export async function untilNothingIsOpen(
  folder: string,
  patience: number,
  signal: AbortSignal,
): Promise<void> {
  const end = performance.now() + patience;
  while (performance.now() < end && readRecords(folder).some(({ open }) => open.length > 0)) {
    await delay(100, undefined, { signal });
  }
}
