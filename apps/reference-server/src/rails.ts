import type { Mount, PaymentRail } from '@railyard/core';
import type { MppRail } from '@railyard/rail-mpp';
import type { X402Provider } from './config/x402.ts';
import { type MppProvider, mppRail, noMpp } from './rails/mpp.ts';
import { NO_X402, x402Rail } from './rails/x402.ts';
import type { Account, Seller } from './sellers.ts';

/** The rails of a seller, active ones and others. The same accounts: the same array. */
export type RailsOf = (seller: Pick<Seller, 'accounts'>) => readonly Mount[];

const PROFILE = /^profile_\w{1,100}$/;

/** What rails are made of; null for what is not set up. */
export interface RailProviders {
  readonly x402: X402Provider | null;
  readonly mpp: MppProvider | null;
}

/** The rails that the server can mount. */
export interface Rails {
  readonly of: RailsOf;
  /** The rail and account that a webhook is for; null when there is none. */
  readonly at: (rail: string, account: string) => Mount | null;
  /** Reads the payments that take the place of an API key; null where nobody has set them up. */
  readonly cards: MppRail | null;
}

/**
 * One rail for each account, made once. A seller without an account on a rail gets it inactive, so that a payment sent
 * to them is answered with the way out instead of another challenge.
 */
export function createRails({ x402, mpp }: RailProviders): Rails {
  const cards = mpp ?? noMpp();
  const made = new Map<string, PaymentRail>();
  const mounts = new Map<string, readonly Mount[]>();
  const otherwise: readonly Account[] = [
    { rail: 'x402', payTo: (x402 ?? NO_X402).payTo, active: false },
    { rail: 'stripe-mpp', payTo: cards.profile, active: false },
  ];

  function railOf({ rail, payTo }: Account): PaymentRail {
    const key = `${rail}:${payTo}`;
    const known = made.get(key) ?? make(rail, payTo);
    made.set(key, known);
    return known;
  }

  function make(rail: Account['rail'], payTo: string): PaymentRail {
    switch (rail) {
      case 'x402':
        return x402Rail(x402 ?? NO_X402, payTo);
      case 'stripe-mpp':
        return mppRail(cards, payTo);
    }
  }

  /** An account that no seller has any more, or that nobody has asked for since the start, still rings. */
  function replaced(rail: string, account: string): PaymentRail | null {
    return rail === 'stripe-mpp' && mpp && PROFILE.test(account) ? mppRail(mpp, account) : null;
  }

  function mountsOf(accounts: readonly Account[]): readonly Mount[] {
    const missing = otherwise.filter(({ rail }) => accounts.every((account) => account.rail !== rail));
    return [...accounts, ...missing].map((account) => ({
      rail: railOf(account),
      account: account.payTo,
      active: account.active && (account.rail === 'x402' ? x402 : mpp) !== null,
    }));
  }

  return {
    of({ accounts }) {
      const key = JSON.stringify(accounts);
      const mounted = mounts.get(key) ?? mountsOf(accounts);
      mounts.set(key, mounted);
      return mounted;
    },
    at(rail, account) {
      const known = made.get(`${rail}:${account}`) ?? replaced(rail, account);
      return known ? { rail: known, account, active: true } : null;
    },
    cards: mpp && mppRail(mpp, mpp.profile),
  };
}
