import type { Mode, Store } from '@railyard/core';
import type { Key } from '@railyard/core/store';
import { listAll } from '../listing.ts';

/** Where sellers have accounts, with the rails that are paid on one. */
export const RAILS_OF = {
  stripe: ['stripe-checkout', 'stripe-mpp'],
  coinbase: ['coinbase'],
  x402: ['x402'],
} as const;

export type ProviderName = keyof typeof RAILS_OF;

/** What people call them. */
export const TITLES: Readonly<Record<ProviderName, string>> = {
  stripe: 'Stripe',
  coinbase: 'Coinbase',
  x402: 'x402',
};

/** An account of a seller at a provider, as the store has it. The name stands for this account for good. */
export interface ProviderAccount {
  readonly provider: ProviderName;
  /** What a seller's account on a rail bears as `payTo`. */
  readonly name: string;
  /** Whose sellers may be paid on it. */
  readonly tenant: string;
  readonly mode: Mode;
  /** Whose it is at the provider: an address, an account, an organization; null where it has no word for that. */
  readonly holder: string | null;
  /** Its secrets, sealed; null once it was removed. */
  readonly sealed: string | null;
  /** When that was, by the store's clock. */
  readonly sealedAt: number;
}

/** The store's space for accounts at providers. */
export const PROVIDER_ACCOUNT_SPACE = 'provider_account';

/** Rows bear it in place of the tenant, so that a key can be changed under all of them. */
export const OPERATOR = 'platform';

const NAME = /^[a-z][a-z0-9-]{0,39}$/;
/** The account of the environment. */
const ENVIRONMENT = 'main';

/** Whether this can name an account in the store. No address, profile or connected account is such a name. */
export function isAccountName(name: string): boolean {
  return NAME.test(name) && name !== ENVIRONMENT;
}

export function isProvider(name: string): name is ProviderName {
  return Object.hasOwn(RAILS_OF, name);
}

/** Where the accounts of a rail are; null for a rail without such accounts. */
export function providerOf(rail: string): ProviderName | null {
  return (
    Object.keys(RAILS_OF)
      .filter(isProvider)
      .find((name) => RAILS_OF[name].some((id) => id === rail)) ?? null
  );
}

export function accountKey({ provider, name }: Pick<ProviderAccount, 'provider' | 'name'>): Key {
  return { space: PROVIDER_ACCOUNT_SPACE, key: `${provider}:${name}` };
}

/** What its secrets are sealed with: in a row for anything else they do not open. */
export function labelOf({ provider, name, tenant, mode }: ProviderAccount): string {
  return JSON.stringify([PROVIDER_ACCOUNT_SPACE, provider, name, tenant, mode]);
}

/** The sealing key that something is sealed under. */
export function sealingKeyOf(sealed: string): string {
  return sealed.split('.')[0] ?? '';
}

/** All accounts, by provider and name. */
export function listAccounts(store: Pick<Store, 'get' | 'list'>): Promise<readonly ProviderAccount[]> {
  return listAll<ProviderAccount>(store, PROVIDER_ACCOUNT_SPACE, OPERATOR);
}

/** An account of a seller, by the rail that is paid there. */
interface PaidOn {
  readonly rail: string;
  readonly payTo: string;
  readonly tenant: string;
}

/** Whether one of these accounts is it: of this name, for this tenant, and not removed. */
export function isKept(accounts: readonly ProviderAccount[], { rail, payTo, tenant }: PaidOn): boolean {
  const provider = providerOf(rail);
  return accounts.some(
    (one) => one.provider === provider && one.name === payTo && one.tenant === tenant && one.sealed !== null,
  );
}
