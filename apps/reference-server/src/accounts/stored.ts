import type { Mode, Runtime, Store } from '@railyard/core';
import { mistake } from '../config/fields.ts';
import { listAll } from '../listing.ts';
import { SELLER_SPACE, type Seller } from '../sellers.ts';
import { checkBegun } from './begun.ts';
import { askHolder, type Reach } from './holder.ts';
import {
  accountKey,
  isAccountName,
  labelOf,
  listAccounts,
  OPERATOR,
  type ProviderAccount,
  providerOf,
  TITLES,
} from './record.ts';
import { type Given, readSecrets, replacing, type Secrets } from './secrets.ts';

/** What accounts are written with. */
export interface AccountDesk {
  readonly store: Store;
  readonly runtime: Pick<Runtime, 'seal' | 'unseal'>;
  readonly reach: Reach;
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

/** The secrets of an account, checked. Throws `configuration`, in a sentence without any, when they cannot be used. */
export async function openSecrets(
  runtime: Pick<Runtime, 'unseal'>,
  account: ProviderAccount,
  mode: Mode,
): Promise<Secrets> {
  if (account.sealed === null) throw mistake('It was removed. Bring it back with rotate.');
  const given = await givenOf(runtime, account);
  if (!given)
    throw mistake('No sealing key here opens its secrets. Restore that key, or give it its secrets anew.');
  if (account.mode !== mode)
    throw mistake(
      `It is for ${account.mode} money, and RAILYARD_MODE is "${mode}". Have its sellers paid elsewhere.`,
    );
  return readSecrets(account.provider, given, mode);
}

/** Asks its provider whether it takes the secrets of an account. Throws `configuration`, in a sentence, when not. */
export async function checkAccount(
  { runtime, reach }: Omit<AccountDesk, 'store'>,
  account: ProviderAccount,
  mode: Mode,
): Promise<void> {
  checkHolder(account, await askHolder(await openSecrets(runtime, account, mode), mode, reach));
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
  const account = { provider, name, tenant, mode, holder: null, sealed: null, sealedAt: 0 };
  return keep(desk, account, await askWith(desk, account, given));
}

/**
 * Gives an account new secrets; what is not given stays as it was. What began on the old ones is looked up with the new
 * ones, so secrets of another account at the provider are refused.
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
  const whole = replacing(before, given);
  const profiles = new Set([before, whole].flatMap(({ STRIPE_PROFILE: profile }) => profile ?? []));
  if (profiles.size > 1) throw mistake(otherProfile(known));
  const asked = await askWith(desk, known, whole);
  const { secrets, holder } = asked;
  const isTold = holder !== null && known.holder !== null;
  if (!isTold && secrets.provider === 'coinbase' && secrets.keyId !== before.COINBASE_KEY_ID)
    await checkBegun(desk, known, { secrets, mode });
  return keep(desk, known, asked);
}

/** The handles of the sellers who are paid on an account. */
export async function sellersOn(
  store: Pick<Store, 'get' | 'list'>,
  { provider, name, tenant }: ProviderAccount,
): Promise<readonly string[]> {
  const sellers = await listAll<Seller>(store, SELLER_SPACE, tenant);
  const paid = sellers.filter(({ accounts }) =>
    accounts.some(({ rail, payTo, active }) => active && payTo === name && providerOf(rail) === provider),
  );
  return paid.map(({ handle }) => handle);
}

/** Forgets the secrets of an account; its name stays taken. Throws while a seller is paid on it. */
export async function removeAccount(desk: AccountDesk, named: Named): Promise<void> {
  const known = await existing(desk, named);
  const paid = await sellersOn(desk.store, known);
  if (paid.length > 0)
    throw mistake(
      `${titleOf(known)} is where ${paid.map((handle) => `"${handle}"`).join(', ')} is paid. Have sellers paid elsewhere first.`,
    );
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

/** Secrets that a provider takes. */
interface Asked {
  readonly given: Given;
  readonly secrets: Secrets;
  readonly holder: string | null;
}

async function askWith({ reach }: AccountDesk, account: ProviderAccount, given: Given): Promise<Asked> {
  const { provider, mode } = account;
  const whole = replacing({}, given);
  const secrets = readSecrets(provider, whole, mode);
  const holder = await askHolder(secrets, mode, reach);
  checkHolder(account, holder);
  return { given: whole, secrets, holder };
}

async function keep(
  { store, runtime }: AccountDesk,
  before: ProviderAccount,
  { given, secrets, holder }: Asked,
): Promise<Secrets> {
  const sealed = await seal(runtime, before, given);
  await replace(store, before, { ...before, holder: holder ?? before.holder, sealed });
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

function find({ store }: Pick<AccountDesk, 'store'>, named: Named): Promise<ProviderAccount | null> {
  const { space, key } = accountKey(named);
  return store.get<ProviderAccount>(space, key);
}

/** The account of a name. Throws `configuration` when there is none. */
export async function existing(desk: Pick<AccountDesk, 'store'>, named: Named): Promise<ProviderAccount> {
  const known = isAccountName(named.name) ? await find(desk, named) : null;
  if (known) return known;
  throw mistake(`There is no account "${named.name}" at ${TITLES[named.provider]}. Add it first.`);
}

export function titleOf({ provider, name }: Named): string {
  return `The account "${name}" at ${TITLES[provider]}`;
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

function checkHolder(account: ProviderAccount, holder: string | null): void {
  if (holder === null || account.holder === null || holder === account.holder) return;
  throw mistake(
    `${titleOf(account)} is that of ${account.holder}, and these secrets are of ${holder}. Add those under another name.`,
  );
}

function otherProfile(account: ProviderAccount): string {
  return `${titleOf(account)} has another STRIPE_PROFILE, which cards are granted to. Add this one under another name.`;
}
