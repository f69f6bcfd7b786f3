import type { Address, Store } from '@railyard/core';
import type { Shopper, Surface } from './surface.ts';

/** The store's space for what shoppers have in hand beside their carts. */
export const AGENTCARD_SPACE = 'agentcard';

/** What a shopper asked to have bought, and in which cart it is. */
export interface AskedPurchase {
  readonly merchant: string;
  readonly cart: string;
  readonly tip: number;
  /** In ISO 8601; null for as soon as possible. */
  readonly deliverAt: string | null;
  /** The idempotency key that it was asked under. */
  readonly key: string | null;
}

const DAY = 86_400_000;
/** As long as what can still be asked about them. */
const KEPT = 90 * DAY;
const CODE_LIFE = 3_600_000;

/** The carts of a shopper at a merchant. */
export interface CartsAt {
  /** The one to put things into and to buy; null when there is none. */
  readonly current: string | null;
  /** Those that another one has taken the place of while they may have been bought, the latest last. */
  readonly left: readonly string[];
}

const NO_CARTS: CartsAt = { current: null, left: [] };

/** The carts that a shopper has at a merchant. */
export async function cartsAt(
  { store }: Pick<Surface, 'store'>,
  shopper: Shopper,
  merchant: string,
): Promise<CartsAt> {
  return (await store.get<CartsAt>(AGENTCARD_SPACE, nameOf(shopper, 'carts', merchant))) ?? NO_CARTS;
}

/** Has `fresh` be the shopper's carts, unless they are no longer `stale`. Gives those that it then has. */
export function takeCarts(
  { store }: Pick<Surface, 'store'>,
  shopper: Shopper,
  merchant: string,
  { stale, fresh }: { readonly stale: CartsAt; readonly fresh: CartsAt },
): Promise<CartsAt> {
  const key = nameOf(shopper, 'carts', merchant);
  return store.update([{ space: AGENTCARD_SPACE, key }], ([row]) => {
    const known = (row?.value as CartsAt | undefined) ?? NO_CARTS;
    if (JSON.stringify(known) !== JSON.stringify(stale)) return { rows: [], result: known };
    return { rows: [rowOf(shopper, fresh, null)], result: fresh };
  });
}

/** What a cart came to, without its tip, when the shopper was last shown it; null where they never were. */
export function shownFor(
  { store }: Pick<Surface, 'store'>,
  shopper: Shopper,
  cart: string,
): Promise<number | null> {
  return store.get<number>(AGENTCARD_SPACE, nameOf(shopper, 'shown', cart));
}

export async function keepShown(
  { store }: Pick<Surface, 'store'>,
  shopper: Shopper,
  cart: string,
  amount: number,
): Promise<void> {
  await put(store, shopper, nameOf(shopper, 'shown', cart), amount, KEPT);
}

/** Where the shopper has things sent; null where nobody has said. */
export function addressOf({ store }: Pick<Surface, 'store'>, shopper: Shopper): Promise<Address | null> {
  return store.get<Address>(AGENTCARD_SPACE, nameOf(shopper, 'address', 'default'));
}

export async function keepAddress(
  { store }: Pick<Surface, 'store'>,
  shopper: Shopper,
  address: Address,
): Promise<void> {
  await put(store, shopper, nameOf(shopper, 'address', 'default'), address, null);
}

/** The purchase that an idempotency key is for; null for a key that is new. */
export async function askedUnder(
  { store, runtime }: Pick<Surface, 'runtime' | 'store'>,
  shopper: Shopper,
  key: string,
): Promise<AskedPurchase | null> {
  return store.get<AskedPurchase>(AGENTCARD_SPACE, nameOf(shopper, 'key', await runtime.hash(key)));
}

/**
 * Has a purchase be what its idempotency key stands for, and what goes on with the approval that it may need. A key or
 * an approval that stands for one already does not change. Gives the purchase that the key stands for.
 */
export async function keepAsked(
  { store, runtime }: Pick<Surface, 'runtime' | 'store'>,
  shopper: Shopper,
  approval: string,
  asked: AskedPurchase,
): Promise<AskedPurchase> {
  const underKey = asked.key === null ? [] : [nameOf(shopper, 'key', await runtime.hash(asked.key))];
  const names = [nameOf(shopper, 'approval', approval), ...underKey];
  return store.update(
    names.map((key) => ({ space: AGENTCARD_SPACE, key })),
    (rows, now) => {
      const [, known] = rows.map((row) => row?.value as AskedPurchase | undefined);
      if (known && known.cart !== asked.cart) return { rows: [], result: known };
      const kept = rows.map((row) => rowOf(shopper, row?.value ?? asked, now + KEPT));
      return { rows: kept, result: asked };
    },
  );
}

/** The purchase that an approval is for; null where this shopper has tried none that could need it. */
export function askedFor(
  { store }: Pick<Surface, 'store'>,
  shopper: Shopper,
  approval: string,
): Promise<AskedPurchase | null> {
  return store.get<AskedPurchase>(AGENTCARD_SPACE, nameOf(shopper, 'approval', approval));
}

/** What the merchant calls the code that it has mailed for this shopper; null where it has mailed none. */
export function codeSent(
  { store }: Pick<Surface, 'store'>,
  shopper: Shopper,
  merchant: string,
): Promise<string | null> {
  return store.get<string>(AGENTCARD_SPACE, nameOf(shopper, 'code', merchant));
}

export async function keepCodeSent(
  { store }: Pick<Surface, 'store'>,
  shopper: Shopper,
  merchant: string,
  sent: string,
): Promise<void> {
  await put(store, shopper, nameOf(shopper, 'code', merchant), sent, CODE_LIFE);
}

/** The row that counts how often a shopper has had codes sent, or has sent one back. */
export function paceKey(shopper: Shopper, what: 'code' | 'guess') {
  return { space: AGENTCARD_SPACE, key: nameOf(shopper, 'pace', what) };
}

async function put(
  store: Store,
  shopper: Shopper,
  key: string,
  value: unknown,
  kept: number | null,
): Promise<void> {
  await store.update([{ space: AGENTCARD_SPACE, key }], (_, now) => ({
    rows: [rowOf(shopper, value, kept === null ? null : now + kept)],
    result: null,
  }));
}

function rowOf({ tenant }: Shopper, value: unknown, due: number | null) {
  return { value, tenant, state: 'kept', due };
}

/** Each shopper has names of their own. */
function nameOf({ tenant, hash }: Shopper, kind: string, name: string): string {
  return `${kind}:${tenant}:${hash}:${name}`;
}
