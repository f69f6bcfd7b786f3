import { refused } from '../errors.ts';
import type { Outside } from '../work.ts';
import { type Acquirer, createAcquirer } from './acquirer.ts';
import { shownAuthorization } from './authorize.ts';
import type { Issuer, ToldDecline } from './issuer.ts';
import type { StripeAuthorization, StripeCard, StripeTransaction } from './objects.ts';
import { type CardMoney, moneyOf } from './taken.ts';

/** What a test does to an issuer of cards, and sees of it. */
export interface LocalIssuing {
  /**
   * Has every authorization of the seller's cards decided at a URL, in real time, signed with the `webhookSecret` of the
   * facts. A silence of 2 s declines, unless it is to approve. Without it the card alone decides.
   */
  authorizeAt(url: string, onTimeout?: 'approve' | 'decline'): void;
  /** Declines the next authorizations that their cards would let through. */
  decline(told: ToldDecline): void;
  /** The bank of a merchant who takes the cards. */
  readonly acquirer: Acquirer;

  /** All cards, oldest first, of every account. */
  cards(): readonly StripeCard[];
  authorizations(): readonly StripeAuthorization[];
  transactions(): readonly StripeTransaction[];
  /** What each card has paid, and can still pay. */
  money(): readonly CardMoney[];
}

export function openIssuing(outside: () => Outside, issuer: Issuer, save: () => Promise<void>): LocalIssuing {
  return {
    authorizeAt(url, onTimeout = 'decline') {
      if (!URL.canParse(url) || !/^https?:/.test(url)) throw refused('Invalid URL.', { param: 'url' });
      const { state } = outside();
      state.rulers.set(state.facts.account, { url, onTimeout });
    },
    decline: (told) => issuer.declines.add(told),
    acquirer: createAcquirer(outside, save),
    cards: () => Array.from(outside().state.cards.values(), ({ object }) => object),
    authorizations() {
      const { state } = outside();
      return Array.from(state.authorizations.values(), (held) => shownAuthorization(state, held));
    },
    transactions: () => Array.from(outside().state.transactions.values(), ({ object }) => object),
    money() {
      const { state, now } = outside();
      return moneyOf(state, now);
    },
  };
}
