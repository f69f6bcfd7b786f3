import type { Awaitable, Mount, PaymentRail } from '@railyard/core';
import type { MppRail } from '@railyard/rail-mpp';
import type { MountedAccounts } from './accounts/mounted.ts';
import { mistake } from './config/fields.ts';
import { latestOf } from './latest.ts';
import { madeOnce } from './made-once.ts';
import type { Referring } from './rails/handoff.ts';
import type { RailKind } from './rails/kind.ts';
import type { Account, Seller } from './sellers.ts';

/** What decides which rails a seller has. */
export type RailSeller = Pick<
  Seller,
  'handle' | 'tenant' | 'name' | 'currency' | 'purchasable' | 'storefront' | 'onSale' | 'accounts'
>;

/** The rails of a seller, active ones and others. The same seller, and the same secrets: the same array. */
export type RailsOf = (seller: RailSeller) => Awaitable<readonly Mount[]>;

/** What rails are made of. */
export interface RailSources {
  readonly kinds: readonly RailKind[];
  /** Sends buyers on to the site of a seller who sells nothing here; null when the platform refers nobody. */
  readonly referring: Referring | null;
  readonly cards: MppRail | null;
  /** Where each seller's own accounts at providers are; null where there are none. */
  readonly accounts: MountedAccounts | null;
}

/** The rails that the server can mount. */
export interface Rails {
  readonly of: RailsOf;
  /** All rails, active where their provider is set up. */
  readonly platform: readonly Mount[];
  /** The rail and account that a webhook is for; null when there is none. */
  readonly at: (rail: string, account: string) => Awaitable<Mount | null>;
  /** Throws a sentence unless the operator's own provider knows this account, on this rail. */
  readonly checkAccount: (rail: string, account: string) => void;
  /** Reads the payments that take the place of an API key; null where nobody has set them up. */
  readonly cards: MppRail | null;
}

/** An account of a seller with its rail, which is null where it cannot be mounted. */
type Found = Account & { readonly over: PaymentRail | null };

const MOST_KEPT = 10_000;

/** All that decides which rails a seller has, as text. */
const writtenOf = madeOnce(
  ({ handle, tenant, name, currency, purchasable, storefront, onSale, accounts }: RailSeller) =>
    JSON.stringify({ handle, tenant, name, currency, purchasable, storefront, onSale, accounts }),
);

/** What was mounted for a seller, and over which rails. */
interface Mounted {
  /** The seller as it was. */
  readonly seller: string;
  readonly found: readonly Found[];
  readonly mounts: readonly Mount[];
}

/**
 * One rail for each account, made once while it is in use, or once for each change of an account in the store. A seller without an account
 * on a rail gets it inactive, so that a payment sent to them is answered with the way out instead of another challenge.
 * A seller who sells nothing here has all of them inactive, and refers the buyer; one that is not on sale has them
 * inactive too, and refers nobody.
 */
export function createRails({ kinds, referring, cards, accounts: stored }: RailSources): Rails {
  const known = new Map(kinds.map((kind) => [kind.id, kind]));
  const made = latestOf<PaymentRail>(MOST_KEPT);
  const mounted = latestOf<Mounted>(MOST_KEPT);

  function railOf(kind: RailKind, account: string): PaymentRail {
    const key = `${kind.id}:${account}`;
    const rail = made.get(key) ?? kind.make(account);
    made.set(key, rail);
    return rail;
  }

  async function find(account: Account, tenant: string): Promise<Found> {
    const kind = known.get(account.rail);
    if (kind?.isAccount(account.payTo))
      return { ...account, active: account.active && kind.isSetUp, over: railOf(kind, account.payTo) };
    return { ...account, over: (kind && (await stored?.find(kind, account.payTo, tenant))) ?? null };
  }

  /** An inactive mount of each rail that is not among these. */
  function missing(own: readonly Mount[]): readonly Mount[] {
    const others = kinds.filter(({ id }) => own.every(({ rail }) => rail.id !== id));
    return others.map((kind) => ({
      rail: railOf(kind, kind.otherwise),
      account: kind.otherwise,
      active: false,
    }));
  }

  function mountsOf(seller: RailSeller, found: readonly Found[]): readonly Mount[] {
    const { purchasable, onSale, handle } = seller;
    const own = found.flatMap(({ over, payTo, active }) =>
      over ? { rail: over, account: payTo, active: active && purchasable && onSale } : [],
    );
    const rail = purchasable || !onSale ? null : referring?.(seller);
    return [...own, ...missing(own), ...(rail ? [{ rail, account: handle, active: true }] : [])];
  }

  return {
    platform: kinds.map((kind) => ({
      rail: railOf(kind, kind.otherwise),
      account: kind.otherwise,
      active: kind.isSetUp,
    })),
    async of(seller) {
      const { handle, tenant, accounts } = seller;
      const found = await Promise.all(accounts.map((account) => find(account, tenant)));
      const written = writtenOf(seller);
      const before = mounted.get(handle);
      const isSame = before?.seller === written;
      if (isSame && before.found.every(({ over }, place) => over === found[place]?.over))
        return before.mounts;
      const mounts = mountsOf(seller, found);
      mounted.set(handle, { seller: written, found, mounts });
      return mounts;
    },
    async at(id, account) {
      const kind = known.get(id);
      if (!kind) return null;
      const isOwn = kind.isAccount(account);
      // Not kept: a stranger could name any number of them.
      const own = made.get(`${id}:${account}`) ?? (isOwn && kind.isSetUp ? kind.make(account) : null);
      const rail = own ?? (isOwn ? null : ((await stored?.find(kind, account)) ?? null));
      return rail && { rail, account, active: true };
    },
    checkAccount(id, account) {
      const kind = known.get(id);
      if (!kind) throw mistake(`There is no rail "${id}". There are ${[...known.keys()].join(', ')}.`);
      if (!kind.isAccount(account))
        throw mistake(
          `"${account}" is no account on the rail "${id}" here. Keep one under this name with: railyard account add.`,
        );
      kind.make(account); // refuses what only looks like one
    },
    cards,
  };
}
