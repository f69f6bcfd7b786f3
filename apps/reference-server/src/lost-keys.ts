import type { Store } from '@railyard/core';
import type { SealingKey } from '@railyard/core/runtime';
import type { Key, Row } from '@railyard/core/store';
import { listAccounts, sealingKeyOf } from './accounts/record.ts';
import { SEALING_SPACE } from './sealing-keys.ts';

const RING: Key = { space: SEALING_SPACE, key: 'ring' };

interface Ring {
  /** The oldest key that credentials of payments may be sealed under. */
  readonly oldest: string;
}

/** The record of the sealing keys under which accounts that buyers have linked at merchants may be sealed. */
export const LINKED_KEYS: Key = { space: SEALING_SPACE, key: 'linked' };

/** That record once something is sealed under a key; undefined where it stays as it is. */
export function withKey(row: Row | null, id: string): Row | undefined {
  const known = (row?.value as readonly string[] | undefined) ?? [];
  return known.includes(id) ? undefined : rowOf([...known, id]);
}

/** From now on only these are missed for accounts that are linked. */
export async function forgetLinkedKeys(store: Store, used: readonly string[]): Promise<void> {
  await store.update([LINKED_KEYS], () => ({ rows: [rowOf(used)], result: null }));
}

/** A sealing key that is not in the ring, and what was sealed under it. */
export interface LostKey {
  readonly id: string;
  /** Whether credentials of payments may be. */
  readonly payments: boolean;
  /** Accounts at providers that are. */
  readonly accounts: readonly string[];
  /** Whether accounts that buyers have linked at merchants may be. */
  readonly linked: boolean;
}

/** The sealing keys that something is sealed under and that the ring no longer has. */
export async function findLostKeys(store: Store, keys: readonly SealingKey[]): Promise<readonly LostKey[]> {
  const accounts = await listAccounts(store);
  const oldest = await oldestOf(store, keys);
  const linked = (await store.get<readonly string[]>(LINKED_KEYS.space, LINKED_KEYS.key)) ?? [];
  const sealed = accounts.flatMap(({ provider, name, sealed: box }) =>
    box === null ? [] : { id: sealingKeyOf(box), account: `${provider} ${name}` },
  );
  const used = new Set([oldest, ...sealed.map(({ id }) => id), ...linked]);
  return [...used]
    .filter((id) => keys.every((key) => key.id !== id))
    .map((id) => ({
      id,
      payments: id === oldest,
      accounts: sealed.filter((one) => one.id === id).map(({ account }) => account),
      linked: linked.includes(id),
    }));
}

/** Whether anything can have been sealed here. */
export async function hasSealed(store: Store): Promise<boolean> {
  const ring = await store.get<Ring>(RING.space, RING.key);
  return ring !== null || (await listAccounts(store)).some(({ sealed }) => sealed !== null);
}

/** From now on nobody misses the keys that are older than this one. */
export async function forgetOlderKeys(store: Store, oldest: string): Promise<void> {
  await store.update([RING], () => ({ rows: [rowOf({ oldest })], result: null }));
}

/** Kept since the first boot, when it was the only key. */
function oldestOf(store: Store, keys: readonly SealingKey[]): Promise<string> {
  return store.update([RING], ([row]) => {
    const ring = (row?.value as Ring | undefined) ?? { oldest: keys.at(-1)?.id ?? '' };
    return { rows: row ? [] : [rowOf(ring)], result: ring.oldest };
  });
}

function rowOf(value: Ring | readonly string[]) {
  return { value, tenant: 'platform', state: 'set', due: null };
}
