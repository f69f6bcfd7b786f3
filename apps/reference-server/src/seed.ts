import type { Store } from '@railyard/core';
import { DEMO_SELLERS, DEMO_TENANT } from './demo-shop.ts';
import { keyIdOf, storedKeys } from './keys.ts';
import { payingTo, storedSellers } from './sellers.ts';

/** Makes the API key of the first boot valid, and gives the demo's sellers the account that is paid. */
export async function seed(
  store: Store,
  { apiKey, payTo }: { readonly apiKey: string; readonly payTo: string },
): Promise<void> {
  await storedKeys(store).register(apiKey, {
    id: keyIdOf(apiKey),
    tenant: DEMO_TENANT,
    scopes: ['checkout:read', 'checkout:write'],
    seller: null,
  });
  const sellers = storedSellers(store);
  for (const demo of DEMO_SELLERS) {
    const known = await sellers.find(demo.handle);
    await sellers.save({ ...(known ?? demo), accounts: payingTo(known?.accounts ?? [], payTo) });
  }
}
