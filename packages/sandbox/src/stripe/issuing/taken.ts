import type { State } from '../state.ts';
import { hasExpired } from './expiry.ts';
import type { MerchantData } from './objects.ts';

/** One payment of a card: an authorization with what was taken of it, or money that was taken without one. */
export interface Taken {
  readonly created: number;
  readonly merchant_data: MerchantData;
  /** What can still be taken. */
  readonly held: number;
  readonly taken: number;
}

/** All payments of a card. */
export function takenBy(state: State, card: string): readonly Taken[] {
  const authorized = [...state.authorizations.values()]
    .filter((one) => one.card === card && one.object.approved)
    .map(({ object: { id, created, merchant_data, status, amount } }) => {
      const taken = takenOf(state, id);
      return {
        created,
        merchant_data,
        taken,
        held: status === 'pending' ? Math.max(0, amount - taken) : 0,
      };
    });
  const forced = [...state.transactions.values()]
    .filter(({ object }) => object.card === card && object.authorization === null)
    .map(({ object: { created, merchant_data, amount } }) => ({
      created,
      merchant_data,
      taken: -amount,
      held: 0,
    }));
  return [...authorized, ...forced];
}

/** What was taken of an authorization. */
export function takenOf(state: State, authorization: string): number {
  return [...state.transactions.values()]
    .filter(({ object }) => object.authorization === authorization)
    .reduce((sum, { object }) => sum - object.amount, 0);
}

/** What a card has paid, and can still pay. */
export interface CardMoney {
  readonly card: string;
  readonly last4: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly status: 'active' | 'canceled' | 'inactive';
  /** Whether a merchant who asks could be let through: it is active, and has not expired. */
  readonly chargeable: boolean;
  /** How many authorizations of it were approved, and how many captures came without one. */
  readonly payments: number;
  /** What merchants may still take of what was authorized. */
  readonly held: number;
  /** What they took. */
  readonly taken: number;
}

/** The money of all cards, oldest first. */
export function moneyOf(state: State, now: number): readonly CardMoney[] {
  return Array.from(state.cards.values(), ({ object }) => {
    const { id, last4, metadata, status } = object;
    const payments = takenBy(state, id);
    return {
      card: id,
      last4,
      metadata,
      status,
      chargeable: status === 'active' && !hasExpired(object, now),
      payments: payments.length,
      held: payments.reduce((sum, { held }) => sum + held, 0),
      taken: payments.reduce((sum, { taken }) => sum + taken, 0),
    };
  });
}
