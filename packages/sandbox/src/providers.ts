import { readCoinbase, type StoredCoinbase } from './coinbase/stored.ts';
import type { Folder } from './folder.ts';
import { type Courier, startCourier } from './provider/courier.ts';
import type { Save } from './save.ts';
import { readShop, type StoredShop } from './shop/stored.ts';
import { readStripe, type StoredStripe } from './stripe/stored.ts';

/** Who takes payments without the chain, and a shop that is paid. */
export interface Providers {
  readonly stripe: StoredStripe;
  readonly coinbase: StoredCoinbase;
  readonly shop: StoredShop;
  readonly save: Save;
}

/** Goes on with the providers of a folder, for a sandbox at this address. Throws when a file is damaged. */
export async function readProviders(folder: Folder, url: string): Promise<Providers> {
  const stripe = await readStripe(folder.stripe, url);
  const coinbase = await readCoinbase(folder.coinbase, url);
  const shop = await readShop(folder.shop, url, stripe.stripe.issuing.acquirer);
  const save = async (): Promise<void> => {
    await Promise.all([stripe.save(), coinbase.save(), shop.save()]);
  };
  return { stripe, coinbase, shop, save };
}

/** Takes the webhooks of all of them to those who listen. */
export function startCouriers({ stripe, coinbase }: Providers): Courier {
  const couriers = [startCourier(stripe.stripe), startCourier(coinbase.coinbase)];
  return {
    async stop() {
      await Promise.all(couriers.map((courier) => courier.stop()));
    },
  };
}
