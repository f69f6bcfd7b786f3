import type { Store } from '@railyard/core';
import { PLATFORM_SPACE } from '../own-accounts.ts';

const KEY = { space: PLATFORM_SPACE, key: 'bought_at' };

/** The merchants at which the platform buys, as the last start has set them up; none where it buys nowhere. */
export async function readBoughtAt(store: Pick<Store, 'get'>): Promise<readonly string[]> {
  return (await store.get<readonly string[]>(KEY.space, KEY.key)) ?? [];
}

export async function startBoughtAt(store: Store, slugs: readonly string[]): Promise<void> {
  await store.update([KEY], () => ({
    rows: [{ value: slugs, tenant: 'platform', state: 'set', due: null }],
    result: null,
  }));
}
