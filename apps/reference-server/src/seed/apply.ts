import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Mode, Store } from '@railyard/core';
import { isKept, listAccounts } from '../accounts/record.ts';
import { type KeyInput, keyFrom } from '../keys/input.ts';
import { keyIdOf, newApiKey, storedKeys } from '../keys.ts';
import { followOwn, type OwnAccount } from '../own-accounts.ts';
import { type KeptVariant, saveProducts, sellerOfProduct, takenProduct } from '../products.ts';
import type { Rails } from '../rails.ts';
import type { PlaceOf } from '../read-as.ts';
import { keepSecret } from '../secret-file.ts';
import { sellerFrom } from '../sellers/input.ts';
import { changeSeller, payingTo, type Seller, storedSellers } from '../sellers.ts';
import { checkTokenKey } from '../tenants/input.ts';
import { storedTenants } from '../tenants.ts';
import { placed, type Seed } from './file.ts';

/** What a seed is applied with. */
export interface Ground {
  readonly store: Store;
  /** Absolute path of the folder that the API keys of the seed are put into. */
  readonly folder: string;
  readonly mode: Mode;
  /** The platform's own accounts, now and at the start before. */
  readonly own: { readonly now: readonly OwnAccount[]; readonly before: readonly OwnAccount[] };
  readonly checkAccount: Rails['checkAccount'];
  /** Where something is in the seed, for the sentences about what is wrong. */
  readonly placeOf: PlaceOf;
}

type SeededSeller = Seed['sellers'][number];
/** What a seller is to be, from what it is. */
type Maker = (known: Seller | null) => Seller;

/**
 * Makes what a seed names so, and leaves all else as it is; again: no change. Where any of it is wrong, it throws a
 * sentence with the place, and nothing is written. The caps of a seed are for the caller. Resolves with the files of the
 * API keys.
 */
export async function applySeed(
  ground: Ground,
  { sellers, tenants, keys }: Seed,
): Promise<readonly string[]> {
  const { store } = ground;
  const makers = sellers.map((seller) => makerOf(ground, seller));
  await checkSellers(ground, sellers, makers);
  await checkKeys(ground, sellers, keys);
  await checkTenants(ground, tenants);

  for (const [at, { handle, products }] of sellers.entries()) {
    const seller = await changeSeller(store, handle, makers[at] as Maker);
    await saveProducts(
      store,
      seller,
      products.map((product) => productOf(handle, product)),
    );
  }
  for (const { id, token_keys } of tenants) await storedTenants(store).saveTokenKeys(id, token_keys);
  const files: string[] = [];
  for (const key of keys) files.push(await keepKey(ground, key));
  return files;
}

function makerOf({ own }: Ground, { accounts, ...seller }: SeededSeller): Maker {
  return (known) => {
    const before = known?.accounts ?? [];
    const named = accounts?.map(({ rail, pay_to }) => ({ rail, payTo: pay_to }));
    return {
      ...sellerFrom(seller, known),
      accounts: named ? payingTo(before, named) : followOwn(before, own.now, own.before),
    };
  };
}

async function checkSellers(
  { store, own, checkAccount, placeOf }: Ground,
  sellers: readonly SeededSeller[],
  makers: readonly Maker[],
): Promise<void> {
  const stored = await listAccounts(store);
  for (const [at, { handle, tenant, accounts = [], products }] of sellers.entries()) {
    const path = ['sellers', at];
    const known = await storedSellers(store).find(handle);
    await placed(placeOf(path), () => makers[at]?.(known));
    for (const [place, { rail, pay_to }] of accounts.entries())
      if (
        !own.now.some((one) => one.rail === rail && one.payTo === pay_to) &&
        !isKept(stored, { rail, payTo: pay_to, tenant })
      )
        await placed(placeOf([...path, 'accounts', place]), () => checkAccount(rail, pay_to));
    for (const [place, { id }] of products.entries()) {
      const owner = await sellerOfProduct(store, id);
      await placed(placeOf([...path, 'products', place]), () => {
        if (owner !== null && owner !== handle) throw takenProduct(id);
      });
    }
  }
}

async function checkKeys(
  { store, placeOf }: Ground,
  sellers: readonly SeededSeller[],
  keys: readonly KeyInput[],
): Promise<void> {
  for (const [at, key] of keys.entries()) {
    const named = sellers.find(({ handle }) => handle === key.seller);
    const known = key.seller ? await storedSellers(store).find(key.seller) : null;
    await placed(placeOf(['keys', at]), () =>
      keyFrom(key, '', known ?? (named ? sellerFrom(named, null) : null)),
    );
  }
}

async function checkTenants({ placeOf }: Ground, tenants: Seed['tenants']): Promise<void> {
  for (const [at, { token_keys }] of tenants.entries())
    for (const [place, key] of token_keys.entries())
      await placed(placeOf(['tenants', at, 'token_keys', place]), () => checkTokenKey(key));
}

function productOf(seller: string, product: SeededSeller['products'][number]): KeptVariant {
  const { id, title, description, price, link, digital, stock, on_sale: onSale } = product;
  return {
    id,
    seller,
    title,
    ...(description !== undefined && { description }),
    unitAmount: price,
    ...(link !== undefined && { link }),
    ...(digital && { digital }),
    ...(stock !== undefined && { stock }),
    onSale,
  };
}

/** The file with the API key, which is made when it is not there. */
async function keepKey({ store, folder, mode }: Ground, { name, ...key }: KeyInput): Promise<string> {
  const keys = join(folder, 'keys');
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const file = join(keys, name);
  const secret = keepSecret(file, () => newApiKey(mode));
  const seller = key.seller ? await storedSellers(store).find(key.seller) : null;
  await storedKeys(store).register(secret, keyFrom(key, keyIdOf(secret), seller), name);
  return file;
}
