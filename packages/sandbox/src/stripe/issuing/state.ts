import type { Table } from '../../provider/table.ts';
import type { Held } from '../state.ts';
import type { BareAuthorization, StripeCard, StripeCardholder, StripeTransaction } from './objects.ts';

/** A card, and how many payments it has made. */
export interface HeldCard extends Held<StripeCard> {
  payments: number;
}

/** An authorization, and whether it was counted as a payment of its card. */
export interface HeldAuthorization extends Held<BareAuthorization> {
  readonly card: string;
  counted: boolean;
}

/** Who decides about the authorizations of an account in real time, and what a silence of 2 s means. */
export interface Ruler {
  readonly url: string;
  readonly onTimeout: 'approve' | 'decline';
}

/** What an issuer of cards remembers. */
export interface IssuingState {
  readonly cardholders: Table<Held<StripeCardholder>>;
  readonly cards: Table<HeldCard>;
  readonly authorizations: Table<HeldAuthorization>;
  readonly transactions: Table<Held<StripeTransaction>>;
  /** By account. */
  readonly rulers: Table<Ruler>;
}
