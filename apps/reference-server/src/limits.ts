import { exponentOf, type PlatformLimits, RailError, type Store } from '@railyard/core';
import { madeOnce } from './made-once.ts';

/** What an operator sets of the caps. What is left out stays as it is. */
export interface LimitsChange {
  readonly maxItemQuantity?: number;
  /** In minor units by currency; null for a currency that is not taken any more. */
  readonly maxCartTotal?: Readonly<Record<string, number | null>>;
}

interface StoredLimits {
  /** As the environment of the last start has them. */
  readonly start: PlatformLimits;
  /** What an operator has set, which wins. */
  readonly set: LimitsChange;
}

/** The store's space for the platform's caps, which are one record. */
export const LIMITS_SPACE = 'limits';

/** The most that a cap can be. */
export const MOST = { itemQuantity: 1_000_000, cartTotal: 1_000_000_000_000 } as const;

const KEY = { space: LIMITS_SPACE, key: 'platform' };

/** The caps that hold now. Throws `configuration` where no server has been started yet. */
export async function readLimits(store: Pick<Store, 'get'>): Promise<PlatformLimits> {
  return effective(begun(await store.get<StoredLimits>(KEY.space, KEY.key)));
}

/** Takes the caps of the environment for all that no operator has set. */
export async function startLimits(store: Store, start: PlatformLimits): Promise<void> {
  await write(store, (known) => ({ start, set: known?.set ?? {} }));
}

/** Takes these caps as if the environment of the last start had them. What an operator has set wins. */
export function seedLimits(store: Store, seed: LimitsChange): Promise<PlatformLimits> {
  checkChange(seed);
  return write(store, (known) => {
    const { start, set } = begun(known);
    return { start: seeded(start, seed), set };
  });
}

/** The caps of an environment with those of a seed file over them. */
export function seeded(start: PlatformLimits, seed: LimitsChange): PlatformLimits {
  return effective({ start, set: seed });
}

/**
 * Changes caps; every server on this store holds to them at once, for open carts too. Resolves with what holds then.
 * Throws `validation` for what is no cap.
 */
export function setLimits(store: Store, change: LimitsChange): Promise<PlatformLimits> {
  checkChange(change);
  return write(store, (known) => {
    const { start, set } = begun(known);
    const maxCartTotal = { ...set.maxCartTotal, ...change.maxCartTotal };
    return { start, set: { ...set, ...change, maxCartTotal } };
  });
}

/** Goes back to the caps of the environment. */
export function resetLimits(store: Store): Promise<PlatformLimits> {
  return write(store, (known) => ({ start: begun(known).start, set: {} }));
}

function write(store: Store, change: (known: StoredLimits | null) => StoredLimits): Promise<PlatformLimits> {
  return store.update([KEY], ([row]) => {
    const value = change((row?.value as StoredLimits | undefined) ?? null);
    return { rows: [{ value, tenant: 'platform', state: 'set', due: null }], result: effective(value) };
  });
}

const effective = madeOnce(({ start, set }: StoredLimits): PlatformLimits => {
  const totals = Object.entries({ ...start.maxCartTotal, ...set.maxCartTotal });
  return {
    maxItemQuantity: set.maxItemQuantity ?? start.maxItemQuantity,
    maxCartTotal: Object.fromEntries(totals.filter((total): total is [string, number] => total[1] !== null)),
  };
});

function begun(stored: StoredLimits | null): StoredLimits {
  if (stored) return stored;
  throw new RailError('configuration', 'The store holds no limits yet. Start the server on it once.');
}

function checkChange({ maxItemQuantity, maxCartTotal = {} }: LimitsChange): void {
  if (maxItemQuantity !== undefined) checkWhole('The most of one item', maxItemQuantity, MOST.itemQuantity);
  for (const [currency, total] of Object.entries(maxCartTotal)) {
    exponentOf(currency); // refuses an unknown currency
    if (total !== null) checkWhole(`The largest total in ${currency}`, total, MOST.cartTotal);
  }
}

function checkWhole(name: string, value: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return;
  throw new RailError('validation', `${name} is a whole number from 1 to ${most}, not ${value}.`);
}
