import { RailError, type Runtime, type Store } from '@railyard/core';
import type { MerchantCall } from '@railyard/rail-card';
import { OPERATOR, sealingKeyOf } from '../accounts/record.ts';
import { listAll } from '../listing.ts';
import { LINKED_KEYS, withKey } from '../lost-keys.ts';
import type { AccountOpened, MerchantAccount } from './merchant.ts';
import { LINKED_ACCOUNT_SPACE } from './space.ts';

/** Who buys: `principal` is a hash, as rails know them. */
export type Buyer = Pick<MerchantCall, 'principal' | 'tenant'>;

/** `broken`: no sealing key here opens the account to buy with any more. It can be linked anew. */
export type LinkStanding = 'linked' | 'broken' | 'none';

/** The accounts at merchants that buyers have linked. Their tokens are sealed, each for its buyer and merchant. */
export interface LinkedAccounts {
  /** Where the account stands that a buyer would buy with. */
  standing(buyer: Buyer, merchant: string): Promise<LinkStanding>;
  /**
   * The tokens of a buyer's accounts at a merchant, the one to buy with first; none where none is linked, and null in the
   * place of one that cannot be opened. Those from before stay: an order may have been placed with them.
   */
  tokens(buyer: Buyer, merchant: string): Promise<readonly (string | null)[]>;
  /** The account to buy with; null where none is linked. */
  current(buyer: Buyer, merchant: string): Promise<MerchantAccount | null>;
  /** The token of one of the accounts of a buyer; null where it is none of them, or cannot be opened. */
  tokenOf(buyer: Buyer, merchant: string, account: MerchantAccount): Promise<string | null>;
  /** From now on the buyer buys with this account. One of the same customer that was there before is replaced. */
  link(buyer: Buyer, merchant: string, account: AccountOpened): Promise<void>;
}

interface Linked {
  /** The key of its record, which the tokens are sealed for. */
  readonly name: string;
  /** The one to buy with first. */
  readonly accounts: readonly LinkedAccount[];
}

interface LinkedAccount extends MerchantAccount {
  readonly sealed: string;
}

const MOST = 5;

export function linkedAccounts(store: Store, runtime: Pick<Runtime, 'seal' | 'unseal'>): LinkedAccounts {
  const accountsOf = async (buyer: Buyer, merchant: string): Promise<readonly LinkedAccount[]> =>
    (await store.get<Linked>(LINKED_ACCOUNT_SPACE, nameOf(buyer, merchant)))?.accounts ?? [];
  const tokens = async (buyer: Buyer, merchant: string): Promise<readonly (string | null)[]> => {
    const accounts = await accountsOf(buyer, merchant);
    return Promise.all(accounts.map(async ({ sealed }) => runtime.unseal(sealed, nameOf(buyer, merchant))));
  };
  return {
    tokens,
    async standing(buyer, merchant) {
      const [token] = await tokens(buyer, merchant);
      if (token === undefined) return 'none';
      return token === null ? 'broken' : 'linked';
    },
    async current(buyer, merchant) {
      const [account] = await accountsOf(buyer, merchant);
      return account ? { customer: account.customer, name: account.name } : null;
    },
    async tokenOf(buyer, merchant, { customer }) {
      const account = (await accountsOf(buyer, merchant)).find((one) => one.customer === customer);
      return account ? runtime.unseal(account.sealed, nameOf(buyer, merchant)) : null;
    },
    async link(buyer, merchant, { token, ...account }) {
      const { customer } = account;
      const name = nameOf(buyer, merchant);
      const sealed = await runtime.seal(token, name);
      await store.update([keyOf(name), LINKED_KEYS], ([row, keys]) => {
        const known = (row?.value as Linked | undefined)?.accounts ?? [];
        const others = known.filter((one) => one.customer !== customer);
        if (others.length >= MOST) throw tooMany();
        const linked = rowOf({ name, accounts: [{ ...account, sealed }, ...others] });
        return { rows: [linked, withKey(keys ?? null, sealingKeyOf(sealed))], result: null };
      });
    },
  };
}

/** What became of linked accounts that were sealed anew. */
export interface Resealed {
  readonly sealed: number;
  /** How many no sealing key opens: their buyers have to link them anew. */
  readonly lost: number;
  /** The sealing keys that they are sealed under now. */
  readonly keys: readonly string[];
}

/** Seals the tokens of all linked accounts under the newest key, so that the older ones can be dropped. */
export async function resealLinked(
  store: Store,
  runtime: Pick<Runtime, 'seal' | 'unseal'>,
): Promise<Resealed> {
  const all = await listAll<Linked>(store, LINKED_ACCOUNT_SPACE, OPERATOR);
  const ends: { readonly isLost: boolean; readonly key: string }[] = [];
  for (const { name, accounts } of all)
    for (const before of accounts) {
      const token = await runtime.unseal(before.sealed, name);
      const sealed = token === null ? before.sealed : await runtime.seal(token, name);
      if (token !== null) await replace(store, name, before, sealed);
      ends.push({ isLost: token === null, key: sealingKeyOf(sealed) });
    }
  const lost = ends.filter(({ isLost }) => isLost).length;
  return { sealed: ends.length - lost, lost, keys: [...new Set(ends.map(({ key }) => key))] };
}

/** What was linked anew meanwhile is left alone: it is sealed under the newest key. */
function replace(store: Store, name: string, before: LinkedAccount, sealed: string): Promise<null> {
  return store.update([keyOf(name)], ([row]) => {
    const accounts = ((row?.value as Linked | undefined)?.accounts ?? []).map((one) =>
      one.sealed === before.sealed ? { ...one, sealed } : one,
    );
    return { rows: [rowOf({ name, accounts })], result: null };
  });
}

/** Rows bear the operator in place of the tenant, so that the sealing key can be changed under all of them. */
function rowOf(value: Linked) {
  return { value, tenant: OPERATOR, state: 'linked', due: null };
}

function keyOf(name: string) {
  return { space: LINKED_ACCOUNT_SPACE, key: name };
}

function nameOf({ tenant, principal }: Buyer, merchant: string): string {
  return `${tenant}:${principal}:${merchant}`;
}

function tooMany(): RailError {
  return new RailError(
    'validation',
    `There are ${MOST + 1} accounts at this merchant: no further one is linked.`,
  );
}
