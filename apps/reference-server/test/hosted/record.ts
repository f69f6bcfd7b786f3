import type { CheckoutEvent } from '@railyard/core';
import type { Shop } from '../shop.ts';

/** The record of a cart, as far as tests look into it. */
export interface CartRecord {
  readonly attempts: readonly {
    readonly id: string;
    readonly state: string;
    readonly reference: string | null;
    readonly doubtSince: number | null;
    readonly busyUntil: number | null;
    readonly due: number | null;
    readonly looks: number;
    readonly openCase: string | null;
  }[];
  readonly order: { readonly id: string; readonly attempt: string; readonly reference: string } | null;
  readonly refunds: readonly { readonly attempt: string; readonly state: string }[];
}

/** What the store holds of a cart. Nobody asks a provider. */
export async function recordOf({ store }: Pick<Shop, 'store'>, cart: string): Promise<CartRecord> {
  const record = await store.get<CartRecord>('cart', `demo:${cart}`);
  if (!record) throw new Error(`There is no cart "${cart}".`);
  return record;
}

/** The events of a cart that nobody was told of yet. */
export async function waitingOf(
  { store }: Pick<Shop, 'store'>,
  cart: string,
): Promise<readonly CheckoutEvent[]> {
  return (await store.get<readonly CheckoutEvent[]>('outbox', `demo:${cart}`)) ?? [];
}
