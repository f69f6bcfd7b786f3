import type { Store } from '@railyard/core';
import { isKept, listAccounts } from '../../accounts/record.ts';
import { mistake } from '../../config/fields.ts';
import { readConfig } from '../../config.ts';
import { followOwn, type OwnAccount, readOwnAccounts } from '../../own-accounts.ts';
import { railsOffline } from '../../rails/configured.ts';
import { type Account, payingOn, type Seller } from '../../sellers.ts';

/** The options on where a seller is paid. */
export const PAYING = {
  rail: { type: 'string', multiple: true },
  'without-rail': { type: 'string', multiple: true },
} as const;

export interface PayingSet {
  readonly rail?: readonly string[] | undefined;
  readonly 'without-rail'?: readonly string[] | undefined;
}

/** Changes the accounts of a seller. Throws a sentence where these options do not fit it. */
export type Repaid = (seller: Seller) => Seller;

/** What these options change of a seller of this tenant. Throws a sentence where a rail or an account is none. */
export async function payingIn(
  set: PayingSet,
  tenant: string,
  { store, variables }: { readonly store: Store; readonly variables: NodeJS.ProcessEnv },
): Promise<Repaid> {
  const { rail: on = [], 'without-rail': off = [] } = set;
  const own = await readOwnAccounts(store);
  const added = on.map((text) => accountIn(text, own));
  const both = added.find(({ rail }) => off.includes(rail));
  if (both) throw mistake(`Say --rail ${both.rail} or --without-rail ${both.rail}, not both.`);

  const stored = await listAccounts(store);
  const foreign = added.filter(
    (account) => !own.some((one) => isSame(one, account)) && !isKept(stored, { ...account, tenant }),
  );
  if (foreign.length > 0) {
    const { checkAccount } = railsOffline(readConfig(variables));
    for (const { rail, payTo } of foreign) checkAccount(rail, payTo);
  }
  return (seller) => {
    const paid = added.reduce<readonly Account[]>(payingOn, seller.accounts);
    return { ...seller, accounts: off.reduce((known, rail) => without(known, rail, seller), paid) };
  };
}

/** The seller as one who is paid wherever the platform is, unless these options say where. */
export async function paidAsOwn(seller: Seller, set: PayingSet, store: Store): Promise<Seller> {
  if (set.rail) return seller;
  const own = await readOwnAccounts(store);
  return { ...seller, accounts: followOwn(seller.accounts, own, own) };
}

function accountIn(text: string, own: readonly OwnAccount[]): OwnAccount {
  const [rail = '', ...rest] = text.split('=');
  if (rest.length > 0) return { rail, payTo: rest.join('=') };
  const account = own.find((one) => one.rail === rail);
  if (account) return account;
  const known = own.map((one) => one.rail).join(', ') || 'none';
  throw mistake(
    `The platform itself is not paid on "${rail}", only on: ${known}. Name an account, as in --rail ${rail}=ACCOUNT, or start a server that has it set up.`,
  );
}

function without(accounts: readonly Account[], rail: string, { handle }: Seller): readonly Account[] {
  if (accounts.some((account) => account.rail === rail && account.active))
    return accounts.map((account) => (account.rail === rail ? { ...account, active: false } : account));
  throw mistake(`"${handle}" is not paid on "${rail}". See where it is with: railyard rails ${handle}.`);
}

function isSame(one: OwnAccount, other: OwnAccount): boolean {
  return one.rail === other.rail && one.payTo === other.payTo;
}
