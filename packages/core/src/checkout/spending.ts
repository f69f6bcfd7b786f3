import type { Attempt, CartRecord } from '../record.ts';
import type { Spend, SpendGate } from '../spend/gate.ts';
import type { Key } from '../store.ts';
import type { CartKey } from './keys.ts';
import type { Yard } from './yard.ts';

/** What the write of a cart changes beside it: what its payer has left to spend. */
export interface Spending {
  readonly keys: readonly Key[];
  /** The rows of these keys; null when they forbid the attempt that is opened. */
  readonly follow: (...change: Following) => ReturnType<SpendGate['follow']>;
}

type Following =
  Parameters<SpendGate['follow']> extends readonly [infer Rows, Spend, ...infer Rest]
    ? [rows: Rows, ...Rest]
    : never;

const NONE: Spending = { keys: [], follow: () => [] };

export function spendingOf({ spend: gate }: Pick<Yard, 'spend'>, spend: Spend | null): Spending {
  if (!gate || !spend) return NONE;
  return { keys: gate.keys(spend), follow: (rows, ...change) => gate.follow(rows, spend, ...change) };
}

/** Throws when this may not be spent, by what is left now. `rail` is null while none is chosen. */
export async function checkSpending(
  yard: Yard,
  cart: CartRecord,
  spend: Omit<Spend, 'tenant'>,
  rail: string | null,
): Promise<void> {
  const { principal, purchase } = spend;
  await yard.spend?.check({ tenant: cart.cart.tenant, principal, purchase }, { rail, cart });
}

/** What an attempt spends. */
export function spendOf({ tenant }: CartKey, { principal, purchase }: Attempt): Spend {
  return { tenant, principal, purchase };
}
