import type { Checkout, Mode, MutationCall, Owner, Runtime, Store } from '@railyard/core';
import { RailError } from '@railyard/core';
import { principalOf } from '@railyard/core/operator';
import type { Caller } from '../../keys.ts';
import type { CounterCall, Merchant, MerchantAccount } from '../../merchants/merchant.ts';
import type { Merchants } from '../../merchants.ts';
import type { Spending } from '../../spending.ts';

/** Where the tools of this surface are. */
export const AGENTCARD_PATH = '/agentcard/mcp';

/** What the operations of this surface stand on. */
export interface Surface {
  readonly checkout: Checkout;
  readonly store: Store;
  readonly merchants: Pick<Merchants, 'accounts' | 'agreements' | 'all' | 'find'>;
  readonly spending: Pick<Spending, 'allowed' | 'records'>;
  readonly runtime: Pick<Runtime, 'hash' | 'now'>;
  /** Asks merchants. */
  readonly fetch: typeof fetch;
  readonly mode: Mode;
  /** Where clients reach the server, without a slash at the end. */
  readonly baseUrl: string;
  /** An unguessable id of letters and digits. */
  readonly newId: () => string;
}

/** Whom something is bought for. */
export interface Shopper extends Owner {
  /** The principal as rails and merchants know it. */
  readonly hash: string;
  /** The one seller that the API key is for; null on any other. */
  readonly seller: string | null;
  /** Of the call; null where the caller has sent none. */
  readonly key: string | null;
}

export async function shopperOf(
  { runtime }: Pick<Surface, 'runtime'>,
  { tenant, id: principal, seller }: Caller,
  key: string | null,
): Promise<Shopper> {
  const owner = { tenant, principal };
  return { ...owner, seller, key, hash: await principalOf({ runtime }, owner) };
}

/** One change of a cart, as core wants it. */
export function mutationOf(
  { tenant, principal }: Owner,
  operation: string,
  key: string | null,
  body: MutationCall['body'],
): MutationCall {
  return { tenant, principal, operation: `agentcard.${operation}`, key, body };
}

/** The merchant of this name. Throws `not_found`. */
export function merchantNamed(
  { merchants }: Pick<Surface, 'merchants'>,
  { seller }: Shopper,
  slug: string,
): Merchant {
  const merchant = merchants.find(slug);
  if (merchant && (seller === null || seller === slug)) return merchant;
  throw new RailError('not_found', 'There is no such merchant.', {
    details: { missing: 'merchant' },
    nextAction: 'buy_list_merchants lists those that there are.',
  });
}

/** The same, once the shopper has linked it. */
export async function linkedMerchant(surface: Surface, shopper: Shopper, slug: string): Promise<Merchant> {
  const merchant = merchantNamed(surface, shopper, slug);
  switch (await surface.merchants.accounts.standing(buyerOf(shopper), slug)) {
    case 'linked':
      return merchant;
    case 'broken':
      throw brokenLink(merchant);
    case 'none':
      throw notLinked();
  }
}

/** The account that the shopper would buy with at a merchant. Throws where none is linked. */
export async function accountAt(
  { merchants }: Pick<Surface, 'merchants'>,
  shopper: Shopper,
  slug: string,
): Promise<MerchantAccount> {
  const account = await merchants.accounts.current(buyerOf(shopper), slug);
  if (account) return account;
  throw notLinked();
}

function brokenLink({ name }: Merchant): RailError {
  return new RailError('not_found', `The link to the account at ${name} cannot be opened any more.`, {
    details: { missing: 'linked_merchant', reason: 'link_broken' },
    nextAction:
      'Link it again with buy_link_merchant and the same e-mail: that puts a new link in the place of this one. The cart stays as it is.',
  });
}

export function notLinked(): RailError {
  return new RailError('not_found', 'The merchant is not linked.', {
    details: { missing: 'linked_merchant' },
    nextAction: 'Link it with buy_link_merchant, and the code that its customer is mailed.',
  });
}

export function buyerOf({ tenant, hash: principal }: Shopper): Pick<CounterCall, 'principal' | 'tenant'> {
  return { tenant, principal };
}

const PATIENCE = 10_000;

/** Asks a merchant, and nobody whom it redirects to. Throws `upstream_unavailable` where it does not answer. */
export async function askAt<T>(
  { fetch: send }: Pick<Surface, 'fetch'>,
  shopper: Shopper,
  merchant: Merchant,
  question: (counter: Merchant['counter'], call: CounterCall) => Promise<T>,
): Promise<T> {
  try {
    const straight: typeof fetch = (input, init) => send(input, { ...init, redirect: 'error' });
    const call = { ...buyerOf(shopper), fetch: straight, signal: AbortSignal.timeout(PATIENCE) };
    return await question(merchant.counter, call);
  } catch (cause) {
    throw new RailError('upstream_unavailable', `${merchant.name} does not answer now.`, {
      retryAfter: 5,
      cause,
    });
  }
}
