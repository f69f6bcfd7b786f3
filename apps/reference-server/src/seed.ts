import type { Store } from '@railyard/core';
import { DEMO_TENANT, type DemoSeller } from './demo-shop.ts';
import { keyIdOf, storedKeys } from './keys.ts';
import { type Account, payingTo, storedSellers } from './sellers.ts';

export interface Seeds {
  readonly apiKey: string;
  /** Where the demo's sellers are paid. */
  readonly accounts: readonly Omit<Account, 'active'>[];
  readonly sellers: readonly DemoSeller[];
}

/** Makes the API key of the first boot valid, and gives the demo's sellers the account that is paid. */
export async function seed(store: Store, { apiKey, accounts, sellers: demos }: Seeds): Promise<void> {
  await storedKeys(store).register(apiKey, {
    id: keyIdOf(apiKey),
    tenant: DEMO_TENANT,
    scopes: ['checkout:read', 'checkout:write', 'buyer:write'],
    seller: null,
  });
  const sellers = storedSellers(store);
  for (const demo of demos) {
    const known = await sellers.find(demo.handle);
    await sellers.save({ ...demo, ...known, accounts: payingTo(known?.accounts ?? [], accounts) });
  }
}
