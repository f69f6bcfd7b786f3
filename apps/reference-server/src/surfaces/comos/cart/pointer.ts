import type { Key } from '@railyard/core/store';
import type { Calling, Surface } from '../surface.ts';

/** Which cart a user's name for one means now. A cart that is paid is taken from its name, which is free again. */
export interface Pointer {
  readonly cart: string;
}

/** The store's space for the names of carts. */
export const POINTER_SPACE = 'cart_name';

type Records = Pick<Surface, 'store' | 'hash'>;

/** The key of a user's name for a cart. A name may be an e-mail address, so that it is kept as its hash. */
export function pointerKey(
  { hash }: Pick<Surface, 'hash'>,
  calling: Pick<Calling, 'tenant' | 'user'>,
  name: string,
): Key {
  const { tenant, user } = calling;
  return { space: POINTER_SPACE, key: `${tenant}:${hash(JSON.stringify([user, name]))}` };
}

/** The id of the cart that a name means; null when it means none. */
export async function cartNamed(
  { store, hash }: Records,
  calling: Calling,
  name: string,
): Promise<string | null> {
  const { space, key } = pointerKey({ hash }, calling, name);
  return (await store.get<Pointer>(space, key))?.cart ?? null;
}

/** Gives a cart the name, in place of this one. Resolves with the cart that has it then: another call may be faster. */
export function nameCart(
  { store, hash }: Records,
  calling: Calling,
  { name, cart, before }: { readonly name: string; readonly cart: string; readonly before: string | null },
): Promise<string> {
  return store.update([pointerKey({ hash }, calling, name)], ([row]) => {
    const known = (row?.value as Pointer | undefined)?.cart ?? null;
    if (known !== before && known !== null) return { rows: [], result: known };
    return { rows: [{ value: { cart }, tenant: calling.tenant, state: 'cart', due: null }], result: cart };
  });
}

/** Takes a cart from its name. Again, or when the name means another by now: no change. */
export async function clearName({ store }: Pick<Surface, 'store'>, key: Key, cart: string): Promise<void> {
  await store.update([key], ([row]) => ({
    rows: (row?.value as Pointer | undefined)?.cart === cart ? [null] : [],
    result: null,
  }));
}
