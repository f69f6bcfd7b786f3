import type { Mount } from '@railyard/core';
import { isKept, type ProviderAccount } from '../accounts/record.ts';
import type { OwnAccount } from '../own-accounts.ts';
import type { RailSeller, Rails } from '../rails.ts';

/** Why a seller is not paid on a rail. */
export type WhyNot =
  | 'not_on_sale'
  | 'sent_on'
  | 'not_set_up'
  | 'no_account'
  | 'deactivated'
  | 'unknown_account';

/** Where a seller stands on a rail. */
export interface Standing {
  readonly rail: string;
  /** Where it is paid, or was last; null for a rail on which it has never had an account. */
  readonly account: string | null;
  /** Null when the rail is active. */
  readonly whyNot: WhyNot | null;
}

/** What there is beside a server. */
export interface KnownRails {
  readonly rails: Pick<Rails, 'of' | 'platform'>;
  /** The platform's own accounts, as the last start found them. */
  readonly own: readonly OwnAccount[];
  /** The accounts of sellers in the store. */
  readonly kept: readonly ProviderAccount[];
}

/** Where a seller stands on each rail of the platform, and on the one that sends its buyers on. */
export async function standingsOf(known: KnownRails, seller: RailSeller): Promise<readonly Standing[]> {
  const mounts = await known.rails.of(seller);
  const ids = known.rails.platform.map(({ rail }) => rail.id);
  const further = mounts.filter(({ rail, active }) => active && !ids.includes(rail.id));
  return [
    ...ids.map((id) => standingOn({ ...known, mounts }, seller, id)),
    ...further.map(({ rail: { id }, account }) => ({ rail: id, account, whyNot: null })),
  ];
}

interface Mounted extends KnownRails {
  readonly mounts: readonly Mount[];
}

function standingOn(known: Mounted, seller: RailSeller, rail: string): Standing {
  const accounts = seller.accounts.filter((account) => account.rail === rail);
  const account = accounts.find(({ active }) => active) ?? accounts[0];
  return { rail, account: account?.payTo ?? null, whyNot: whyNot(known, seller, { rail, account }) };
}

interface On {
  readonly rail: string;
  readonly account: RailSeller['accounts'][number] | undefined;
}

function whyNot({ own, kept, mounts }: Mounted, seller: RailSeller, { rail, account }: On): WhyNot | null {
  if (!seller.onSale) return 'not_on_sale';
  if (!seller.purchasable) return 'sent_on';
  const isStored = account !== undefined && isKept(kept, { ...account, tenant: seller.tenant });
  // An account of the store brings its provider with it, but for the network of a wallet.
  const needsOwn = !isStored || rail === 'x402';
  if (needsOwn && !own.some((one) => one.rail === rail)) return 'not_set_up';
  if (!account) return 'no_account';
  if (!account.active) return 'deactivated';

  const { payTo } = account;
  const isOwn = own.some((one) => one.rail === rail && one.payTo === payTo);
  const isMounted = mounts.some((mount) => mount.rail.id === rail && mount.account === payTo);
  return isStored || isOwn || isMounted ? null : 'unknown_account';
}
