import type { CartKey } from '../checkout/keys.ts';
import type { CartRecord } from '../record.ts';
import type { Store } from '../store.ts';
import { type ChooserRecord, chooserKey } from './record.ts';
import { isOver } from './view.ts';

/** A page where a buyer can choose how to pay at this moment. */
export interface OpenChooser {
  readonly id: string;
  /** Names of the methods. */
  readonly methods: readonly string[];
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The chooser where this version of a cart can be paid; null when there is none. */
export async function chooserFor(
  { store, now }: { readonly store: Pick<Store, 'get'>; readonly now: number },
  cart: CartKey,
  { record, version }: { readonly record: CartRecord; readonly version: number },
): Promise<OpenChooser | null> {
  const { space, key } = chooserKey(cart);
  const chooser = await store.get<ChooserRecord>(space, key);
  if (chooser?.version !== version || record.order || isOver(record, chooser, now)) return null;
  const { id, methods, expiresAt } = chooser;
  return { id, methods: methods.map(({ name }) => name), expiresAt };
}
