import type { Mode } from '@railyard/core';
import { listOrders, type OrderReport } from '@railyard/core/operator';
import { mistake } from '../config/fields.ts';
import { hasPayment, type Keys } from './holder.ts';
import { type ProviderAccount, providerOf, TITLES } from './record.ts';
import type { AccountDesk } from './stored.ts';

type Records = Pick<AccountDesk['store'], 'get' | 'list'>;
type Tried = OrderReport['attempts'][number];

const BATCH = 500;
/** One that its provider has forgotten proves nothing. */
const MOST_ASKED = 3;

/**
 * Throws `configuration` when payments have begun on an account, and its provider shows none of them to whoever has
 * these secrets: what began would be looked up where it is not, and nobody could tell whether it was paid.
 */
export async function checkBegun(
  { store, reach }: Pick<AccountDesk, 'store' | 'reach'>,
  account: ProviderAccount,
  { secrets, mode }: { readonly secrets: Keys; readonly mode: Mode },
): Promise<void> {
  const begun = (await triedOn(store, account)).filter(({ reference, state }) => reference || isOpen(state));
  if (begun.length === 0) return;
  const references = begun.flatMap(({ reference }) => reference ?? []);
  for (const reference of references.slice(0, MOST_ASKED))
    if (await hasPayment(secrets, mode, reach, reference)) return;
  throw mistake(
    `${TITLES[account.provider]} shows this key no payment that began on the account "${account.name}", so it may be somebody else’s. Give a key of the same account, or add this one under another name.`,
  );
}

/** What was tried on an account, the newest first. */
async function triedOn(
  store: Records,
  { provider, name, tenant }: ProviderAccount,
): Promise<readonly Tried[]> {
  const found: Tried[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await listOrders(store, { tenant, limit: BATCH, ...(after !== undefined && { after }) });
    const tried = page.orders.flatMap(({ attempts }) => attempts);
    found.push(...tried.filter(({ rail, account }) => providerOf(rail) === provider && account === name));
    after = page.next;
  }
  return found.toSorted((one, other) => other.createdAt - one.createdAt);
}

function isOpen(state: Tried['state']): boolean {
  return ['created', 'submitted', 'action_required', 'pending'].includes(state);
}
