import type { Mount, PaymentRail } from '@railyard/core';
import type { MppRail } from '@railyard/rail-mpp';
import type { Referring } from './rails/handoff.ts';
import type { RailKind } from './rails/kind.ts';
import type { Seller } from './sellers.ts';

/** What decides which rails a seller has. */
export type RailSeller = Pick<
  Seller,
  'handle' | 'name' | 'currency' | 'purchasable' | 'storefront' | 'accounts'
>;

/** The rails of a seller, active ones and others. The same seller: the same array. */
export type RailsOf = (seller: RailSeller) => readonly Mount[];

/** What rails are made of. */
export interface RailSources {
  readonly kinds: readonly RailKind[];
  /** Sends buyers on to the site of a seller who sells nothing here; null when the platform refers nobody. */
  readonly referring: Referring | null;
  readonly cards: MppRail | null;
}

/** The rails that the server can mount. */
export interface Rails {
  readonly of: RailsOf;
  /** All rails, active where their provider is set up. */
  readonly platform: readonly Mount[];
  /** The rail and account that a webhook is for; null when there is none. */
  readonly at: (rail: string, account: string) => Mount | null;
  /** Reads the payments that take the place of an API key; null where nobody has set them up. */
  readonly cards: MppRail | null;
}

/**
 * One rail for each account, made once. A seller without an account on a rail gets it inactive, so that a payment sent
 * to them is answered with the way out instead of another challenge. A seller who sells nothing here has all of them
 * inactive, and refers the buyer.
 */
export function createRails({ kinds, referring, cards }: RailSources): Rails {
  const known = new Map(kinds.map((kind) => [kind.id, kind]));
  const made = new Map<string, PaymentRail>();
  const mounts = new Map<string, readonly Mount[]>();

  function railOf(kind: RailKind, account: string): PaymentRail {
    const key = `${kind.id}:${account}`;
    const rail = made.get(key) ?? kind.make(account);
    made.set(key, rail);
    return rail;
  }

  function accountMounts({
    accounts,
    purchasable,
  }: Pick<RailSeller, 'accounts' | 'purchasable'>): readonly Mount[] {
    const own = accounts.flatMap(({ rail, payTo, active }) => {
      const kind = known.get(rail);
      if (!kind?.isAccount(payTo)) return [];
      return { rail: railOf(kind, payTo), account: payTo, active: active && purchasable && kind.isSetUp };
    });
    const missing = kinds.filter(({ id }) => own.every(({ rail }) => rail.id !== id));
    const others = missing.map((kind) => ({ kind, account: kind.otherwise }));
    return [
      ...own,
      ...others.map(({ kind, account }) => ({ rail: railOf(kind, account), account, active: false })),
    ];
  }

  function mountsOf(seller: RailSeller): readonly Mount[] {
    const rail = seller.purchasable ? null : referring?.(seller);
    if (!rail) return accountMounts(seller);
    return [...accountMounts(seller), { rail, account: seller.handle, active: true }];
  }

  const own = kinds.map(({ id, otherwise }) => ({ rail: id, payTo: otherwise, active: true }));
  return {
    platform: accountMounts({ accounts: own, purchasable: true }),
    of({ handle, name, currency, purchasable, storefront, accounts }) {
      const seller = { handle, name, currency, purchasable, storefront, accounts };
      const key = JSON.stringify(seller);
      const mounted = mounts.get(key) ?? mountsOf(seller);
      mounts.set(key, mounted);
      return mounted;
    },
    at(id, account) {
      const kind = known.get(id);
      const heard = kind?.isSetUp && kind.isAccount(account) ? kind : null;
      // Not kept: a stranger could name any number of them.
      const rail = made.get(`${id}:${account}`) ?? heard?.make(account);
      return rail ? { rail, account, active: true } : null;
    },
    cards,
  };
}
