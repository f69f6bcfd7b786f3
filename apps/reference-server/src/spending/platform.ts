import type { Store } from '@railyard/core';
import type { SpendPolicy } from '@railyard/core/spend';
import { SPENDING_SPACE } from './space.ts';

const KEY = { space: SPENDING_SPACE, key: 'platform' };

/** Keeps the policy that the environment of the last start has, for those who change that of one principal. */
export async function startPolicy(store: Store, policy: SpendPolicy): Promise<void> {
  await store.update([KEY], () => ({
    rows: [{ value: policy, tenant: 'platform', state: 'set', due: null }],
    result: null,
  }));
}

/** The policy of the last start; one that allows everything where there was none. */
export async function readPlatformPolicy(store: Pick<Store, 'get'>): Promise<SpendPolicy> {
  return (await store.get<SpendPolicy>(KEY.space, KEY.key)) ?? {};
}
