import type { Acquirer } from '../stripe/issuing/acquirer.ts';
import type { Books } from './books.ts';
import type { Customer, State } from './state.ts';

/** What the shop works with, whoever asks. */
export interface Running {
  readonly state: State;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly acquirer: Acquirer;
  readonly books: Books;
}

/** One call that was let in, with what it may touch. */
export interface Work extends Running {
  /** Whose account is meant; null when the call names none. */
  readonly customer: Customer | null;
  /** The id in the path; empty when there is none. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** A time as the API writes it. */
export function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
