import type { Ask } from '../../provider/hostile.ts';
import type { IssuingBooks } from './control.ts';
import type { ToldDecline } from './issuer.ts';

/** Stripe's issuer of cards in a sandbox: who decides, and what became of the money. */
export interface HostileIssuing {
  /**
   * Has every authorization of the seller's cards decided at a URL, in real time, signed with the `webhookSecret`, as
   * long as the folder lasts. A silence of 2 s declines, unless it is to approve.
   */
  authorizeAt(url: string, onTimeout?: 'approve' | 'decline'): Promise<void>;
  /** Declines the next authorizations that their cards would let through. */
  decline(told: ToldDecline): Promise<void>;
  /** All cards, authorizations and transactions, oldest first, and what each card has paid and can still pay. */
  books(): Promise<IssuingBooks>;
}

export function hostileIssuing(ask: Ask): HostileIssuing {
  return {
    async authorizeAt(url, onTimeout) {
      await ask('stripe/issuing/authorize', { url, onTimeout });
    },
    async decline(told) {
      await ask('stripe/issuing/decline', told);
    },
    books: async () => (await ask('stripe/issuing')) as IssuingBooks,
  };
}
