import type { Store } from '@railyard/core';
import { type Account, payingOn } from './sellers.ts';

/** An account at a provider, by the rail that is paid there. */
export type OwnAccount = Omit<Account, 'active'>;

/** The store's space for what the last start has found out about the platform. */
export const PLATFORM_SPACE = 'platform';

const KEY = { space: PLATFORM_SPACE, key: 'accounts' };

/** The platform's own accounts, as the providers of the last start have them; none where no server was started. */
export async function readOwnAccounts(store: Pick<Store, 'get'>): Promise<readonly OwnAccount[]> {
  return (await store.get<readonly OwnAccount[]>(KEY.space, KEY.key)) ?? [];
}

export async function startOwnAccounts(store: Store, accounts: readonly OwnAccount[]): Promise<void> {
  await store.update([KEY], () => ({
    rows: [{ value: accounts, tenant: 'platform', state: 'set', due: null }],
    result: null,
  }));
}

/**
 * The accounts of a seller for whom the platform is paid: its own on every rail where the seller has none, and its new
 * one in the place of the one it had before. Others, and those that were deactivated, stay as they are.
 */
export function followOwn(
  accounts: readonly Account[],
  own: readonly OwnAccount[],
  before: readonly OwnAccount[],
): readonly Account[] {
  return own.reduce<readonly Account[]>((known, account) => {
    const old = before.find(({ rail }) => rail === account.rail)?.payTo;
    const theirs = known.filter(({ rail }) => rail === account.rail);
    const follows = theirs.length === 0 || theirs.some(({ payTo, active }) => active && payTo === old);
    return follows ? payingOn(known, account) : known;
  }, accounts);
}
