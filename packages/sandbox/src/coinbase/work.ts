import type { Happening } from './happening.ts';

/** One call that was let in, with what it may touch. */
export interface Work extends Happening {
  /** The id in the path; empty when there is none. */
  readonly id: string;
  /** What the body says; null when there is none. */
  readonly body: unknown;
  /** The query, as it came. */
  readonly query: string;
}
