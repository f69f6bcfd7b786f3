import type { Mode, Runtime, Store } from '@railyard/core';
import { mistake } from '../config/fields.ts';
import { listAll } from '../listing.ts';
import { SELLER_SPACE, type Seller } from '../sellers.ts';
import {
  accountKey,
  isAccountName,
  labelOf,
  listAccounts,
  OPERATOR,
  type ProviderAccount,
  type ProviderName,
  providerOf,
} from './record.ts';
import { type Given, readSecrets, replacing, type Secrets } from './secrets.ts';
import { tryOut } from './try-out.ts';

/** What accounts are written with. */
export interface AccountDesk {
  readonly store: Store;
  readonly runtime: Pick<Runtime, 'seal' | 'unseal'>;
}

/** An account by its name. */
export type Named = Pick<ProviderAccount, 'provider' | 'name'>;

/** The secrets of an account as they were given; null when it was removed, or when no key of ours opens them. */
export async function givenOf(
  runtime: Pick<Runtime, 'unseal'>,
  account: ProviderAccount,
): Promise<Given | null> {
  const text = account.sealed === null ? null : await runtime.unseal(account.sealed, labelOf(account));
  return text === null ? null : (JSON.parse(text) as Given);
}

/** Keeps a new account. Throws `configuration`, in a sentence without secrets, when it cannot be one. */
export async function addAccount(
  desk: AccountDesk,
  { provider, name, tenant, mode }: Named & Pick<ProviderAccount, 'tenant' | 'mode'>,
  given: Given,
): Promise<Secrets> {
  if (!isAccountName(name)) throw mistake(NO_NAME);
  const known = await find(desk, { provider, name });
  if (known) throw mistake(known.sealed === null ? wasRemoved(known) : isThere(known));
  return keep(desk, { provider, name, tenant, mode, address: null, sealed: null, sealedAt: 0 }, null, given);
}

/**
 * Gives an account new secrets; what is not given stays as it was. They are of the same account at the provider: what
 * began on the old ones is looked up with the new ones.
 */
export async function rotateAccount(
  desk: AccountDesk,
  named: Named,
  mode: Mode,
  given: Given,
): Promise<Secrets> {
  const known = await existing(desk, named);
  if (known.mode !== mode) throw mistake(otherMode(known, mode));
  const before = (await givenOf(desk.runtime, known)) ?? {};
  return keep(desk, known, known, replacing(before, given));
}

/** Forgets the secrets of an account; its name stays taken. Throws while a seller is paid on it. */
export async function removeAccount(desk: AccountDesk, named: Named): Promise<void> {
  const known = await existing(desk, named);
  const sellers = await listAll<Seller>(desk.store, SELLER_SPACE, known.tenant);
  const paid = sellers.filter(({ accounts }) =>
    accounts.some(
      ({ rail, payTo, active }) => active && payTo === known.name && providerOf(rail) === known.provider,
    ),
  );
  if (paid.length > 0) {
    const handles = paid.map(({ handle }) => `"${handle}"`).join(', ');
    throw mistake(`${titleOf(known)} is where ${handles} is paid. Have sellers paid elsewhere first.`);
  }
  await replace(desk.store, known, { ...known, sealed: null });
}

/** What became of sealing all accounts anew. */
export interface Resealed {
  /** How many are sealed under the newest key now. */
  readonly sealed: number;
  /** Those that no key opens. */
  readonly lost: readonly ProviderAccount[];
}

/** Seals the secrets of all accounts under the newest key, so that the older ones can be dropped. */
export async function resealAccounts({ store, runtime }: AccountDesk): Promise<Resealed> {
  const accounts = (await listAccounts(store)).filter(({ sealed }) => sealed !== null);
  const lost: ProviderAccount[] = [];
  for (const account of accounts) {
    const given = await givenOf(runtime, account);
    if (!given) lost.push(account);
    else await replace(store, account, { ...account, sealed: await seal(runtime, account, given) });
  }
  return { sealed: accounts.length - lost.length, lost };
}

async function keep(
  { store, runtime }: AccountDesk,
  account: ProviderAccount,
  before: ProviderAccount | null,
  given: Given,
): Promise<Secrets> {
  const { provider, mode } = account;
  const whole = replacing({}, given);
  const secrets = readSecrets(provider, whole, mode);
  tryOut(secrets, mode);
  const address = secrets.provider === 'x402' ? secrets.address : null;
  if (before && before.address !== address) throw mistake(otherWallet(before));
  await replace(store, before ?? account, {
    ...account,
    address,
    sealed: await seal(runtime, account, whole),
  });
  return secrets;
}

async function seal(runtime: Pick<Runtime, 'seal'>, account: ProviderAccount, given: Given): Promise<string> {
  return runtime.seal(JSON.stringify(given), labelOf(account));
}

/** Only what was read is replaced: somebody else's change in between is not lost. */
function replace(store: Store, before: ProviderAccount, after: ProviderAccount): Promise<void> {
  return store.update([accountKey(after)], ([row], now) => {
    const current = (row?.value as ProviderAccount | undefined)?.sealed ?? null;
    if (current !== before.sealed) throw mistake(`${titleOf(after)} was changed at this moment. Try again.`);
    const value = { ...after, sealedAt: now };
    const state = after.sealed === null ? 'removed' : 'sealed';
    return { rows: [{ value, tenant: OPERATOR, state, due: null }], result: undefined };
  });
}

function find({ store }: AccountDesk, named: Named): Promise<ProviderAccount | null> {
  const { space, key } = accountKey(named);
  return store.get<ProviderAccount>(space, key);
}

async function existing(desk: AccountDesk, named: Named): Promise<ProviderAccount> {
  const known = isAccountName(named.name) ? await find(desk, named) : null;
  if (known) return known;
  throw mistake(`There is no account "${named.name}" at ${titles[named.provider]}. Add it first.`);
}

const titles: Readonly<Record<ProviderName, string>> = {
  stripe: 'Stripe',
  coinbase: 'Coinbase',
  x402: 'x402',
};

export function titleOf({ provider, name }: Named): string {
  return `The account "${name}" at ${titles[provider]}`;
}

const NO_NAME =
  'An account has a name of lower-case letters, digits and hyphens, 40 at most and a letter first, and not "main".';

function isThere(account: ProviderAccount): string {
  return `${titleOf(account)} is there. Give it new secrets with rotate, or take another name for another account.`;
}

function wasRemoved(account: ProviderAccount): string {
  return `${titleOf(account)} was removed, and payments that were made on it still go by its name. Bring it back with rotate, or take another name for another account.`;
}

function otherMode(account: ProviderAccount, mode: Mode): string {
  return `${titleOf(account)} is for ${account.mode} money, and RAILYARD_MODE is "${mode}". Set RAILYARD_MODE to "${account.mode}", or add another account.`;
}

function otherWallet(account: ProviderAccount): string {
  return `${titleOf(account)} is the wallet ${account.address}, and this is the key of another. Add that under another name.`;
}
